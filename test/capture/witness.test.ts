import { expect, test } from '@jest/globals';
import { testimony } from '../../src/runtime/docker/capture-comparison.ts';
import { Witness } from '../../src/capture/witness.ts';
import type { SipEvent } from '../../src/history/event.ts';

const PHONE = '198.18.0.1';
const POOL = '198.18.0.2';

/** Messages by name, `a>` from the phone to the pool, `<a` from the pool to the phone, as `x` one of the pools' own. */
function witnessOf(
  seen: readonly string[],
  recorded: readonly string[],
  transport: 'udp' | 'tcp' | 'tls' = 'udp',
): Witness {
  const witness = new Witness((host) => host !== PHONE);
  const ends = { phone: { host: PHONE, port: 5070 }, pool: { host: POOL, port: 5060 } };
  for (const name of seen) {
    const bytes = Buffer.from(bodyOf(name));
    const [source, destination] = name.startsWith('<') ? [ends.pool, ends.phone] : [ends.phone, ends.pool];
    const between = name.endsWith('x') ? { source: ends.pool, destination: { host: '198.18.0.3', port: 5060 } } : {};
    witness.see({ transport: transport === 'udp' ? 'udp' : 'tcp', at: 0, source, destination, bytes, ...between });
  }
  for (const name of recorded) {
    const direction: SipEvent['direction'] = name.startsWith('<') ? 'in' : 'out';
    // The history names the port that a phone listens at, also for a connection that it has opened from another.
    const local = transport === 'udp' ? `udp:${PHONE}:5070` : `${transport}:${PHONE}:5099`;
    witness.hear({
      kind: 'sip',
      tap: 'bob',
      direction,
      local,
      remote: `${transport}:${POOL}:5060`,
      text: bodyOf(name),
    });
  }
  return witness;
}

function bodyOf(name: string): string {
  return `OPTIONS sip:${name.replaceAll(/[<>]/g, '')} SIP/2.0\r\nSubject: ✓\r\n\r\n`;
}

const nothing = { agreed: 0, unsent: 0, unseen: [], lost: [], untold: [] };

test('what both have agrees, in whatever order, as often as both have it', () => {
  const witness = witnessOf(['a>', '<b', '<b', 'x', 'c>'], ['c>', 'a>', '<b', '<b']);
  expect(witness.compare()).toEqual({ ...nothing, agreed: 4 });
});

test('a message in octets that are no UTF-8 is the same message', () => {
  const witness = new Witness((host) => host !== PHONE);
  const bytes = Buffer.from([0xff, 0xfe, 0x41]);
  const [source, destination] = [
    { host: POOL, port: 5060 },
    { host: PHONE, port: 5070 },
  ];
  witness.see({ transport: 'udp', at: 0, source, destination, bytes });
  const [local, remote] = [`udp:${PHONE}:5070`, `udp:${POOL}:5060`];
  const text = bytes.toString('latin1');
  witness.hear({ kind: 'sip', tap: 'bob', direction: 'in', local, remote, text, encoding: 'latin1' });
  expect(witness.compare()).toEqual({ ...nothing, agreed: 1 });
});

test('a request to a pool that is gone gets nowhere, which is no difference', () => {
  expect(witnessOf(['a>'], ['a>', 'b>', 'b>']).compare()).toEqual({ ...nothing, agreed: 1, unsent: 2 });
});

test('a message that a phone has missed is lost once the phone has read a later one', () => {
  const [a, b] = ['a', 'b'].map((name) => `\`OPTIONS sip:${name} SIP/2.0\` from udp:${POOL}:5060 to udp:${PHONE}:5070`);
  expect(witnessOf(['<z', '<a', '<b', '<c'], ['<z', '<c']).compare()).toEqual({ ...nothing, agreed: 2, lost: [a, b] });
  // Until then it may be about to read it, or has been closed.
  expect(witnessOf(['<z', '<a'], ['<z']).compare()).toEqual({ ...nothing, agreed: 1 });
  // Of a message that comes again, one that was read is as good as the other.
  expect(witnessOf(['<a', '<a', '<c'], ['<a', '<c']).compare()).toMatchObject({ agreed: 2, lost: [a] });
});

test('a phone can have received nothing that was not on the network', () => {
  expect(witnessOf(['a>'], ['a>', '<b']).compare()).toMatchObject({
    agreed: 1,
    unseen: [expect.stringContaining('sip:b')],
  });
});

test('what a phone has sent is in its record', () => {
  expect(witnessOf(['a>', 'b>'], ['a>']).compare()).toMatchObject({ untold: [expect.stringContaining('sip:b')] });
});

test('over a connection only what was received is held against the network: ports of this machine are not told apart', () => {
  expect(witnessOf(['a>', '<b'], ['a>', '<b'], 'tcp').compare()).toEqual({ ...nothing, agreed: 2 });
  expect(witnessOf(['b>', '<c', '<d'], ['<d'], 'tcp').compare()).toEqual({ ...nothing, agreed: 1 });
  expect(witnessOf([], ['<b'], 'tcp').compare().unseen).toHaveLength(1);
});

test('what phones send each other, and pools, is not looked at', () => {
  const witness = witnessOf(['x'], []);
  const text = bodyOf('y');
  witness.hear({ kind: 'sip', tap: 'bob', direction: 'in', local: `udp:${PHONE}:1`, remote: `udp:${PHONE}:2`, text });
  expect(witness.compare()).toEqual(nothing);
});

test('a difference is trouble of the bench, with the first message of each kind; agreement is told', () => {
  expect(testimony({ ...nothing, agreed: 7, lost: ['A', 'B'], unseen: ['C'] })).toMatchObject({
    level: 'trouble',
    text: 'the history is not what passed the network: 2 times a message did not get from the network into its phone, first A; C was received by a phone and never on the network',
    hint: expect.stringContaining('--workers'),
  });
  expect(testimony({ ...nothing, agreed: 7, untold: ['D'] })).toMatchObject({ level: 'trouble' });
  expect(testimony({ ...nothing, agreed: 7, unsent: 2 })).toEqual({
    kind: 'note',
    level: 'info',
    text: 'the capture of the network has the same 7 SIP messages between phones and pools as this history, and 2 more that got nowhere, as nobody answered for their address',
  });
});

test('what went over TLS is held against nothing', () => {
  expect(witnessOf([], ['a>', '<b'], 'tls').compare()).toEqual(nothing);
});
