import { expect, test } from '@jest/globals';
import type { HistoryEvent } from '../../src/history/event.ts';
import { readWire } from '../../src/judge/evidence/seen-messages.ts';
import { SAMPLE } from '../candidate/sample.ts';

const pools = { primary: 'udp:127.0.0.1:5060', backup: 'udp:127.0.0.1:5070' };

/** What the judge takes to be the other side of a message that passed there. */
function takenFor(remote: string, outboundProxy?: string): string | undefined {
  const primary = { ...SAMPLE.pools.primary, ...(outboundProxy === undefined ? {} : { outboundProxy }) };
  const candidate = { ...SAMPLE, pools: { ...SAMPLE.pools, primary } };
  const text = [
    'OPTIONS sip:park.example SIP/2.0',
    'Via: SIP/2.0/TCP 127.0.0.1:5001;branch=z9hG4bKx',
    'From: <sip:alice@park.example>;tag=a',
    'To: <sip:park.example>',
    'Call-ID: c',
    'CSeq: 1 OPTIONS',
    'Max-Forwards: 70',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
  const events = [
    { n: 1, t: 0, kind: 'run', pools, candidate },
    { n: 2, t: 1, kind: 'sip', tap: 'alice', direction: 'out', local: 'udp:127.0.0.1:5001', remote, text },
  ];
  return readWire(events as unknown as HistoryEvent[]).all[0]?.remote;
}

test.each([
  ['over UDP', 'udp:127.0.0.1:5060', 'udp:127.0.0.1:5060'],
  ['over TCP', 'tcp:127.0.0.1:5060', 'udp:127.0.0.1:5060'],
  ['through its proxy', 'udp:127.0.0.9:5080', 'udp:127.0.0.1:5060'],
  ['at another port', 'tcp:127.0.0.1:5061', 'tcp:127.0.0.1:5061'],
])('a pool is the same one %s', (_how, remote, name) => {
  expect(takenFor(remote, 'sip:127.0.0.9:5080;lr')).toBe(name);
});

test('a proxy that the file does not name is none of a pool', () => {
  expect(takenFor('udp:127.0.0.9:5080')).toBe('udp:127.0.0.9:5080');
});
