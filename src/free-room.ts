import { statfsSync } from 'node:fs';

/** How many octets the disk of a folder has left for this user; undefined where the system does not tell. */
export function freeRoom(folder: string): number | undefined {
  try {
    const { bavail, bsize, blocks } = statfsSync(folder);
    return blocks === 0 ? undefined : bavail * bsize;
  } catch {
    return undefined;
  }
}
