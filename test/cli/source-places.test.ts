import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import { tellSourcePlaces, withSourcePlaces } from '../../src/cli/source-places.ts';

const folder = mkdtempSync(join(tmpdir(), 'parkspec-places-'));
afterAll(() => rmSync(folder, { recursive: true }));

function address(name: string): string {
  return String(pathToFileURL(join(folder, name)));
}

// The first column of the second line comes from line 5, column 3 of a.ts.
const map = { version: 3, sources: ['../src/a.ts'], names: [], mappings: ';AAIE' };
writeFileSync(join(folder, 'a.js.map'), JSON.stringify(map));
writeFileSync(join(folder, 'broken.js.map'), '{');

test('a place in a file that has a map is told as that in its source', () => {
  const stack = `Error: x\n    at f (${address('a.js')}:2:4)\n    at ${address('a.js')}:2:1`;
  const source = join(folder, '../src/a.ts');
  expect(withSourcePlaces(stack)).toBe(`Error: x\n    at f (${source}:5:3)\n    at ${source}:5:3`);
});

test.each([
  ['without a map', 'none.js', 2],
  ['with a map that cannot be read', 'broken.js', 2],
  ['of which the map does not know the line', 'a.js', 1],
])('a place in a file %s stays as it is', (_, name, line) => {
  const stack = `    at f (${address(name)}:${line}:1)\n    at node:internal/process:1:2`;
  expect(withSourcePlaces(stack)).toBe(stack);
});

test('what caused an error is told so too', () => {
  const cause = new Error('inner');
  cause.stack = `Error: inner\n    at ${address('a.js')}:2:1`;
  tellSourcePlaces(new Error('outer', { cause }));
  expect(cause.stack).toBe(`Error: inner\n    at ${join(folder, '../src/a.ts')}:5:3`);
});
