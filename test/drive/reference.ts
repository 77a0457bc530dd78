/** The reference candidate, and cells to run it through, for tests of single cells. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Candidate } from '../../src/candidate/candidate.ts';
import { loadCandidate } from '../../src/candidate/load-candidate.ts';
import type { Cell } from '../../src/suite/cell.ts';
import { loadCell } from '../../src/suite/load-cell.ts';

/** Where a file of the project is; its name is relative to the project. */
export function path(name: string): string {
  return fileURLToPath(new URL(`../../${name}`, import.meta.url));
}

export function reference(name = 'candidate.yaml'): Candidate {
  const file = path(`containers/reference/${name}`);
  const reading = loadCandidate(readFileSync(file, 'utf8'), file);
  if ('diagnostics' in reading) throw new Error('the reference candidate is not valid');
  return reading.candidate;
}

export function cell(source: string, file = 'specs/own/cell.yaml'): Cell {
  const reading = loadCell(source, file);
  if ('diagnostics' in reading) throw new Error(JSON.stringify(reading.diagnostics));
  return reading.cell;
}
