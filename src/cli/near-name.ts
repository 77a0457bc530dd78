import { relative } from 'node:path';

/** A path as the user would type it: from the current folder, unless that leads far away. */
export function nearName(path: string): string {
  const near = relative(process.cwd(), path);
  return near === '' || near.startsWith('../../..') ? path : near;
}
