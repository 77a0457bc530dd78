import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

/**
 * The files that write to a terminal by themselves: the one way that all others go, what runs before it is loaded, what
 * draws on a terminal, what jest prints, and programs of their own.
 */
const MAY_WRITE = new Set([
  'cli/output.ts',
  'cli/main.ts',
  'cli/progress.ts',
  'jest/ask-by-file.ts',
  'jest/conclude-for-jest.ts',
  'reference/main.ts',
  'sockets/outpost.ts',
]);

test('nothing gets to a terminal past the function that makes text of others safe', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const writers = files.filter((file) =>
    /\bconsole\.|\b(?:stdout|stderr|stream)\.write\(/.test(readFileSync(join('src', file), 'utf8')),
  );
  expect(writers.filter((file) => !MAY_WRITE.has(file))).toEqual([]);
  expect([...MAY_WRITE].filter((file) => !writers.includes(file))).toEqual([]);
});
