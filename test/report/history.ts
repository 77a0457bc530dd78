/** A short hand-made history for the tests of everything that shows events. */
import type { EventBody, HistoryEvent } from '../../src/history/event.ts';
import { SAMPLE } from '../candidate/sample.ts';
import { dr11 } from '../run/sample.ts';

const primary = 'udp:127.0.0.1:5060';
const alice = { tap: 'alice', local: 'udp:127.0.0.1:6001' } as const;
const bob = { tap: 'bob', local: 'udp:127.0.0.1:6002' } as const;

const bodies: ReadonlyArray<readonly [number, EventBody]> = [
  [
    0,
    {
      kind: 'run',
      schema: 1,
      parkspec: '0.1.0',
      started: '2026-11-23T03:15:22.000Z',
      phones: 'native',
      cell: dr11,
      candidate: SAMPLE,
      pools: { primary, backup: 'udp:127.0.0.1:5061' },
    },
  ],
  [5, { kind: 'phase', phase: 'outage', state: 'entering' }],
  [6, { kind: 'fault', fault: 'kill', pool: 'primary', state: 'intended' }],
  [9, { kind: 'fault', fault: 'kill', pool: 'primary', state: 'applied', proof: 'OPTIONS is refused' }],
  [10, { kind: 'phase', phase: 'outage', state: 'reached' }],
  [20, { kind: 'action', id: 'a1', state: 'asked', verb: 'check', check: 'DR-11/park-refused' }],
  [
    21,
    {
      kind: 'action',
      id: 'a2',
      of: 'a1',
      state: 'asked',
      verb: 'park',
      call: 'A',
      by: 'bob',
      pool: 'primary',
      callId: 'r1',
    },
  ],
  [
    22,
    {
      kind: 'sip',
      ...bob,
      direction: 'out',
      remote: primary,
      text: 'REFER sip:park@127.0.0.1 SIP/2.0\r\nCall-ID: r1\r\n\r\n',
    },
  ],
  [
    30,
    { kind: 'sip', ...bob, direction: 'out', remote: alice.local, text: 'INVITE sip:alice@127.0.0.1 SIP/2.0\r\n\r\n' },
  ],
  [
    31,
    { kind: 'sip', ...alice, direction: 'in', remote: bob.local, text: 'INVITE sip:alice@127.0.0.1 SIP/2.0\r\n\r\n' },
  ],
  [
    32,
    {
      kind: 'sip',
      ...bob,
      direction: 'in',
      remote: primary,
      text: 'SIP/2.0 503 <Service> "Unavailable"\r\nCall-ID: r1\r\n\r\n',
    },
  ],
  [33, { kind: 'media', tap: 'alice', leg: 'c1', event: 'stops', voice: 'bob', at: 33, gapMs: 12.4 }],
  [34, { kind: 'action', id: 'a2', of: 'a1', state: 'failed', verb: 'park', call: 'A', by: 'bob', why: 'refused' }],
  [40, { kind: 'action', id: 'a1', state: 'done', verb: 'check', check: 'DR-11/park-refused' }],
  [50, { kind: 'note', level: 'trouble', text: 'the disk is full', cause: 'ENOSPC' }],
  [60, { kind: 'end', why: 'complete' }],
];

export const history: readonly HistoryEvent[] = bodies.map(([t, body], at) => ({ n: at + 1, t, ...body }));
