/** Prepares Docker before a run with containers begins, and cleans up after it. */
import { basename, join } from 'node:path';
import type { Candidate } from '../candidate/candidate.ts';
import { addressSpace } from '../runtime/docker/cell-network.ts';
import { openEngine } from '../runtime/docker/engine.ts';
import { provideImage } from '../runtime/docker/image.ts';
import { PHONES_IMAGE } from '../runtime/docker/phones-container.ts';
import { phonesIn } from '../runtime/docker/phones-in.ts';
import { type Survivor, startSurvivor } from '../runtime/docker/survivor.ts';
import { findOurs, type Removal, removeLeftovers, removeThese } from '../runtime/docker/leftovers.ts';
import { messageOf } from '../harness-error.ts';
import { RUN_LOG } from '../run/run-folder.ts';
import { count } from '../report/words.ts';

/**
 * An engine that answers, and the images of the pools and the edge in it; what dead runs left behind is removed. Returns what there is
 * to tell. Rejects with HarnessError for what is missing.
 */
export async function readyForContainers(
  { docker, edge }: Candidate,
  onBuild: (file: string) => void,
): Promise<readonly string[]> {
  addressSpace();
  const engine = await openEngine();
  const removals = await removeLeftovers(engine);
  if (phonesIn() === 'container') await provideImage(engine, PHONES_IMAGE, onBuild);
  if (docker !== undefined) await provideImage(engine, docker.image, onBuild);
  if (edge?.docker !== undefined) await provideImage(engine, edge.docker.image, onBuild);
  return told(removals, 'that killed runs had left in Docker');
}

/** Has what the run makes in Docker removed when this process is killed and cannot do it itself. */
export function followedBySurvivor(folder: string): Survivor {
  const survivor = startSurvivor();
  survivor.follow(basename(folder), join(folder, RUN_LOG));
  return survivor;
}

/** Removes what the cells of a run have not: those that were given up before they could. Never rejects. */
export async function removeRest(folder: string): Promise<readonly string[]> {
  try {
    const engine = await openEngine();
    const rest = (await findOurs(engine)).filter(({ run }) => run === basename(folder));
    return told(await removeThese(engine, rest), 'that cells of this run had left in Docker');
  } catch (cause) {
    return [`Docker could not be asked for what this run left: ${messageOf(cause)}; try \`parkspec clean\``];
  }
}

function told(removals: readonly Removal[], which: string): readonly string[] {
  const failed = removals.filter(({ failure }) => failure !== undefined);
  const done = removals.length - failed.length;
  return [
    ...(done === 0 ? [] : [`removed ${count(done, 'thing')} ${which}`]),
    ...failed.map(({ leftover, failure }) => `could not remove ${leftover.kind} ${leftover.name}: ${failure}`),
  ];
}
