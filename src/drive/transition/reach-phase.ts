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
  // From here on a pool may come back of its own accord.
  if (phase === 'failback') stage.faultWatch.close();
  const gone = phase === 'outage' ? await goneBefore(stage) : undefined;
  if (gone !== undefined) return { why: gone };
  const actions = outage === undefined ? transition.actions : withOutage(transition.actions, outage);
  stage.wayBack?.enter(phase);
  const failure = await carryOut(faultBench(stage, phase, transition), actions);
  if (failure !== undefined) return failure;
  stage.wayBack?.done(phase);
  return missing(await prove(stage, phase, transition));
}

function missing(why: string | undefined): Missing | undefined {
  return why === undefined ? undefined : { why };
}

/** Both pools must answer, then every phone must be registered. */
async function reachNormal(stage: Stage): Promise<Missing | undefined> {
  const { bounds, reset } = stage.candidate;
  if (reset !== undefined) return freshPair(stage, faultBench(stage, 'normal', reset), reset);
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

export function faultBench(stage: Stage, phase: Phase, { within }: Pick<Transition, 'within'>): FaultBench {
  return {
    pools: stage.pools,
    record: (event) => {
      // What a check allows a call to end counts from here, and not from the moment in which the walk began.
      if (event.kind === 'fault' && beginsOutage(event)) stage.outageAt = performance.now();
      stage.recorder.append(event);
    },
    watch: stage.faultWatch,
    scripts: stage.scripts,
    operator: stage.operator,
    phase,
    within,
    start: stage.candidate.bounds.start,
    silence: stage.candidate.bounds.probe,
    signal: stage.signal,
  };
}
