/** Every runtime of this version. A new one is a folder beside this file, and a line here. */
import { isKnownRuntime, type KnownRuntime } from '../candidate/runtime-profiles.ts';
import type { Candidate } from '../candidate/candidate.ts';
import { HarnessError } from '../harness-error.ts';
import type { Runtime } from './pools.ts';

/** Loaded when it is wanted: what only one runtime needs is loaded for it alone. */
const RUNTIMES: Readonly<Record<KnownRuntime, () => Promise<Runtime>>> = {
  process: () => import('./process/process-pools.ts'),
  docker: () => import('./docker/docker-pools.ts'),
};

/** Throws HarnessError for a runtime that this version does not have. */
export function runtimeOf({ runtime }: Pick<Candidate, 'runtime'>): Promise<Runtime> {
  if (isKnownRuntime(runtime)) return RUNTIMES[runtime]();
  throw new HarnessError('start', `runtime \`${runtime}\` is not yet supported by this version`, {
    hint: 'use `runtime: process` or `runtime: docker`',
  });
}
