/**
 * A process that outlives ours when that is killed, and then removes what we had in Docker: the engine goes on with the
 * containers of a process that is dead. It costs nothing while we live, for it loads the engine's client only then.
 */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../package-root.ts';

const PROGRAM = join(PACKAGE_ROOT, 'dist/runtime/docker/survivor-process.js');

export interface Survivor {
  /** Tells it the run whose remains it is to look for, and the file in which it tells what it has removed. */
  follow(run: string, log: string): void;
  /** There is nothing left for it to do. */
  dismiss(): void;
}

/** What it is told. */
export type SurvivorOrder = { readonly run: string; readonly log: string } | 'dismissed';

/** Never throws: a run is none the worse without it, and what is left goes with the next one. */
export function startSurvivor(): Survivor {
  const child = fork(PROGRAM, [], { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [] });
  child.on('error', () => undefined);
  child.unref();
  child.channel?.unref();
  const tell = (order: SurvivorOrder): void => {
    if (child.connected) child.send(order, () => undefined);
  };
  return { follow: (run, log) => tell({ run, log }), dismiss: () => tell('dismissed') };
}
