/** Folders of tests in which processes that are about to end may still write. */
import { rmSync } from 'node:fs';
import { eventually } from './parkspec.ts';

/** Longest wait for the last process that writes into a folder, in ms. */
const PATIENCE = 30_000;

/** Removes a folder with all that is written into it meanwhile; a removal of its own looks at what is in it only once. */
export async function removed(folder: string): Promise<void> {
  await eventually(`the removal of ${folder}`, PATIENCE, () => {
    try {
      rmSync(folder, { recursive: true, force: true });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOTEMPTY') return undefined;
      throw error;
    }
  });
}
