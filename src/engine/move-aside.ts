/** Makes room for another run of a cell in the same folder, and keeps what the first has left. */
import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

/** What was recorded by a process that ended with other cells in it. */
const LOST = 'lost';

/** Does nothing where the cell has left nothing. */
export function moveAside(directory: string): void {
  if (!existsSync(directory)) return;
  const files = readdirSync(directory);
  mkdirSync(join(directory, LOST), { recursive: true });
  for (const file of files) {
    if (file !== LOST) renameSync(join(directory, file), join(directory, LOST, file));
  }
}
