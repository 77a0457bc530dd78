/** How late the harness and the pools of a cell ran, as reports show it. */
import type { CellResult, RunResult } from '../run/ledger.ts';
import { isSpoilt } from '../run/spoilt.ts';
import { duration } from './words.ts';

export interface CellLoad {
  /** The longest event loop delay of the harness in the cell, in ms. */
  readonly harnessDelayMs: number;
  /** The longest wait of a pool's process for a processor, in ms; only where the system tells. */
  readonly poolDelayMs?: number;
}

/** Over all attempts at a cell; undefined for one in which nothing was measured. */
export function loadOf({ attempts }: Pick<CellResult, 'attempts'>): CellLoad | undefined {
  const loads = attempts.flatMap(({ events }) => events.filter((event) => event.kind === 'load'));
  if (loads.length === 0) return undefined;
  const waits = loads.flatMap(({ poolDelayMs }) => poolDelayMs ?? []);
  return {
    harnessDelayMs: Math.max(...loads.map(({ maxDelayMs }) => maxDelayMs)),
    ...(waits.length === 0 ? {} : { poolDelayMs: Math.max(...waits) }),
  };
}

/** `harness at most 12 ms late, pools at most 3 ms` */
export function loadLine({ harnessDelayMs, poolDelayMs }: CellLoad): string {
  const pools = poolDelayMs === undefined ? '' : `, pools at most ${duration(poolDelayMs)}`;
  return `harness at most ${duration(harnessDelayMs)} late${pools}`;
}

/** What the lateness of this machine means for a run, in sentences; empty where it means nothing. */
export function starvation(result: RunResult): readonly string[] {
  return [...runAgain(result), ...tooLate(result)];
}

/** Cells that the machine had spoilt and that were run again for that. */
function runAgain({ cells }: RunResult): readonly string[] {
  const again = cells.filter(({ verdict: { checks }, attempts }) =>
    attempts.slice(0, -1).some((_, at) => {
      const those = checks.flatMap((check) => check.attempts[at] ?? []);
      return those.some((check) => isSpoilt(check, those));
    }),
  );
  if (again.length === 0) return [];
  const names = again.map(({ cell }) => cell.id).join(', ');
  return [
    `this machine was too busy for ${names} at first, so that ${again.length === 1 ? 'it was' : 'they were'} run again`,
  ];
}

/**
 * One sentence when checks are open because this machine was late; empty where lateness changed no verdict. It never makes
 * anything green, and what failed by more than a time failed all the same.
 */
function tooLate({ cells }: RunResult): readonly string[] {
  const late = cells.flatMap((result) => {
    const load = loadOf(result);
    const { checks } = result.verdict;
    return load !== undefined && checks.some((check) => isSpoilt(check, checks)) ? [{ result, load }] : [];
  });
  const worst = late.toSorted((a, b) => most(b.load) - most(a.load))[0];
  if (worst === undefined) return [];
  const names = late.map(({ result }: { result: CellResult }) => result.cell.id).join(', ');
  return [
    `the machine was too busy in ${names} (${worst.result.cell.id}: ${loadLine(worst.load)}): what failed there by a time alone is inconclusive; fewer cells at a time (--workers) may help`,
  ];
}

function most({ harnessDelayMs, poolDelayMs = 0 }: CellLoad): number {
  return Math.max(harnessDelayMs, poolDelayMs);
}
