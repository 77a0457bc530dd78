/** A phone of a UDP pool speaks TCP where that is asked for (RFC 3261 18, RFC 3263 4.1). */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { connect as connectTcp } from 'node:net';
import { newCallId } from '../../../../src/sip/token.ts';
import { at, Bench, connect, passed, until } from '../bench.ts';

describe('a native phone of a UDP pool', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await Bench.open();
  });
  afterEach(async () => {
    await bench.close();
  });

  test('calls a contact with transport=tcp over TCP, and goes on over TCP in the call', async () => {
    const [alice, bob] = [await bench.phone('alice'), await bench.phone('bob', { transport: 'tcp' })];
    expect(bob.phone.contact).toMatch(/;transport=tcp$/);
    const call = await connect(alice, bob);
    expect(await call.caller.probe({ within: 2_000 })).toMatchObject({ status: 200 });
    expect(await call.caller.hangUp({ within: 2_000 })).toMatchObject({ status: 200 });
    expect(new Set(alice.sip.map(({ remote }) => remote))).toEqual(
      new Set([`tcp:127.0.0.1:${bob.phone.address.port}`]),
    );
    expect(passed(alice)).toContain('out BYE');
    // What bob asks alice goes where her Contact says.
    const back = await connect(alice, bob);
    expect(await back.callee.hangUp({ within: 2_000 })).toMatchObject({ status: 200 });
    expect(bob.sip.filter(({ text }) => text.startsWith('BYE ')).map(({ remote }) => remote.slice(0, 3))).toContain(
      'udp',
    );
  });

  test('says that it could not reach somebody who refuses the connection, and why', async () => {
    const unsent: string[] = [];
    const alice = await bench.phone('alice', {
      taps: {
        sip: () => {},
        media: () => {},
        network: () => {},
        trouble: (text) => unsent.push(`trouble: ${text}`),
        unsent: (text) => unsent.push(text),
      },
    });
    const call = { callId: newCallId('test'), within: 2_000 };
    const next = { transport: 'tcp', host: '127.0.0.1', port: 9 } as const;
    const nobody = { uri: 'sip:bob@127.0.0.1:9;transport=tcp', next };
    expect(await alice.phone.dial({ ...call, ...nobody })).toMatchObject({
      kind: 'unreachable',
      why: expect.stringMatching(/refused/i),
    });
    expect(unsent).toEqual([
      expect.stringMatching(
        /^could not send `INVITE sip:bob@127\.0\.0\.1:9;transport=tcp` to tcp:127\.0\.0\.1:9: .*refused/i,
      ),
    ]);
  });

  test('answers a keep-alive over TCP at the port that it has for UDP', async () => {
    const alice = await bench.phone('alice');
    const socket = connectTcp(alice.phone.address.port, '127.0.0.1');
    const came: string[] = [];
    socket.on('data', (bytes: Buffer) => came.push(bytes.toString()));
    socket.write('\r\n\r\n');
    await until(() => came.join('') === '\r\n', 'an empty line');
    expect(
      alice.sip.map(({ direction, local, text, unreadable }) => [direction, local.slice(0, 3), text, unreadable]),
    ).toEqual([
      ['in', 'tcp', '\r\n\r\n', undefined],
      ['out', 'tcp', '\r\n', undefined],
    ]);
    socket.destroy();
  });

  test('sends what is too large for a datagram over TCP, and has both transports in its record', async () => {
    const [alice, bob] = [await bench.phone('alice'), await bench.phone('bob')];
    const longName = 'x'.repeat(1_400);
    const { uri, next } = at(bob);
    const dialled = await alice.phone.dial({ callId: newCallId(longName), uri, next, within: 2_000 });
    if (dialled.kind !== 'connected') throw new Error(JSON.stringify(dialled));
    await dialled.leg.hangUp({ within: 2_000 });
    const invite = alice.sip.find(({ text }) => text.startsWith('INVITE '));
    expect(invite?.remote).toBe(`tcp:127.0.0.1:${bob.phone.address.port}`);
    expect(invite?.text).toMatch(/^Via: SIP\/2\.0\/TCP /m);
    const small = await alice.phone.dial({ callId: newCallId('test'), uri, next, within: 2_000 });
    if (small.kind !== 'connected') throw new Error(JSON.stringify(small));
    const transports = alice.sip
      .filter(({ text }) => text.startsWith('INVITE '))
      .map(({ remote }) => remote.slice(0, 3));
    expect(transports).toEqual(['tcp', 'udp']);
  });
});
