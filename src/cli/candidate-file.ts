import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Candidate } from '../candidate/candidate.ts';
import { loadCandidate } from '../candidate/load-candidate.ts';
import { InputError } from '../suite/diagnostic.ts';
import { nearName } from './near-name.ts';
import { UsageError } from './usage-error.ts';
import { whyUnreadable } from '../file-fault.ts';

/** Reads a candidate file; `path` is kept absolute in it. Throws InputError or UsageError when it cannot be used. */
export function readCandidateFile(path: string): Candidate {
  const file = resolve(path);
  const reading = loadCandidate(readInput(file), file);
  if ('candidate' in reading) return reading.candidate;
  throw new InputError(reading.diagnostics.map((one) => ({ ...one, file: nearName(one.file) })));
}

/** The text of a file that the user named. Throws UsageError when it cannot be read. */
export function readInput(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${nearName(resolve(path))} cannot be read: ${whyUnreadable(error)}`);
  }
}
