/** What killed runs have done to pairs that go on without them: `clean` undoes it, and no other run begins before. */
import type { Candidate } from '../candidate/candidate.ts';
import { missingVariables } from '../candidate/passed-variables.ts';
import { isOfPools, type LeftPair, leftPairs } from '../drive/way-back/left-pairs.ts';
import { undoLost } from '../drive/way-back/undo-lost.ts';
import { readUndoRecord, undoFolder } from '../drive/way-back/undo-record.ts';
import { messageOf } from '../harness-error.ts';
import { resolvedCandidate } from '../runtime/remote/resolved-candidate.ts';
import { readCandidateFile } from './candidate-file.ts';
import { nearName } from './near-name.ts';
import { print } from './output.ts';
import { UsageError } from './usage-error.ts';

/** @throws UsageError where the pair is not in normal service, or in use by another run */
export function refuseLeftPair(candidate: Candidate): void {
  if (candidate.runtime !== 'remote') return;
  const found = leftPairs().find(({ record }) => isOfPools(record, candidate.pools));
  if (found === undefined) return;
  const { cell, run } = found.record;
  throw new UsageError(
    found.owner === 'dead'
      ? `run ${run} was killed in ${cell} and has left this pair in an outage: \`parkspec clean\` brings it back`
      : `run ${run} tests this pair just now (${cell}): wait until it has ended`,
  );
}

export interface CleanedPairs {
  readonly found: number;
  readonly failed: boolean;
}

/** Brings each pair back that a killed run has left, or says which. Never rejects for what a pair does. */
export async function cleanPairs(dryRun: boolean): Promise<CleanedPairs> {
  const left = leftPairs().filter(({ owner }) => owner === 'dead');
  let failed = false;
  for (const pair of left) {
    if (dryRun) print(`would bring back ${named(pair)}`);
    else {
      // oxlint-disable-next-line no-await-in-loop -- two records may be of one pair
      const why = await broughtBack(pair);
      failed ||= why !== undefined;
      print(why === undefined ? `brought back ${named(pair)}` : `could not bring back ${named(pair)}: ${why}`);
    }
  }
  return { found: left.length, failed };
}

function named({ record: { candidate, cell, run, phase, isDone } }: LeftPair): string {
  return `the pair of ${nearName(candidate)} (${cell} of run ${run}, killed ${isDone ? 'after' : 'while entering'} ${phase})`;
}

/** Undefined when it is back; else what was missing. */
async function broughtBack({ path, record }: LeftPair): Promise<string | undefined> {
  // What waits for a pool keeps no process alive.
  const awake = setInterval(() => undefined, 1_000);
  try {
    const candidate = await resolvedCandidate(readCandidateFile(record.candidate));
    if (!isOfPools(record, candidate.pools)) return 'the file names other pools by now: bring it back by hand';
    const [missing] = missingVariables(candidate, process.env);
    if (missing !== undefined) return `set the variable ${missing}, which the file passes on`;
    const told = await undoLost(path, candidate, { directory: undoFolder(), onAsk });
    for (const line of told ?? []) print(`  ${line}`);
    return readUndoRecord(path) === undefined ? undefined : 'see the lines above';
  } catch (cause) {
    return messageOf(cause);
  } finally {
    clearInterval(awake);
  }
}

/** An operator confirms by a file here. */
function onAsk({ text, file }: { readonly text: string; readonly file: string }): () => void {
  print(`  ${text}\n  When it is done, make the file ${file}.`);
  return () => undefined;
}
