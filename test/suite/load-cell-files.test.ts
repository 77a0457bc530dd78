import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadSpecFiles } from '../../src/suite/load-cell-files.ts';

const spec = (id: string): string => `cell: ${id}
title: t
state: service
phase: normal
requirement: r
source: s
scenario:
  - normal:
      - { check: in, can: register, by: alice }
`;

const SUITE = `suite: own
title: t
version: "1.0"
source: { title: s }
below: { state: service, title: b }
`;

let folder = '';
const put = (name: string, text: string): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
};
const ids = (...patterns: string[]): readonly string[] => {
  const reading = loadSpecFiles(patterns, folder);
  return 'cells' in reading
    ? reading.cells.map(({ id, at }) => `${id} ${at.file}`)
    : reading.diagnostics.map(({ file, line, message }) => `${file}:${line} ${message}`);
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkspec-specs-'));
  for (const place of ['specs', 'specs/deep', 'specs/deep/er', 'again', 'broken']) put(`${place}/suite.yaml`, SUITE);
  put('specs/a.yaml', spec('A-1'));
  put('specs/deep/b.yml', spec('B-1'));
  put('specs/deep/er/c.yaml', spec('C-1'));
  put('specs/notes.txt', 'not a spec');
  put('specs/node_modules/copy.yaml', spec('A-1'));
  put('again/a.yaml', spec('a-1'));
  put('broken/x.yaml', 'cell: [');
  put('broken/y.yaml', 'title: 1');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('spec files are found', () => {
  test('by name', () => {
    expect(ids('specs/a.yaml')).toEqual(['A-1 specs/a.yaml']);
    expect(ids(join(folder, 'specs/a.yaml'))).toEqual(['A-1 specs/a.yaml']);
  });

  test('by folder, at any depth, without copies in node_modules', () => {
    expect(ids('specs')).toEqual(['A-1 specs/a.yaml', 'B-1 specs/deep/b.yml', 'C-1 specs/deep/er/c.yaml']);
  });

  test.each([
    ['specs/*.yaml', ['A-1 specs/a.yaml']],
    ['specs/**/*.yaml', ['A-1 specs/a.yaml', 'C-1 specs/deep/er/c.yaml']],
    ['specs/d??p/*', ['B-1 specs/deep/b.yml']],
    ['**/c.yaml', ['C-1 specs/deep/er/c.yaml']],
    ['specs/deep/**', ['B-1 specs/deep/b.yml', 'C-1 specs/deep/er/c.yaml']],
  ])('by the glob %s', (pattern, expected) => {
    expect(ids(pattern)).toEqual(expected);
  });

  test('once, whatever names them', () => {
    expect(ids('specs/a.yaml', 'specs/*.yaml', 'specs/a.yaml')).toEqual(['A-1 specs/a.yaml']);
  });
});

describe('spec files are refused', () => {
  test('when no suite file stands beside them', () => {
    put('alone/a.yaml', spec('X-1'));
    expect(ids('alone')).toEqual(['alone/suite.yaml:1 there is no such file']);
  });

  test('when a pattern matches nothing', () => {
    expect(ids('specs/a.yaml', 'nowhere/*.yaml', 'gone.yaml', '([')).toEqual([
      '([:1 no spec file is there',
      'gone.yaml:1 no spec file is there',
      'nowhere/*.yaml:1 no spec file is there',
    ]);
  });

  test('when two of them are the same cell, whatever its case', () => {
    expect(ids('specs', 'again')).toEqual(['again/a.yaml:1 the cell id `a-1` is used twice']);
  });

  test('with the mistakes of all of them together', () => {
    const messages = ids('broken');
    expect(messages[0]).toContain('broken/x.yaml:1 not valid YAML');
    expect(messages.slice(1).every((message) => message.startsWith('broken/y.yaml:1'))).toBe(true);
    expect(messages.length).toBeGreaterThan(5);
  });
});
