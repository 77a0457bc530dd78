/** The folders of `parkspec doctor --candidate`, beside those of the runs. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolders, newRunId, RUN_ID } from './run-folder.ts';

/** How many are kept. */
const KEPT = 10;

/** Makes an empty folder below `reports/doctor`, and removes the oldest ones. Its absolute path. */
export function walkFolder(reports: string): string {
  const walks = join(reports, 'doctor');
  makeFolders(walks);
  const older = readdirSync(walks).filter((name) => RUN_ID.test(name));
  for (const name of older.toSorted().slice(0, Math.max(0, older.length - KEPT + 1))) {
    rmSync(join(walks, name), { recursive: true, force: true });
  }
  const folder = join(walks, newRunId(new Date()));
  mkdirSync(folder);
  return folder;
}
