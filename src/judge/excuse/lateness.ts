/** Failures that prove nothing because the harness was late itself, or because a pool got no processor. */
import type { HistoryEvent, LoadEvent } from '../../history/event.ts';
import type { Facts } from '../facts.ts';
import { type Finding, figure, inconclusive, ms } from '../finding.ts';
import { during } from '../evidence/fold.ts';
import type { Scene } from '../scene.ts';

/** Longest delay of its event loop, in ms, with which the harness may still blame the candidate for being late. */
export const MOST_DELAY = 150;
/** Longest wait for a processor, in ms, with which a pool may still be blamed for being late. */
export const MOST_POOL_DELAY = 150;
/**
 * From this delay on, in ms, the harness may have brought about by its own silence whatever it saw: T2, the longest time
 * between two retransmissions (RFC 3261, 17.1.2.1).
 */
const DEAF = 4_000;

type Load = HistoryEvent & LoadEvent;

/** Who may have been late, and how the history tells; times in ms. */
interface Latecomer {
  /** Its longest delay in the time that one event is about. */
  readonly longest: (load: Load) => number;
  /** All of its delays in that time. */
  readonly total: (load: Load) => number;
  /** The name of the figure that a finding gets. */
  readonly figure: string;
  readonly words: (late: string) => string;
}

const HARNESS: Latecomer = {
  longest: ({ maxDelayMs }) => maxDelayMs,
  total: ({ lateMs = 0 }) => lateMs,
  figure: 'harnessDelayMs',
  words: (late) => `the harness itself was late by ${late}`,
};

const POOL: Latecomer = {
  longest: ({ poolDelayMs = 0 }) => poolDelayMs,
  total: ({ poolLateMs = 0 }) => poolLateMs,
  figure: 'poolDelayMs',
  words: (late) => `a pool waited ${late} for a processor of this machine`,
};

/** Counted from the change of phase on, as gaps are. */
export function harnessLate(scene: Scene, finding: Finding): Finding | undefined {
  return excusedBy(HARNESS, loadsIn(scene), finding.timed ? MOST_DELAY : DEAF, finding);
}

/** A pool that gets no processor is as late as the machine that it shares with the harness makes it. */
export function poolStarved(scene: Scene, finding: Finding): Finding | undefined {
  return finding.timed ? excusedBy(POOL, loadsIn(scene), MOST_POOL_DELAY, finding) : undefined;
}

/**
 * For what is no facts of one check: a failure that rests on when something came proves nothing where the harness was late
 * between two events.
 */
export function unlessLate(facts: Facts, from: number, to: number, finding: Finding): Finding {
  if (finding.verdict !== 'fail') return finding;
  const between = during(facts.loads, { from, to });
  return excusedBy(HARNESS, between, MOST_DELAY, finding) ?? finding;
}

/** By one delay beyond `bound`, or by several short ones that add up to the time by which the finding's own bound was missed. */
function excusedBy(who: Latecomer, loads: readonly Load[], bound: number, finding: Finding): Finding | undefined {
  const [worst] = loads.toSorted((a, b) => who.longest(b) - who.longest(a));
  if (worst === undefined) return undefined;
  const total = loads.reduce((sum, load) => sum + who.total(load), 0);
  const atOnce = who.longest(worst) > bound;
  if (!atOnce && !explains(total, finding)) return undefined;
  const late = figure(atOnce ? who.longest(worst) : total);
  const why = who.words(atOnce ? ms(late) : `${ms(late)} in all`);
  const advice = 'run fewer cells at a time (`--workers`) or free the machine';
  return inconclusive(`${why}, so this proves nothing: ${finding.reason}; ${advice}`, {
    figures: { ...finding.figures, [who.figure]: late },
    evidence: [...finding.evidence, worst.n],
  });
}

function explains(lateMs: number, { overMs }: Finding): boolean {
  return overMs !== undefined && lateMs >= overMs;
}

function loadsIn({ facts, range }: Scene): readonly Load[] {
  const since = { from: facts.phases.lastChange(range.from).n, to: range.to };
  return during(facts.loads, since);
}
