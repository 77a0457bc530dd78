/** One process of this machine at a time: several workers that want the same image build it once. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LABEL, labelsFor, livenessOf, ownerOf } from './resource-labels.ts';

/** How often a lock that somebody has is looked at again, in ms. */
const PACE = 100;
/** Longest time that a lock may be there before its owner has signed it, in ms. */
const UNSIGNED = 2_000;

/**
 * Does `work` while nobody else who asks for the same `name` does. What the lock of a dead process guarded is done anew;
 * there is no deadline, since the owner is seen to live.
 */
export async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  const folder = join(tmpdir(), `parkspec-${userInfo().uid}-${name}`);
  let unsignedSince: number | undefined;
  while (!taken(folder)) {
    const owner = ownerIn(folder);
    unsignedSince = owner === undefined ? (unsignedSince ?? performance.now()) : undefined;
    const abandoned = unsignedSince !== undefined && performance.now() - unsignedSince > UNSIGNED;
    if (abandoned || (owner !== undefined && livenessOf(owner) !== 'alive')) {
      rmSync(folder, { recursive: true, force: true });
      continue;
    }
    // oxlint-disable-next-line no-await-in-loop -- waiting is what is done here
    await delay(PACE);
  }
  try {
    return await work();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function taken(folder: string): boolean {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (Object(error).code === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(join(folder, OWNER_FILE), JSON.stringify(labelsFor({ run: '', cell: '', role: 'lock' })));
  return true;
}

const OWNER_FILE = 'owner.json';

function ownerIn(folder: string): ReturnType<typeof ownerOf> {
  try {
    const labels: unknown = JSON.parse(readFileSync(join(folder, OWNER_FILE), 'utf8'));
    const text = Object(labels)[LABEL.owner];
    return ownerOf({ [LABEL.ours]: '', [LABEL.owner]: String(text) });
  } catch {
    return undefined;
  }
}
