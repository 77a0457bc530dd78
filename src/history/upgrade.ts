/** Brings events of older histories of this schema to the form of today. */
import type { ActionFailure, HistoryEvent } from './event.ts';

/** The event with the fields that the parkspec of its time did not write yet. */
export function upgraded(event: HistoryEvent): HistoryEvent {
  if (event.kind !== 'action' || event.state !== 'failed' || event.failure !== undefined) return event;
  const failure = failureTold(event.why ?? '');
  return failure === undefined ? event : { ...event, failure };
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
