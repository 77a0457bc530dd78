import { linkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { codeOf } from '../file-fault.ts';

/**
 * Writes a file whole or not at all. False where it is there already and must not be written over, also where it has come to be
 * there a moment ago. Throws what the system says of a folder that cannot be written.
 */
export function writeNew(file: string, text: string, over: boolean): boolean {
  const draft = `${file}.${process.pid}.new`;
  try {
    writeFileSync(draft, text, { flag: 'wx' });
    if (over) renameSync(draft, file);
    else linkSync(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
