/** Carries out the actions of a phase. Each fault among them is intended, applied, proven and watched, or undone. */
import { effectOf, isHook, type TransitionAction } from '../candidate/candidate.ts';
import type { FaultEvent } from '../history/event.ts';
import { memberOf, type PoolState } from '../runtime/pool.ts';
import { disconnect } from './disconnect.ts';
import { exec } from './exec.ts';
import type { FaultBench } from './fault-bench.ts';
import type { Missing, OwnFault, Underway } from './fault.ts';
import { http } from './http.ts';
import { kill } from './kill.ts';
import { manual } from './manual.ts';
import { pause } from './pause.ts';
import { proveAway, proveBack } from './prove.ts';
import { run } from './run.ts';
import { stop } from './stop.ts';
import { whoElse } from './who-else.ts';

const OWN = { kill, stop, pause, disconnect } as const satisfies Readonly<Record<string, OwnFault>>;

/** By what a pool is brought back: by the reverse of how it went, which its state shows. */
const BACK: Readonly<Record<PoolState, OwnFault['undo']>> = {
  gone: kill.undo,
  paused: pause.undo,
  'cut-off': disconnect.undo,
  running: kill.undo,
};

/** Undefined when all is done and proven; else what was missing. Never rejects for what a candidate does. */
export async function carryOut(bench: FaultBench, actions: readonly TransitionAction[]): Promise<Missing | undefined> {
  const open = new Map<string, Underway>();
  for (const [index, action] of actions.entries()) {
    bench.signal.throwIfAborted();
    const later = actions.slice(index + 1);
    const missing = await carryOutOne(bench, action, {
      open,
      goesOn: later.some((other) => isSameFault(action, other)),
      byOperator: [action, ...later].some((other) => other.kind === 'manual' && isSameFault(action, other)),
    });
    if (missing !== undefined) return missing;
  }
  return undefined;
}

/** Hooks of one list that take the same pool away, or bring it back, are one fault: the first begins it, the last ends it. */
function isSameFault(action: TransitionAction, other: TransitionAction): boolean {
  return isHook(action) && isHook(other) && effectOf(action) !== undefined && keyOf(action) === keyOf(other);
}

function keyOf(action: TransitionAction): string {
  const found = effectOf(action);
  return found === undefined ? '' : `${found.effect} ${found.pool}`;
}

interface Progress {
  /** Faults of hooks that have begun and not yet been proven. */
  readonly open: Map<string, Underway>;
  readonly goesOn: boolean;
  /** Whether an operator has a part in it, who may take minutes. */
  readonly byOperator: boolean;
}

async function carryOutOne(
  bench: FaultBench,
  action: TransitionAction,
  { open, goesOn, byOperator }: Progress,
): Promise<Missing | undefined> {
  const begun = isHook(action) ? open.get(keyOf(action)) : undefined;
  const fault = begun ?? (await begin(bench, action, byOperator));
  const failure = await apply(bench, action);
  bench.signal.throwIfAborted();
  if (fault === undefined) return failure;
  if (failure === undefined && goesOn) {
    open.set(keyOf(action), fault);
    return undefined;
  }
  if (begun !== undefined) open.delete(keyOf(action));
  if (failure !== undefined) return notApplied(bench, fault, failure);
  return prove(bench, { ...fault, within: withinOf(bench, action) });
}

/** Undefined for an action that takes no pool away and brings none back. */
async function begin(bench: FaultBench, action: TransitionAction, byOperator: boolean): Promise<Underway | undefined> {
  const found = effectOf(action);
  if (found === undefined) return undefined;
  const { effect } = found;
  const pool = memberOf(bench.pools, found.pool);
  const own = !isHook(action);
  const kind = await kindOf(action, byOperator, effect, pool);
  const fault = { kind, effect, pool, own, within: withinOf(bench, action) };
  if (effect === 'returns') bench.watch.bringBack(pool.name);
  bench.record({ ...event(fault), state: 'intended' });
  return fault;
}

/** A list in which an operator has a part is the operator's. */
async function kindOf(
  action: TransitionAction,
  byOperator: boolean,
  effect: Underway['effect'],
  pool: Underway['pool'],
): Promise<Underway['kind']> {
  if (byOperator) return 'manual';
  return !isHook(action) && effect === 'returns' ? BACK[await pool.look()].kind : action.kind;
}

/** Longest time until the effect of an action must show, in ms. */
function withinOf(bench: FaultBench, action: TransitionAction): number {
  // What an operator has confirmed is done.
  if (action.kind === 'manual') return bench.within;
  if (isHook(action)) return action.within ?? bench.within;
  return effectOf(action)?.effect === 'takes' ? bench.silence : bench.start;
}

async function apply(bench: FaultBench, action: TransitionAction): Promise<Missing | undefined> {
  switch (action.kind) {
    case 'kill':
    case 'stop':
    case 'pause':
    case 'disconnect':
      await OWN[action.kind].apply(memberOf(bench.pools, action.pool));
      return undefined;
    case 'start':
    case 'unpause':
    case 'connect': {
      const pool = memberOf(bench.pools, action.pool);
      const why = await BACK[pool.state].run(pool, bench);
      return why === undefined ? undefined : { why };
    }
    case 'run':
      return run.apply(bench, action);
    case 'http':
      return http.apply(bench, action);
    case 'exec':
      return exec.apply(bench, action);
    case 'manual':
      return manual.apply(bench, action);
  }
}

function prove(bench: FaultBench, fault: Underway): Promise<Missing | undefined> {
  return fault.effect === 'takes' ? provenAway(bench, fault) : provenBack(bench, fault);
}

async function provenAway(bench: FaultBench, fault: Underway): Promise<Missing | undefined> {
  const { pool } = fault;
  const seen = await proveAway(bench, fault);
  bench.signal.throwIfAborted();
  if ('missing' in seen) return notApplied(bench, fault, { why: seen.missing });
  bench.record({ ...event(fault), state: 'applied', proof: seen.proof });
  bench.watch.begin(pool.name, {
    address: pool.address,
    refuses: seen.refuses,
    onReturn: () => {
      const proof = `${pool.name} answers OPTIONS again${whoElse(pool)}`;
      bench.record({ ...event(fault), state: 'undone', proof });
    },
  });
  return undefined;
}

async function provenBack(bench: FaultBench, fault: Underway): Promise<Missing | undefined> {
  const seen = await proveBack(bench, fault);
  bench.signal.throwIfAborted();
  if ('missing' in seen) return notApplied(bench, fault, { why: seen.missing });
  bench.record({ ...event(fault), state: 'healed', proof: seen.proof });
  return undefined;
}

function notApplied(bench: FaultBench, fault: Underway, missing: Missing): Missing {
  bench.record({ ...event(fault), state: 'not-applied', proof: missing.why });
  return fault.effect === 'takes' ? { ...missing, why: `the fault was not applied: ${missing.why}` } : missing;
}

function event({ kind, effect, pool }: Underway): Omit<FaultEvent, 'state'> {
  return { kind: 'fault', fault: kind, effect, pool: pool.name };
}
