import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const SRC = new URL('../src/', import.meta.url);

test('the package imports nothing but Node and itself', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const imports = files.flatMap((file) => {
    const text = readFileSync(new URL(file, SRC), 'utf8');
    return [...text.matchAll(/(?:from|import)\(? ?'([^']+)'/g)].map((match) => match[1] ?? '');
  });
  expect(imports.length).toBeGreaterThan(0);
  expect(imports.filter((name) => !/^node:|^\.{1,2}\/(?!.*packages)/.test(name))).toEqual([]);
});

test('the package has no dependency', () => {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  expect(Object.keys(JSON.parse(text) as object)).not.toContain('dependencies');
});
