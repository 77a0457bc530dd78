/** One process of this machine at a time: several workers that want the same image build it once. */
import { join } from 'node:path';
import { underLock } from '../../file-lock.ts';
import { ownFolder } from '../../own-folder.ts';

/** Longest time that another process may take for its work, in ms: building an image from nothing takes minutes. */
const WITHIN = 1_800_000;

/** Does `work` while no other process of this user does work of the same `name`. */
export async function alone<T>(name: string, work: () => Promise<T>): Promise<Awaited<T>> {
  return underLock(join(ownFolder('locks'), name), work, { within: WITHIN });
}
