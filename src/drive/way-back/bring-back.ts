/**
 * Brings a pair that runs already back to normal service: carries out the orders of the transitions that are left. Phones
 * have no part in it, so what only they can prove is not waited for.
 */
import { type Candidate, effectOf, isHook, type TransitionAction } from '../../candidate/candidate.ts';
import { carryOut } from '../../fault/carry-out.ts';
import type { FaultBench } from '../../fault/fault-bench.ts';
import { FaultWatch } from '../../fault/fault-watch.ts';
import type { Operator } from '../../fault/operator.ts';
import { messageOf } from '../../harness-error.ts';
import type { Pools } from '../../runtime/pools.ts';
import { allAnswering } from '../../runtime/remote/answering.ts';
import type { Scripts } from '../../runtime/process/scripts.ts';
import { needsNoPhone, proveFromOutside } from '../transition/proof-from-outside.ts';
import type { Moved, Progress } from './way-back.ts';

export interface BringBackOptions {
  readonly candidate: Pick<Candidate, 'transitions' | 'bounds'>;
  readonly pools: Pools['byName'];
  readonly scripts: Scripts;
  readonly operator: Operator;
  /** Told of each step, in words; `notBack` is what was not done, and why, where the pair is not back in the end. */
  readonly tell: (text: string, notBack?: string) => void;
}

const ORDER: readonly Moved[] = ['outage', 'failover', 'failed-over', 'failback', 'restored'];

/** The phases whose actions are to be carried out yet. An outage is not caused for the sake of order. */
export function phasesLeft({ phase, isDone }: Progress): readonly Moved[] {
  return ORDER.slice(ORDER.indexOf(phase) + (isDone || phase === 'outage' ? 1 : 0));
}

/** Longest time that it takes from the outage on, in ms. */
function longestWayBack({ transitions, bounds }: Pick<Candidate, 'transitions' | 'bounds'>): number {
  const each = Object.values(transitions).map(({ actions, proofs, within }) => {
    const hooks = actions.map((action) => (isHook(action) ? (action.within ?? within) : bounds.start));
    return hooks.reduce((sum, ms) => sum + 2 * ms, proofs.length * within);
  });
  return each.reduce((sum, ms) => sum + ms, bounds.start);
}

/** How much longer the end of a cell may take because its pair is brought back, in ms; 0 where the pools end with it. */
export function timeForWayBack(candidate: Pick<Candidate, 'runtime' | 'transitions' | 'bounds'>): number {
  return candidate.runtime === 'remote' ? longestWayBack(candidate) : 0;
}

/** Undefined when what gives the users back was done and both pools answer; else what was not. Never rejects, and ends in bounded time. */
export async function bringBack(options: BringBackOptions, from: Progress): Promise<string | undefined> {
  const { candidate, pools, tell } = options;
  const signal = AbortSignal.timeout(longestWayBack(candidate));
  const left = phasesLeft(from);
  const undone: string[] = [];
  const notBack = (all: readonly string[]): string => {
    const why = all.join('; ');
    tell(`the pair is not back: ${why}`, why);
    return why;
  };
  tell(`the cell ends ${from.isDone ? 'after' : 'while entering'} ${from.phase}: the pair is brought back`);
  try {
    for (const phase of left) {
      // oxlint-disable-next-line no-await-in-loop -- one phase after the other
      const { failed, unproven } = await carryOutPhase(options, phase, signal);
      const missing = [...failed, ...unproven];
      // An outage that was not ended as the file says it is may have left anything behind, although the pools answer.
      if (phase === 'failback' || phase === 'restored') undone.push(...failed.map((why) => `${phase}: ${why}`));
      tell(
        `bringing the pair back: ${phase} ${missing.length === 0 ? 'is done' : `is not done: ${missing.join('; ')}`}`,
      );
    }
    const result = await allAnswering(pools, candidate.bounds.start, signal);
    const all = [...undone, ...(result.kind === 'down' ? [result.why] : [])];
    if (all.length > 0) return notBack(all);
    tell('the pair is back: both pools answer OPTIONS');
    return undefined;
  } catch (cause) {
    return notBack([...undone, messageOf(cause)]);
  }
}

/** What is missing of a phase keeps no other action from its turn: the one that brings the primary back above all. */
async function carryOutPhase(
  { candidate, pools, scripts, operator, tell }: BringBackOptions,
  phase: Moved,
  signal: AbortSignal,
): Promise<{ readonly failed: readonly string[]; readonly unproven: readonly string[] }> {
  const transition = candidate.transitions[phase];
  const watch = new FaultWatch();
  const bench: FaultBench = {
    pools,
    record: (event) => {
      if (event.kind === 'note') tell(`bringing the pair back: ${event.text}`);
    },
    watch,
    scripts,
    operator,
    phase,
    within: transition.within,
    start: candidate.bounds.start,
    silence: candidate.bounds.probe,
    signal,
  };
  const failed: string[] = [];
  const unproven: string[] = [];
  try {
    for (const actions of together(transition.actions)) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const failure = await carryOut(bench, actions);
      if (failure !== undefined) failed.push(failure.why);
    }
    const outside = { pools, faultWatch: watch, silence: candidate.bounds.probe, signal };
    for (const proof of transition.proofs.filter(needsNoPhone)) {
      // oxlint-disable-next-line no-await-in-loop -- as above
      const missing = await proveFromOutside(outside, proof, transition.within);
      if (missing !== undefined) unproven.push(missing);
    }
  } finally {
    watch.close();
  }
  return { failed, unproven };
}

/** Hooks that take a pool or bring it back may be one fault together; others stand for themselves. */
function together(actions: readonly TransitionAction[]): ReadonlyArray<readonly TransitionAction[]> {
  const groups: TransitionAction[][] = [];
  for (const action of actions) {
    const last = groups.at(-1);
    const before = last?.[0];
    if (last !== undefined && before !== undefined && effectOf(before) && effectOf(action)) last.push(action);
    else groups.push([action]);
  }
  return groups;
}
