/** The suite of the disaster-recovery table, for tests of its cells. */
import { readFileSync } from 'node:fs';
import { loadSuite } from '../../src/suite/load-suite.ts';
import type { Suite } from '../../src/suite/suite.ts';

export const DR_TABLE: Suite = read();

function read(): Suite {
  const file = 'specs/dr-table/suite.yaml';
  const reading = loadSuite(readFileSync(file, 'utf8'), file);
  if ('diagnostics' in reading) throw new Error(`${file} is not valid`);
  return reading.suite;
}
