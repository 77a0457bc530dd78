/** The cost of our own bad network: time that must not be blamed on the candidate, and silence that proves nothing. */
import type { Crossing } from '../../history/crossings.ts';
import { type Party, POOLS, type PoolName } from '../../suite/cell.ts';
import type { Facts } from '../facts.ts';
import { type Finding, figure, found, inconclusive } from '../finding.ts';
import type { Lookup } from '../../dialect/reading.ts';
import type { Sentence } from '../sentences/sentences.ts';
import type { Seen } from '../evidence/seen-messages.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** In ms of the history. */
interface Window {
  readonly from: number;
  readonly to: number;
}

/** A time as it was measured, and what of it was ours. */
export interface Took {
  /** Without what our network took for certain: the candidate had to wait for it. */
  readonly own: number;
  /** Without all that our network may have taken. */
  readonly least: number;
  readonly ours: number;
  readonly evidence: readonly number[];
}

/** Messages without which an exchange does not go on: INVITEs and what they are finally answered. */
function isNeeded({ method, status }: Crossing): boolean {
  return method === 'INVITE' && (status === undefined || status >= 200);
}

/** Provisional answers may get lost: no side waits for them. */
function matters({ status }: Crossing): boolean {
  return status === undefined || status >= 200;
}

/** A crossing that never ended touches a window when it began in it, or when its transaction was still tried then. */
function touches({ from, through, active }: Crossing, window: Window): boolean {
  if (through !== NEVER) return from < window.to && through > window.from;
  return from < window.to && (from >= window.from || active >= window.from);
}

/** Messages that were under way on our network, lost or held back, at some time of a window. */
export function delayedIn({ crossings }: Facts, window: Window): readonly Crossing[] {
  return crossings.all().filter((crossing) => matters(crossing) && touches(crossing, window));
}

/** How much of a window had such a message under way, in ms. */
export function costOf(delayed: readonly Crossing[], window: Window): number {
  let cost = 0;
  let reached = window.from;
  for (const { from, through } of delayed.toSorted((a, b) => a.from - b.from)) {
    const end = Math.min(through, window.to);
    cost += Math.max(0, end - Math.max(from, reached));
    reached = Math.max(reached, end);
  }
  return cost;
}

interface At {
  readonly n: number;
  readonly t: number;
}

/** How long the candidate took from one event to another: counted at its own end of our network. */
export function tookBetween(facts: Facts, first: At, last: At): Took {
  const window = { from: facts.crossings.outside(first), to: facts.crossings.outside(last) };
  const whole = last.t - first.t;
  if (window.from >= window.to)
    return { own: figure(Math.max(0, window.to - window.from)), least: 0, ours: figure(whole), evidence: [] };
  const delayed = delayedIn(facts, window);
  const own = window.to - window.from - costOf(delayed.filter(isNeeded), window);
  const least = window.to - window.from - costOf(delayed, window);
  return { own: figure(own), least: figure(least), ours: figure(whole - own), evidence: delayed.map(({ n }) => n) };
}

/**
 * Holds a time against a bound. Where it is over the bound only with what our network may have cost, nothing is proven.
 * `good` and `late` tell what took how long; the figures get the time under `name`.
 */
export function inBound(
  took: Took,
  bound: number,
  name: string,
  told: { readonly evidence: readonly number[]; readonly late: Sentence; readonly good: Sentence },
): Finding {
  const { evidence, good, late } = told;
  if (took.own <= bound) return found('pass', good, { figures: figuresOf(took, name), evidence });
  return beyondBound(took, bound, name, { evidence, late });
}

/** It took longer than `bound` ms, as far as the bad network did not take the rest. */
export function beyondBound(
  took: Took,
  bound: number,
  name: string,
  { evidence, late }: { readonly evidence: readonly number[]; readonly late: Sentence },
): Finding {
  const figures = figuresOf(took, name);
  if (took.least > bound) return found('fail', late, { figures, evidence, timed: true, overMs: took.least - bound });
  const network = figure(took.own - took.least);
  const extra = { figures, evidence: [...evidence, ...took.evidence] };
  return inconclusive('time-taken-by-network', { network, because: late }, extra);
}

function figuresOf({ own, ours }: Took, name: string): Readonly<Record<string, number>> {
  return { [name]: own, ...(ours > 0 ? { networkMs: ours } : {}) };
}

/** Why silence after a request proves nothing; undefined when it does. `until` is when the wait ended. */
export function neverReceived(facts: Facts, request: Seen, until: number, bound: number): Finding | undefined {
  const { tap, callId, seq, method } = request;
  const passed = facts.crossings.outside(request);
  const mine = facts.crossings.all().filter((each) => each.tap === tap && each.callId === callId && each.seq === seq);
  const evidence = [request.n, ...mine.map(({ n }) => n)];
  if (passed === NEVER) {
    return inconclusive('request-lost-on-network', { method, party: tap }, { evidence });
  }
  const answer = mine.find(
    (each) => each.direction !== request.direction && each.method === method && matters(each) && each.through > until,
  );
  if (answer !== undefined) {
    const lost = String(answer.status ?? '');
    return inconclusive('answer-lost-on-network', { method, party: tap, answer: lost }, { evidence });
  }
  // Without a bad network the driver has waited as long as it was told to.
  if (passed === request.t || until - passed >= bound - SLACK) return undefined;
  const delay = figure(passed - request.t);
  return inconclusive('request-late-on-network', { method, party: tap, delay }, { evidence });
}

/** Timers are a little early or late, in ms. */
const SLACK = 10;

/** A wait of which our own network took too much; in ms. */
export interface CutWait {
  readonly took: number;
  readonly waited: number;
  readonly evidence: readonly number[];
}

/** Undefined when a wait, without what our own network took of it, was as long as the candidate may take. */
export function cutWait(facts: Facts, window: Window, bound: number): CutWait | undefined {
  const delayed = delayedIn(facts, window);
  const cost = costOf(delayed, window);
  if (cost === 0 || window.to - window.from - cost >= bound - SLACK) return undefined;
  return { took: figure(cost), waited: figure(window.to - window.from), evidence: delayed.map(({ n }) => n) };
}

/** A call to a party of which nothing ever arrived there. */
export function neverArrived({ crossings }: Facts, party: Party): Crossing | undefined {
  return crossings
    .all()
    .find(
      ({ tap, direction, method, status, through }) =>
        tap === party && direction === 'in' && method === 'INVITE' && status === undefined && through === NEVER,
    );
}

/** A pool showed an orbit as it could not know better, because something for it was still under way on our network. */
export function wasUnaware(facts: Facts, { pool, told }: Lookup): Finding | undefined {
  return told === undefined
    ? undefined
    : unknowing(facts, told, pool === undefined ? told.remote : facts.run.pools[pool]);
}

/** A pool connected a caller that dialled an orbit, and could not know better. */
export function connectedUnknowing(facts: Facts, pool: PoolName | undefined, answer: Seen): Finding | undefined {
  return unknowing(facts, answer, pool === undefined ? answer.remote : facts.run.pools[pool]);
}

/** The candidate called a party, and could not know better. */
export function calledUnknowing(facts: Facts, invite: Seen): Finding | undefined {
  // Calls between users may come through the other pool.
  return POOLS.map((pool) => unknowing(facts, invite, facts.run.pools[pool])).find((each) => each !== undefined);
}

/** How long a candidate may take to act on what it was just told, in ms. */
const KNOWING = 100;

function unknowing(facts: Facts, told: Seen, remote: string): Finding | undefined {
  const then = facts.crossings.outside(told);
  const late = facts.crossings
    .all()
    .find(
      (each) =>
        each.direction === 'out' &&
        each.remote === remote &&
        each.method !== 'ACK' &&
        each.callId !== told.callId &&
        matters(each) &&
        each.from <= then &&
        each.through + KNOWING >= then,
    );
  if (late === undefined) return undefined;
  const pending = { method: told.method, remote, pending: late.method, party: late.tap };
  return inconclusive('pool-not-told-yet', pending, { evidence: [late.n, told.n] });
}

/** Longest silence that our own network may have made in the audio between two parties, in ms. */
export function burstOf({ events }: Facts, parties: readonly Party[], from: number, to: number): number {
  const longest = { in: 0, out: 0 };
  for (const event of events) {
    if (event.kind !== 'network' || event.channel !== 'rtp' || event.n < from || event.n > to) continue;
    if (parties.includes(event.tap)) longest[event.direction] = Math.max(longest[event.direction], event.longestLoss);
  }
  return (longest.in + longest.out) * FRAME;
}

/** Audio in a packet, in ms. */
const FRAME = 20;
