/** Failures that prove nothing because the harness was late itself, or because a pool got no processor. */
import type { HistoryEvent, LoadEvent } from '../../history/event.ts';
import { type Delays, harnessDelays, lateTime, MOST_DELAY, poolDelays } from '../../history/late-time.ts';
import type { Facts } from '../facts.ts';
import type { Phase } from '../../suite/cell.ts';
import { type Finding, figure, inconclusive } from '../finding.ts';
import { during } from '../evidence/fold.ts';
import type { Range } from '../evidence/hearing.ts';
import type { Excerpt } from '../excerpt.ts';

/** Longest wait for a processor, in ms, with which a pool may still be blamed for being late. */
const MOST_POOL_DELAY = 150;
/**
 * From this delay on, in ms, the silence of the harness may itself have caused what it saw: T2, the longest time
 * between two retransmissions (RFC 3261, 17.1.2.1).
 */
const DEAF = 4_000;

type Load = HistoryEvent & LoadEvent;

/** A process that may have been late, and how the history tells. */
interface Delayed {
  readonly delays: (load: Load) => Delays;
  /** The name of the figure that a finding gets. */
  readonly figure: string;
  readonly code: 'harness-late' | 'pool-starved';
}

const HARNESS: Delayed = {
  delays: harnessDelays,
  figure: 'harnessDelayMs',
  code: 'harness-late',
};

const POOL: Delayed = {
  delays: poolDelays,
  figure: 'poolDelayMs',
  code: 'pool-starved',
};

/** Counted from the change of phase on, as gaps are. */
export function harnessLate(excerpt: Excerpt, finding: Finding): Finding | undefined {
  return excusedBy(HARNESS, loadsIn(excerpt), finding.timed ? MOST_DELAY : DEAF, finding, ownLoads(excerpt));
}

/** A pool that gets no processor is as late as the machine that it shares with the harness makes it. */
export function poolStarved(excerpt: Excerpt, finding: Finding): Finding | undefined {
  if (!finding.timed) return undefined;
  return excusedBy(POOL, loadsIn(excerpt), MOST_POOL_DELAY, finding, ownLoads(excerpt));
}

/**
 * For findings that belong to no single check: a failure that rests on when something came proves nothing where the harness
 * was late between two events.
 */
export function unlessLate(facts: Facts, from: number, to: number, finding: Finding): Finding {
  if (finding.verdict !== 'fail') return finding;
  const between = during(facts.loads, { from, to });
  return excusedBy(HARNESS, between, MOST_DELAY, finding) ?? finding;
}

/**
 * A finding that rests on a phase which was missed. Where the harness or a pool was late for half of the time that the way
 * there may take, nothing shows that the candidate needs longer.
 */
export function unlessLateOnTheWay(
  facts: Facts,
  missed: { readonly phase: Phase; readonly n: number },
  finding: Finding,
) {
  const { phase, n } = missed;
  const { bounds, transitions } = facts.candidate;
  const bound = phase === 'normal' ? bounds.start : transitions[phase].within;
  return unlessLateFor(facts, { from: facts.phases.of(phase).entering?.n ?? n, to: n }, bound / 2, finding);
}

/** A finding that rests on how long something took: the harness or a pool was late for so many ms of it, all in all. */
export function unlessLateFor(facts: Facts, range: Range, most: number, finding: Finding): Finding {
  const loads = during(facts.loads, range);
  for (const { delays, code, figure: name } of [HARNESS, POOL]) {
    const late = figure(totalOf(loads, delays));
    if (late < most) continue;
    const figures = { ...finding.figures, [name]: late };
    return inconclusive(code, { late, delays: 'several', because: finding }, { figures, evidence: finding.evidence });
  }
  return finding;
}

/** By one delay beyond `bound` that is in proportion to what went wrong, or by several short ones that explain it. */
function excusedBy(
  delayed: Delayed,
  loads: readonly Load[],
  bound: number,
  finding: Finding,
  own: readonly Load[] = loads,
): Finding | undefined {
  const [worst] = loads.toSorted((a, b) => delayed.delays(b).longest - delayed.delays(a).longest);
  if (worst === undefined) return undefined;
  const total = totalOf(finding.overMs === undefined ? own : loads, delayed.delays);
  const { longest } = delayed.delays(worst);
  const atOnce = longest > bound && isInProportion(loads, finding);
  if (!atOnce && !explains(total, finding)) return undefined;
  const late = figure(atOnce ? longest : total);
  const delay = { late, delays: atOnce ? ('one' as const) : ('several' as const), because: finding };
  const figures = { ...finding.figures, [delayed.figure]: late };
  return inconclusive(delayed.code, delay, { figures, evidence: [...finding.evidence, worst.n] });
}

function totalOf(loads: readonly Load[], delays: Delayed['delays']): number {
  return loads.reduce((sum, load) => sum + delays(load).total, 0);
}

/** Short delays that are as long as a bound was exceeded; of something that is missing, longer by one that is not counted. */
function explains(lateMs: number, { overMs, lackMs, timed }: Finding): boolean {
  if (overMs !== undefined) return lateMs >= overMs;
  return timed && lackMs !== undefined && lateMs >= lackMs + MOST_DELAY;
}

/**
 * An excuse is as long as the delay: with all that the harness and the pools were late, and a delay that is not counted, the
 * bound must have been kept. One that is missed by more is missed anyhow.
 */
function isInProportion(loads: readonly Load[], { overMs, lackMs }: Finding): boolean {
  return loads.reduce((sum, load) => sum + lateTime(load), MOST_DELAY) >= (overMs ?? lackMs ?? 0);
}

/** Of the check itself: what is missing in it is not explained by what was before. */
function ownLoads({ facts, range }: Excerpt): readonly Load[] {
  return during(facts.loads, range);
}

function loadsIn({ facts, range }: Excerpt): readonly Load[] {
  const since = { from: facts.phases.lastChange(range.from).n, to: range.to };
  return during(facts.loads, since);
}
