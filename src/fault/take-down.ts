/** Faults: taking a pool away and bringing it back, each with its proof in the history. */
import { isOutage, type Outage, type Return, type TransitionAction } from '../candidate/candidate.ts';
import type { PoolName } from '../suite/cell.ts';
import type { Stage } from '../drive/stage.ts';
import type { Pool, PoolState } from '../runtime/pool.ts';
import { probeUntil } from '../runtime/prober.ts';

/** Longest time a pool may take from its start to its first answer, in ms. */
export const START_WITHIN = 10_000;

/** `--outage` replaces how a pool goes away; coming back is the reverse of how it went. */
export function withOutage(action: TransitionAction, outage: Outage): TransitionAction {
  return 'pool' in action && isOutage(action.kind) ? { kind: outage, pool: action.pool } : action;
}

const LIFE: Readonly<Record<PoolState, string>> = {
  gone: 'its process has ended',
  paused: 'its process is stopped',
  'cut-off': 'it is cut off from the network',
  running: 'it runs',
};

/** A fault counts when the pool is seen gone, stopped or cut off, and no longer answers. */
export async function takeDown(stage: Stage, fault: Outage, name: PoolName): Promise<string | undefined> {
  const pool = stage.pools[name];
  stage.recorder.append({ kind: 'fault', fault, pool: name, state: 'intended' });
  const notApplied = (proof: string): string => {
    stage.recorder.append({ kind: 'fault', fault, pool: name, state: 'not-applied', proof });
    return `the fault was not applied: ${proof}`;
  };
  const impossible = await applyTo(pool, fault);
  if (impossible !== undefined) return notApplied(impossible);
  const silence = await probeUntil(pool.address, ['refused'], stage.candidate.bounds.probe, stage.signal);
  stage.signal.throwIfAborted();
  const life = LIFE[pool.state];
  if (silence === 'answers' || pool.state === 'running') {
    const what = silence === 'answers' ? `answers OPTIONS though ${life}` : 'runs';
    return notApplied(`${name} still ${what}${whoElse(pool)}`);
  }
  const proof = `${life}; OPTIONS is ${silence === 'refused' ? 'refused by the kernel' : 'not answered'}`;
  stage.recorder.append({ kind: 'fault', fault, pool: name, state: 'applied', proof });
  stage.faultWatch.begin(name, {
    address: pool.address,
    refuses: silence === 'refused',
    onReturn: () => {
      const seen = `${name} answers OPTIONS again${whoElse(pool)}`;
      stage.recorder.append({ kind: 'fault', fault, pool: name, state: 'undone', proof: seen });
    },
  });
  return undefined;
}

async function applyTo(pool: Pool, fault: Outage): Promise<string | undefined> {
  switch (fault) {
    case 'kill':
      await pool.kill();
      return undefined;
    case 'stop':
      await pool.stop();
      return undefined;
    case 'pause':
      await pool.pause();
      return undefined;
    case 'disconnect':
      return pool.disconnect();
  }
}

/** Who holds the port of a pool that was taken away, and what to do about it. */
function whoElse(pool: Pool): string {
  const strays = pool.strays();
  if (strays.length === 0) return '';
  const list = strays.map(({ pid, command }) => `process ${pid} (${command})`).join(', ');
  return `; ${list} has left the process group of the pool: it must stay in the foreground, or be taken down by a \`run\` or \`http\` action`;
}

const RETURN: Readonly<Record<PoolState, Return>> = {
  gone: 'start',
  paused: 'unpause',
  'cut-off': 'connect',
  running: 'start',
};

export async function bringUp(stage: Stage, name: PoolName): Promise<string | undefined> {
  const pool = stage.pools[name];
  const fault = RETURN[pool.state];
  stage.faultWatch.end(name);
  stage.recorder.append({ kind: 'fault', fault, pool: name, state: 'intended' });
  const missing = await bringBack(stage, pool, fault);
  stage.signal.throwIfAborted();
  if (missing !== undefined) {
    stage.recorder.append({ kind: 'fault', fault, pool: name, state: 'not-applied', proof: missing });
    return missing;
  }
  const proof = fault === 'start' ? `${name} is up` : `${name} answers OPTIONS`;
  stage.recorder.append({ kind: 'fault', fault, pool: name, state: 'healed', proof });
  return undefined;
}

/** What was missing; undefined when the pool answers. */
async function bringBack(stage: Stage, pool: Pool, how: Return): Promise<string | undefined> {
  if (how === 'start') {
    const start = await pool.start(START_WITHIN, stage.signal);
    return start.kind === 'down' ? start.why : undefined;
  }
  if (how === 'unpause') await pool.unpause();
  const impossible = how === 'connect' ? await pool.connect() : undefined;
  if (impossible !== undefined) return impossible;
  const presence = await probeUntil(pool.address, ['answers'], START_WITHIN, stage.signal);
  return presence === 'answers' ? undefined : `${pool.name} does not answer OPTIONS after its ${how}`;
}
