import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nameFrom } from './cell-files.ts';
import { loadSuite, type SuiteReading } from './load-suite.ts';
import { SourceLines } from './source-lines.ts';
import { SUITE_FILE } from './suite.ts';

/** The suite that the cell in a file belongs to: its suite file stands beside it. Files are named from `root`. */
export function suiteBeside(file: string, root: string): SuiteReading {
  const name = nameFrom(root, join(dirname(file), SUITE_FILE));
  const text = suiteTextBeside(file);
  if (text !== undefined) return loadSuite(text, name);
  const hint = 'a cell belongs to a suite: see docs/writing-cells.md';
  return { diagnostics: [new SourceLines('', name).diagnose(0, 'there is no such file', hint)] };
}

/** The text of that suite file; undefined where there is none. */
export function suiteTextBeside(file: string): string | undefined {
  const path = join(dirname(file), SUITE_FILE);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
