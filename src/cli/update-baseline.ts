/** `--update-baseline`: the baseline that a run is held against is written anew when the run has ended. */
import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { messageOf } from '../harness-error.ts';
import type { Baseline } from '../run/baseline.ts';
import { entryWithoutLine, updatedBaseline } from '../run/baseline-update.ts';
import type { RunResult } from '../run/ledger.ts';
import { count } from '../report/words.ts';
import type { Cell } from '../suite/cell.ts';
import { InputError } from '../suite/diagnostic.ts';
import { readBaselineFile } from './baseline-option.ts';
import { readInput } from './candidate-file.ts';
import { nearName } from './near-name.ts';
import { UsageError } from './usage-error.ts';
import { writeNew } from './write-new.ts';

export interface BaselineFlags {
  readonly baseline?: string;
  readonly updateBaseline?: string;
}

/** The baseline that the options name; undefined where they name none, or one that is still to be written. */
export function baselineOf({ baseline, updateBaseline }: BaselineFlags, cells: readonly Cell[]): Baseline | undefined {
  if (baseline !== undefined && updateBaseline !== undefined)
    throw new UsageError('`--update-baseline` reads the file that it writes: leave `--baseline` out');
  if (baseline !== undefined) return readBaselineFile(baseline, cells);
  if (updateBaseline === undefined) return undefined;
  const file = resolve(updateBaseline);
  refuseUnwritable(file);
  if (!existsSync(file)) return undefined;
  const read = readBaselineFile(file, cells);
  const source = readInput(file, 'yaml');
  const entry = entryWithoutLine(source, read);
  if (entry === undefined) return read;
  throw new InputError([
    {
      ...entry.at,
      text: source.split('\n')[entry.at.line - 1] ?? '',
      message: `the entry of \`${entry.check}\` does not begin its line with a dash, so that it cannot be updated`,
      hint: 'write each entry as `- check: …`, on lines of its own',
    },
  ]);
}

/** Before the run, which takes its time. */
function refuseUnwritable(file: string): void {
  try {
    accessSync(existsSync(file) ? file : dirname(file), constants.W_OK);
  } catch (error) {
    throw new UsageError(`${nearName(file)} cannot be written: ${messageOf(error)}`);
  }
}

/** Writes the file, and says in a line what has changed in it, or why nothing was written. */
export function writeBaseline(path: string, result: RunResult): string {
  const file = resolve(path);
  const name = nearName(file);
  const { text, added, removed } = updatedBaseline(
    result,
    existsSync(file) ? readInput(file, 'yaml') : undefined,
    result.plan.baseline,
  );
  if (added.length + removed.length === 0 && existsSync(file)) return `${name} is up to date`;
  writeNew(file, text, true);
  const reasons = added.length === 0 ? '' : '; write the reason of each new one into it, without which it is refused';
  return `${name}: ${count(added.length, 'failure')} added, ${removed.length} removed${reasons}`;
}
