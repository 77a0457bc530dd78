import { resolve } from 'node:path';
import type { Candidate } from '../candidate/candidate.ts';
import { loadCandidate } from '../candidate/load-candidate.ts';
import { secretsOf } from '../candidate/secret-values.ts';
import { InputError } from '../suite/diagnostic.ts';
import { withoutForeignLines } from '../suite/shown-lines.ts';
import { nearName } from './near-name.ts';
import { keepSecret } from './output.ts';
import { UsageError } from './usage-error.ts';
import { whyUnreadable } from '../file-fault.ts';
import { LARGEST_INPUT, readInputFile } from '../input-file.ts';

/** Reads a candidate file, whose secrets are not told from then on; `path` is kept absolute in it. Throws InputError or UsageError when it cannot be used. */
export function readCandidateFile(path: string): Candidate {
  const file = resolve(path);
  const reading = loadCandidate(readInput(file, 'yaml'), file);
  if ('candidate' in reading) {
    keepSecret(secretsOf(reading.candidate, process.env));
    return reading.candidate;
  }
  const shown = withoutForeignLines(file, reading.diagnostics);
  throw new InputError(shown.map((one) => ({ ...one, file: nearName(one.file) })));
}

/** The text of a file that the user named. Throws UsageError when it cannot be read. */
export function readInput(path: string, kind: keyof typeof LARGEST_INPUT): string {
  try {
    return readInputFile(path, LARGEST_INPUT[kind]).toString('utf8');
  } catch (error) {
    throw new UsageError(`${nearName(resolve(path))} cannot be read: ${whyUnreadable(error)}`);
  }
}
