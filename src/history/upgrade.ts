/** Brings events of older histories of this schema to the form of today. */
import { DEFAULT_BOUNDS } from '../candidate/bounds.ts';
import type { Candidate } from '../candidate/candidate.ts';
import { buildDialect } from '../candidate/dialect/build-dialect.ts';
import type { ActionFailure, HistoryEvent } from './event.ts';

/** A candidate as the first versions wrote it. */
interface FirstCandidate {
  readonly parkUser?: string;
  readonly retrieve?: 'replaces' | 'dial';
}

/** The event with the fields that the parkspec of its time did not write yet. */
export function upgraded(event: HistoryEvent): HistoryEvent {
  if (event.kind === 'run') return { ...event, candidate: withBounds(withDialect(event.candidate)) };
  if (event.kind !== 'action' || event.state !== 'failed' || event.failure !== undefined) return event;
  const failure = failureTold(event.why ?? '');
  return failure === undefined ? event : { ...event, failure };
}

/** The dialect was a word once, and two keys beside it said what differed. */
function withDialect(candidate: Candidate & FirstCandidate): Candidate {
  if (typeof candidate.dialect !== 'string') return candidate;
  const { parkUser = 'park', retrieve, ...rest } = candidate;
  const by = retrieve === 'dial' ? 'invite' : 'replaces';
  return {
    ...rest,
    dialect: buildDialect({ park: { to: parkUser }, retrieve: { by }, state: { all: parkUser } }),
  };
}

/** A start was waited for as long as today's default says. */
function withBounds(candidate: Candidate): Candidate {
  return { ...candidate, bounds: { ...DEFAULT_BOUNDS, ...candidate.bounds } };
}

/** The first words of `why` that the driver used before it wrote `failure`. */
const TOLD: ReadonlyArray<readonly [words: string, failure: ActionFailure]> = [
  ['unreachable', 'unreachable'],
  ['no answer', 'silent'],
  ['answered ', 'answered'],
  ['refused: ', 'answered'],
];

export function failureTold(why: string): ActionFailure | undefined {
  return TOLD.find(([words]) => why.startsWith(words))?.[1];
}
