/** Faults: taking a pool down and bringing it up again, each with its proof in the history. */
import type { TransitionAction } from '../../candidate/candidate.ts';
import type { FaultKind } from '../../history/event.ts';
import type { PoolName } from '../../spec/cell.ts';
import type { Stage } from '../drive/stage.ts';
import type { Pool } from '../pool.ts';
import { probeUntil } from '../prober.ts';

/** The faults that `--outage` can put in the place of the profile's own. */
export type Outage = 'kill' | 'stop' | 'pause';

/** Longest time a pool may take from its start to its first answer, in ms. */
export const START_WITHIN = 10_000;

/** `--outage` replaces how a pool goes down; coming back is the reverse of how it went. */
export function withOutage(action: TransitionAction, outage: Outage): TransitionAction {
  return action.kind === 'kill' || action.kind === 'stop' || action.kind === 'pause'
    ? { ...action, kind: outage }
    : action;
}

/** A fault counts when the process is seen gone (or stopped) and the pool no longer answers. */
export async function takeDown(stage: Stage, fault: Outage, name: PoolName): Promise<string | undefined> {
  const pool = stage.pools[name];
  stage.recorder.append({ kind: 'fault', fault, pool: name, state: 'intended' });
  if (fault === 'pause') await pool.pause();
  else if (fault === 'stop') await pool.stop();
  else await pool.kill();
  const silence = await probeUntil(pool.address, ['refused'], stage.candidate.bounds.probe, stage.signal);
  stage.signal.throwIfAborted();
  const life = pool.state === 'paused' ? 'its process is stopped' : 'its process has ended';
  if (silence === 'answers' || pool.state === 'running') {
    const proof = `${name} still ${silence === 'answers' ? `answers OPTIONS though ${life}` : 'runs'}${whoElse(pool)}`;
    stage.recorder.append({ kind: 'fault', fault, pool: name, state: 'not-applied', proof });
    return `the fault was not applied: ${proof}`;
  }
  const proof = `${life}; OPTIONS is ${silence === 'refused' ? 'refused by the kernel' : 'not answered'}`;
  stage.recorder.append({ kind: 'fault', fault, pool: name, state: 'applied', proof });
  stage.vigil.begin(name, {
    address: pool.address,
    refuses: silence === 'refused',
    onReturn: () => {
      const seen = `${name} answers OPTIONS again${whoElse(pool)}`;
      stage.recorder.append({ kind: 'fault', fault, pool: name, state: 'undone', proof: seen });
    },
  });
  return undefined;
}

/** Who holds the port of a pool that was taken away, and what to do about it. */
function whoElse(pool: Pool): string {
  const strays = pool.strays();
  if (strays.length === 0) return '';
  const list = strays.map(({ pid, command }) => `process ${pid} (${command})`).join(', ');
  return `; ${list} has left the process group of the pool: it must stay in the foreground, or be taken down by a \`run\` or \`http\` action`;
}

export async function bringUp(stage: Stage, name: PoolName): Promise<string | undefined> {
  const pool = stage.pools[name];
  const fault: FaultKind = pool.state === 'paused' ? 'unpause' : 'start';
  stage.vigil.end(name);
  stage.recorder.append({ kind: 'fault', fault, pool: name, state: 'intended' });
  if (fault === 'unpause') await pool.unpause();
  const start = await pool.start(START_WITHIN, stage.signal);
  stage.signal.throwIfAborted();
  if (start.kind === 'down') {
    stage.recorder.append({ kind: 'fault', fault, pool: name, state: 'not-applied', proof: start.why });
    return start.why;
  }
  stage.recorder.append({ kind: 'fault', fault, pool: name, state: 'healed', proof: `${name} is up` });
  return undefined;
}
