import type { HistoryEvent, ProcessEvent } from '../../history/event.ts';
import type { PoolName } from '../../suite/cell.ts';
import type { Phases } from './phases.ts';
import { WORDS } from '../sentences/field-words.ts';

/** The first exit of a pool that nobody had asked for, up to an event; one that a fault was taking away was asked to go. */
export function diedByItself(
  facts: { readonly phases: Phases },
  n: number,
  pool?: PoolName,
  test: (line: ProcessEvent) => boolean = () => true,
): (HistoryEvent & ProcessEvent) | undefined {
  return facts.phases.processes.find(
    (line) =>
      line.event === 'exited' &&
      line.wanted !== true &&
      line.n <= n &&
      !facts.phases.isTaken(line.pool, line.n) &&
      (pool === undefined || line.pool === pool) &&
      test(line),
  );
}

/** `exit code 1`, `SIGSEGV` */
export function howItDied({ code, signal }: ProcessEvent): string {
  if (signal !== undefined && signal !== null) return signal;
  return code === undefined || code === null ? WORDS.noExitCode : WORDS.exitCode(code);
}
