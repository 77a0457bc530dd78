/** Brings a pair back whose cell has ended without a chance to: its process was killed, or hung. */
import { dirname } from 'node:path';
import type { Candidate } from '../candidate/candidate.ts';
import { bringBack } from '../drive/way-back/bring-back.ts';
import { readUndoRecord, removeUndoRecord } from '../drive/way-back/undo-record.ts';
import type { Operator } from '../fault/operator.ts';
import { messageOf } from '../harness-error.ts';
import { Scripts } from '../runtime/process/scripts.ts';
import { prepare } from '../runtime/remote/remote-pools.ts';

/**
 * Never rejects. Nothing to do where nothing was noted.
 *
 * @param path       of the record
 * @param candidate  with its secrets
 * @param operator   asked what the file has an operator do
 * @returns          what was done, in words; undefined when there was nothing to do
 */
export async function undoLost(
  path: string,
  candidate: Candidate,
  operator: Operator,
): Promise<readonly string[] | undefined> {
  const record = readUndoRecord(path);
  if (record === undefined) return undefined;
  const told: string[] = [];
  const scripts = new Scripts(dirname(candidate.file), candidate.scripts?.env);
  try {
    const { byName: pools } = await prepare(candidate);
    const why = await bringBack({ candidate, pools, scripts, operator, tell: (text) => told.push(text) }, record);
    if (why === undefined) removeUndoRecord(path);
  } catch (cause) {
    told.push(`the pair is not back: ${messageOf(cause)}`);
  } finally {
    await scripts.close();
  }
  return told;
}
