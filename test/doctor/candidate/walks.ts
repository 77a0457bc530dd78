/** Hand-made histories of walks. */
import type { Member } from '../../../src/candidate/member.ts';
import type { Candidate } from '../../../src/candidate/candidate.ts';
import { walkCell } from '../../../src/doctor/candidate/walk-cell.ts';
import type { EventBody, HistoryEvent, ProcessEvent } from '../../../src/history/event.ts';
import type { Party, Phase } from '../../../src/suite/cell.ts';
import { SAMPLE } from '../../candidate/sample.ts';

export const PRIMARY = 'udp:127.0.0.1:5060';
export const EDGE = 'udp:127.0.0.1:5080';

/** A history of these events, 10 ms apart. */
export function historyOf(bodies: readonly EventBody[], candidate: Candidate = SAMPLE): readonly HistoryEvent[] {
  const run: EventBody = {
    kind: 'run',
    schema: 1,
    parkspec: '0.1.0',
    started: '2026-11-23T03:15:22.000Z',
    phones: 'native',
    cell: walkCell(candidate),
    candidate,
    pools: { primary: PRIMARY, backup: 'udp:127.0.0.1:5070' },
    ...(candidate.edge && { edge: EDGE }),
  };
  return [run, ...bodies].map((body, index) => ({ n: index + 1, t: index * 10, ...body }));
}

export function phase(name: Phase, state: 'entering' | 'reached' | 'missed', why?: string): EventBody {
  return { kind: 'phase', phase: name, state, ...(why === undefined ? {} : { why }) };
}

export function started(pool: Member): EventBody {
  return { kind: 'process', pool, event: 'started', pid: 7, command: ['./server', '--pool', pool] };
}

export function ready(pool: Member): EventBody {
  return { kind: 'process', pool, event: 'ready', pid: 7 };
}

export function exited(pool: Member, how: Pick<ProcessEvent, 'code' | 'signal' | 'wanted'>): EventBody {
  return { kind: 'process', pool, event: 'exited', pid: 7, ...how };
}

export function registering(by: Party, state: 'asked' | 'done' | 'failed'): EventBody {
  return { kind: 'action', id: `register-${by}`, verb: 'register', by, pool: 'primary', state };
}

function sip(tap: Party, direction: 'in' | 'out', text: string, remote: string): EventBody {
  return { kind: 'sip', tap, direction, local: 'udp:127.0.0.1:6001', remote, text: `${text}\r\n\r\n` };
}

export function register(tap: Party, headers = '', remote = PRIMARY): EventBody {
  return sip(tap, 'out', `REGISTER sip:park.example SIP/2.0\r\nCSeq: 1 REGISTER${headers}`, remote);
}

export function answer(tap: Party, line: string, remote = PRIMARY): EventBody {
  return sip(tap, 'in', `SIP/2.0 ${line}\r\nCSeq: 1 REGISTER`, remote);
}
