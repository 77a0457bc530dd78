import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { keptEntries } from '../../../tools/matrix/stored-matrix.ts';

const made = { parkspec: '0.1.0', node: '20.0.0' };
const entry = {
  file: 'a.yaml',
  outage: 'kill',
  phones: 'sipp',
  day: '2026-11-29',
  outcome: { kind: 'no-report', why: 'port taken' },
};

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkspec-matrix-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function stored(matrix: unknown): string {
  const path = join(folder, 'matrix.json');
  writeFileSync(path, JSON.stringify(matrix));
  return path;
}

test('the runs of a stored matrix are kept, and there are none without one', () => {
  expect(keptEntries(stored({ ...made, entries: [entry] }), made)).toEqual([entry]);
  expect(keptEntries(join(folder, 'none.json'), made)).toEqual([]);
});

test('the runs of another version are not mixed with those of this one', () => {
  const path = stored({ ...made, node: '22.0.0', entries: [entry] });
  expect(() => keptEntries(path, made)).toThrow(/on Node 22\.0\.0, and this is 0\.1\.0 on 20\.0\.0/);
  expect(() => keptEntries(stored({ entries: [] }), made)).toThrow(/expected string/);
});
