/** Folders in which SIPp finds its scenario and leaves its logs: none is left behind, however this process ends. */
import { mkdtempSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reapFolder } from './reaper.ts';

let root: string | undefined;

/** An empty folder of its own for each caller. */
export function makeScratch(): Promise<string> {
  if (root === undefined) {
    root = mkdtempSync(join(tmpdir(), 'parkspec-'));
    reapFolder(root);
  }
  return mkdtemp(join(root, 'sipp-'));
}
