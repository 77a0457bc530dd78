/** Brings a pair back whose cell has ended without a chance to: its process was killed, or hung. */
import { dirname } from 'node:path';
import type { Candidate } from '../../candidate/candidate.ts';
import { bringBack } from './bring-back.ts';
import { readUndoRecord, removeUndoRecord } from './undo-record.ts';
import type { OnAsk } from '../../candidate/operator-question.ts';
import { Operator } from '../../fault/operator.ts';
import { messageOf } from '../../harness-error.ts';
import { Scripts } from '../../runtime/process/scripts.ts';
import { prepare } from '../../runtime/remote/remote-pools.ts';

/**
 * Never rejects. Nothing to do where nothing was noted.
 *
 * @param path       of the record
 * @param candidate  with its secrets
 * @param asking     where the files of an operator are made who is asked, and what shows the question
 * @returns          what was done, in words; undefined when there was nothing to do
 */
export async function undoLost(
  path: string,
  candidate: Candidate,
  asking: { readonly directory: string; readonly onAsk: OnAsk },
): Promise<readonly string[] | undefined> {
  const record = readUndoRecord(path);
  if (record === undefined) return undefined;
  const told: string[] = [];
  const operator = new Operator(asking.directory, asking.onAsk);
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
