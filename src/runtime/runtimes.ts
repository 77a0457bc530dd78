/** Every runtime of this version. A new one is a folder beside this file, and a line here. */
import type { KnownRuntime } from '../candidate/runtime-profiles.ts';
import type { Candidate } from '../candidate/candidate.ts';
import type { Runtime } from './pools.ts';

/** Loaded when it is wanted: what only one runtime needs is loaded for it alone. */
const RUNTIMES: Readonly<Record<KnownRuntime, () => Promise<Runtime>>> = {
  process: () => import('./process/process-pools.ts'),
  docker: () => import('./docker/docker-pools.ts'),
  remote: () => import('./remote/remote-pools.ts'),
};

export function runtimeOf({ runtime }: Pick<Candidate, 'runtime'>): Promise<Runtime> {
  return RUNTIMES[runtime]();
}
