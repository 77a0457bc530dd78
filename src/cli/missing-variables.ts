import type { Candidate } from '../candidate/candidate.ts';
import { missingVariables } from '../candidate/passed-variables.ts';
import { nearName } from './near-name.ts';
import { UsageError } from './usage-error.ts';

/** Throws UsageError for variables that the candidate file passes on and that are not set. */
export function refuseMissingVariables(candidate: Candidate): void {
  const missing = missingVariables(candidate, process.env);
  if (missing.length === 0) return;
  const names = missing.map((name) => `\`${name}\``).join(', ');
  throw new UsageError(
    `${nearName(candidate.file)} passes on ${names}, which ${missing.length === 1 ? 'is' : 'are'} not set: set what it needs, or take \${env:${missing[0]}} out of the file (docs/candidates.md)`,
  );
}
