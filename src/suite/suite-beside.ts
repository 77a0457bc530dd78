import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { whyUnreadable } from '../file-fault.ts';
import { LARGEST_INPUT, readInputFile } from '../input-file.ts';
import { nameFrom } from './cell-files.ts';
import { loadSuite, type SuiteReading } from './load-suite.ts';
import { SourceLines } from './source-lines.ts';
import { SUITE_FILE } from './suite.ts';

/** The suite that the cell in a file belongs to: its suite file stands beside it. Files are named from `root`. */
export function suiteBeside(file: string, root: string): SuiteReading {
  const name = nameFrom(root, join(dirname(file), SUITE_FILE));
  const path = join(dirname(file), SUITE_FILE);
  try {
    if (existsSync(path)) return loadSuite(textOf(path), name);
  } catch (error) {
    return { diagnostics: [new SourceLines('', name).diagnose(0, `cannot be read: ${whyUnreadable(error)}`)] };
  }
  const hint = 'a cell belongs to a suite: see docs/writing-cells.md';
  return { diagnostics: [new SourceLines('', name).diagnose(0, 'there is no such file', hint)] };
}

/** The text of that suite file; undefined where there is none that can be read. */
export function suiteTextBeside(file: string): string | undefined {
  const path = join(dirname(file), SUITE_FILE);
  try {
    return textOf(path);
  } catch {
    return undefined;
  }
}

function textOf(path: string): string {
  return readInputFile(path, LARGEST_INPUT.yaml).toString('utf8');
}
