import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { writeNew } from '../../src/cli/write-new.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkspec-write-'));
  file = join(folder, 'candidate.yaml');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('a new file is written whole, and no draft is left', () => {
  expect(writeNew(file, 'mine', false)).toBe(true);
  expect([readFileSync(file, 'utf8'), readdirSync(folder)]).toEqual(['mine', ['candidate.yaml']]);
});

test('a file that has come to be there is left as it is', () => {
  writeNew(file, 'theirs', false);
  expect(writeNew(file, 'mine', false)).toBe(false);
  expect([readFileSync(file, 'utf8'), readdirSync(folder)]).toEqual(['theirs', ['candidate.yaml']]);
  expect(writeNew(file, 'mine', true)).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe('mine');
});

test('a link that leads nowhere is there, too', () => {
  symlinkSync(join(folder, 'nothing'), file);
  expect(writeNew(file, 'mine', false)).toBe(false);
});
