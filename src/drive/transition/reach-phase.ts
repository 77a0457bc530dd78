/** Brings a candidate from one phase to the next: its actions, then its proofs, each within its bound. */
import type { Outage, Transition } from '../../candidate/candidate.ts';
import type { Phase } from '../../suite/cell.ts';
import type { Stage } from '../stage.ts';
import { carryOut } from '../../fault/carry-out.ts';
import type { FaultBench } from '../../fault/fault-bench.ts';
import type { FaultEvent } from '../../history/event.ts';
import type { Missing } from '../../fault/fault.ts';
import { withOutage } from '../../candidate/with-outage.ts';
import { freshPair } from './fresh-pair.ts';
import { answering } from '../../runtime/remote/answering.ts';
import { prove, proveRegistered } from './proof.ts';

/**
 * Undefined when the phase is reached; else what was missing. Never throws for what a candidate does.
 * `outage` replaces the profile's own way of taking a pool down.
 */
export async function reachPhase(stage: Stage, phase: Phase, outage: Outage | undefined): Promise<Missing | undefined> {
  if (phase === 'normal') return reachNormal(stage);
  const transition = stage.candidate.transitions[phase];
  const failure = await once(stage, async () => {
    const bench = faultBench(stage, phase, transition);
    // From here on a pool may come back of its own accord.
    if (phase === 'failback') stage.faultWatch.close();
    const gone = phase === 'outage' ? await goneBefore({ ...stage, signal: bench.signal }) : undefined;
    if (gone !== undefined) return { why: gone };
    const actions = outage === undefined ? transition.actions : withOutage(transition.actions, outage);
    stage.wayBack?.enter(phase);
    const undone = await carryOut(bench, actions);
    if (undone === undefined) stage.wayBack?.done(phase);
    return undone;
  });
  if (failure !== undefined) return failure;
  return seenByAll(stage, missing(await prove(stage, phase, transition)));
}

/** Of cells that share an outage one does it, when all are there, and all are told what came of it. */
function once(stage: Stage, work: () => Promise<Missing | undefined>): Promise<Missing | undefined> {
  return stage.ride === undefined ? work() : stage.ride.meet(work);
}

/** No cell takes a step before all have seen their proofs. */
async function seenByAll(stage: Stage, own: Missing | undefined): Promise<Missing | undefined> {
  await stage.ride?.meet();
  return own;
}

function missing(why: string | undefined): Missing | undefined {
  return why === undefined ? undefined : { why };
}

/** Both pools must answer, then every phone must be registered. */
async function reachNormal(stage: Stage): Promise<Missing | undefined> {
  const { bounds, reset } = stage.candidate;
  if (reset !== undefined) {
    const failure = await once(stage, () => carryOut(faultBench(stage, 'normal', reset), reset.actions));
    if (failure !== undefined) return { ...failure, why: `the pair was not made fresh: ${failure.why}` };
    return seenByAll(stage, await freshPair(stage, reset));
  }
  const result = await stage.reset(bounds.start, stage.signal);
  if (result.kind === 'down') return { why: result.why };
  return missing(await proveRegistered(stage, 'primary', bounds.start));
}

/** A primary that is gone before anybody took it away proves nothing about an outage. */
async function goneBefore(stage: Stage): Promise<string | undefined> {
  if (stage.candidate.runtime === 'remote') return silentBefore(stage);
  if ((await stage.pools.primary.look()) !== 'gone') return undefined;
  return 'the primary had ended by itself before the outage was caused; primary.log may tell why';
}

/** A pair that runs already is asked: nobody else tells when it has ended. */
async function silentBefore({ pools, candidate, signal }: Stage): Promise<string | undefined> {
  const result = await answering(pools.primary, candidate.bounds.probe, signal);
  return result.kind === 'up' ? undefined : `before the outage was caused ${result.why}`;
}

/** An operator or a script may take long until the pool is gone: then the time counts from its proof. */
function beginsOutage({ effect, state }: FaultEvent): boolean {
  return effect === 'takes' && (state === 'intended' || state === 'applied');
}

/** Puts what is done to the pools into the history of a cell. */
export function faultRecord(stage: Stage): FaultBench['record'] {
  return (event) => {
    // What a check allows a call to end counts from here, and not from the moment in which the walk began.
    if (event.kind === 'fault' && beginsOutage(event)) stage.outageAt = performance.now();
    stage.recorder.append(event);
  };
}

export function faultBench(stage: Stage, phase: Phase, { within }: Pick<Transition, 'within'>): FaultBench {
  const shared = stage.ride?.outage.bench();
  return {
    pools: stage.pools,
    record: shared?.record ?? faultRecord(stage),
    watch: stage.faultWatch,
    scripts: stage.scripts,
    operator: stage.operator,
    phase,
    within,
    start: stage.candidate.bounds.start,
    silence: stage.candidate.bounds.probe,
    signal: shared?.signal ?? stage.signal,
  };
}
