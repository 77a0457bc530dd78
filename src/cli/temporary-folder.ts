/** The folder for temporary files, which parkspec, jest and SIPp all need. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { HarnessError, messageOf } from '../harness-error.ts';

/**
 * Shows that files can be made there, before anything is started: jest looks for ever for a folder that a file system says is
 * missing and will not make, as /proc does.
 * @throws HarnessError when they cannot.
 */
export function checkTemporaryFolder(folder: string = tmpdir()): void {
  if (!isAbsolute(folder)) throw unusable(folder, 'its path is not absolute');
  let made: string | undefined;
  try {
    made = mkdtempSync(join(folder, 'parkspec-'));
    writeFileSync(join(made, 'probe'), Buffer.alloc(PROBE));
  } catch (cause) {
    throw unusable(folder, messageOf(cause));
  } finally {
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
  }
}

/** In octets: some more than one block of a file system. */
const PROBE = 64 * 1024;

function unusable(folder: string, why: string): HarnessError {
  return new HarnessError('record', `the folder for temporary files cannot be written: ${folder}: ${why}`, {
    hint: 'set TMPDIR to a folder in which this user can make files, such as `TMPDIR=/tmp`',
  });
}
