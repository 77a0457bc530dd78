import { resolve } from 'node:path';
import type { Baseline } from '../run/baseline.ts';
import { loadBaseline } from '../run/baseline-file.ts';
import type { Cell } from '../suite/cell.ts';
import { InputError } from '../suite/diagnostic.ts';
import { withoutForeignLines } from '../suite/shown-lines.ts';
import { plannedChecks } from '../suite/planned-checks.ts';
import { readInput } from './candidate-file.ts';
import { nearName } from './near-name.ts';

/** Reads a baseline on checks of these cells. Throws InputError or UsageError when it cannot be used. */
export function readBaselineFile(path: string, cells: readonly Cell[]): Baseline {
  const reading = loadBaseline(readInput(path, 'yaml'), nearName(resolve(path)), cells.flatMap(plannedChecks));
  if ('baseline' in reading) return reading.baseline;
  throw new InputError(withoutForeignLines(path, reading.diagnostics));
}
