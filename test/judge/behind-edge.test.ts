/** Whose the messages of an edge are: by what they say, and never by the address that they come from. */
import { describe, expect, test } from '@jest/globals';
import type { Candidate } from '../../src/candidate/candidate.ts';
import type { HistoryEvent } from '../../src/history/event.ts';
import { readWire } from '../../src/judge/evidence/seen-messages.ts';
import { SAMPLE } from '../candidate/sample.ts';

const EDGE = 'udp:10.0.0.1:5060';
const pools = { primary: 'udp:10.0.0.2:5060', backup: 'udp:10.0.0.3:5060' };
const KNOWN: Candidate = {
  ...SAMPLE,
  pools: {
    primary: { ...SAMPLE.pools.primary, knownBy: { header: 'Server', contains: 'pool-a' } },
    backup: { ...SAMPLE.pools.backup, knownBy: { header: 'Server', contains: 'pool-b' } },
  },
};

interface Line {
  readonly way: 'in' | 'out';
  readonly first: string;
  readonly cseq?: string;
  readonly callId?: string;
  readonly toTag?: string;
  readonly headers?: readonly string[];
  readonly remote?: string;
}

/** The other side of each message, as the judge takes it; `edge` is the edge itself. */
function takenFor(lines: readonly Line[], candidate: Candidate = KNOWN): readonly string[] {
  const names = new Map([
    [pools.primary, 'primary'],
    [pools.backup, 'backup'],
    [EDGE, 'edge'],
  ]);
  const run = { n: 1, t: 0, kind: 'run', pools, edge: EDGE, candidate };
  const events = lines.map((line, index) => {
    const { way, first, cseq = '1 INVITE', callId = 'c', toTag, headers = [], remote = EDGE } = line;
    const text = [
      first,
      'Via: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKx',
      'From: <sip:alice@park.example>;tag=a',
      `To: <sip:bob@park.example>${toTag === undefined ? '' : `;tag=${toTag}`}`,
      `Call-ID: ${callId}`,
      `CSeq: ${cseq}`,
      ...headers,
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n');
    return { n: index + 2, t: 1, kind: 'sip', tap: 'alice', direction: way, local: 'udp:10.0.0.9:5060', remote, text };
  });
  return readWire([run, ...events] as unknown as HistoryEvent[]).all.map(({ remote }) => names.get(remote) ?? remote);
}

const invite: Line = { way: 'out', first: 'INVITE sip:bob@park.example SIP/2.0' };
const answer = (status: string, ...headers: string[]): Line => ({
  way: 'in',
  first: `SIP/2.0 ${status}`,
  toTag: 'b',
  headers,
});

describe('a message by way of an edge', () => {
  test('is that of the pool whose header it bears, and what was sent is that of the pool which answered', () => {
    expect(takenFor([invite, answer('200 OK', 'Server: pool-b 1.0')])).toEqual(['backup', 'backup']);
  });

  test('is that of the pool which gives the final answer, where another one began', () => {
    const ringing = answer('180 Ringing', 'Server: pool-a');
    expect(takenFor([invite, ringing, answer('200 OK', 'Server: pool-b')])).toEqual(['backup', 'primary', 'backup']);
  });

  test('is that of the edge where an answer names no pool, as one that the edge gives for a dead pool', () => {
    expect(takenFor([invite, answer('408 Request Timeout')])).toEqual(['edge', 'edge']);
  });

  test('is that of the pool whose address it bears, where no header tells one', () => {
    const call: Line = { way: 'in', first: 'INVITE sip:alice@10.0.0.9 SIP/2.0', headers: ['Contact: <sip:10.0.0.3>'] };
    expect(takenFor([call])).toEqual(['backup']);
    expect(takenFor([{ ...call, headers: ['Server: pool-a', 'Contact: <sip:10.0.0.3>'] }])).toEqual(['primary']);
  });

  test('is that of the edge where it names both', () => {
    expect(takenFor([invite, answer('200 OK', 'Server: pool-a, pool-b')])).toEqual(['edge', 'edge']);
  });

  test('in a dialog is that of its pool, though the edge answers in its place', () => {
    const bye: Line = { way: 'out', first: 'BYE sip:bob@10.0.0.2 SIP/2.0', cseq: '2 BYE', toTag: 'b' };
    const gone: Line = { ...answer('408 Request Timeout'), cseq: '2 BYE' };
    const seen = takenFor([invite, answer('200 OK', 'Server: pool-a'), bye, gone]);
    expect(seen).toEqual(['primary', 'primary', 'primary', 'edge']);
  });

  test('in a dialog is that of the pool which answers for it, though another one had it', () => {
    const bye: Line = { way: 'out', first: 'BYE sip:bob@10.0.0.2 SIP/2.0', cseq: '2 BYE', toTag: 'b' };
    const unknown: Line = { ...answer('481 Gone', 'Server: pool-b'), cseq: '2 BYE' };
    const seen = takenFor([invite, answer('200 OK', 'Server: pool-a'), bye, unknown]);
    expect(seen).toEqual(['primary', 'primary', 'backup', 'backup']);
  });

  test('outside of a dialog is none of the pool that the Call-ID was at before', () => {
    const register: Line = { way: 'out', first: 'REGISTER sip:park.example SIP/2.0', cseq: '1 REGISTER' };
    const ok: Line = { ...answer('200 OK', 'Server: pool-a'), cseq: '1 REGISTER' };
    const again: Line = { ...register, cseq: '2 REGISTER' };
    expect(takenFor([register, ok, again])).toEqual(['primary', 'primary', 'edge']);
  });

  test('that does not come from the edge is known by its address, whatever it says', () => {
    const direct = { ...answer('200 OK', 'Server: pool-b'), remote: pools.primary };
    expect(takenFor([{ ...invite, remote: pools.primary }, direct])).toEqual(['primary', 'primary']);
  });
});

describe('a pool without `known-by`', () => {
  const told = (line: Line): string | undefined => takenFor([line], SAMPLE)[0];

  test.each([
    ['Contact', 'Contact: <sip:bob@10.0.0.3>', 'backup'],
    ['Contact with its port', 'Contact: <sip:bob@10.0.0.3:5060>', 'backup'],
    ['Contact of another port', 'Contact: <sip:bob@10.0.0.3:5061>', 'edge'],
    ['Contact of another host', 'Contact: <sip:bob@10.0.0.33>', 'edge'],
    ['Record-Route', 'Record-Route: <sip:10.0.0.1;lr>, <sip:10.0.0.2;lr>', 'primary'],
    ['Via', 'Via: SIP/2.0/UDP 10.0.0.2:5060;branch=z9hG4bKy', 'primary'],
  ])('is known by its address in %s', (_field, header, pool) => {
    expect(told({ way: 'in', first: 'INVITE sip:alice@10.0.0.9 SIP/2.0', headers: [header] })).toBe(pool);
  });

  test('is not known by where a redirect leads', () => {
    expect(told(answer('302 Moved', 'Contact: <sip:10.0.0.3>'))).toBe('edge');
    expect(told(answer('200 OK', 'Contact: <sip:10.0.0.3>'))).toBe('backup');
  });
});
