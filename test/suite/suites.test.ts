import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cellsInTwoSuites, cellsOf, loadSuites } from '../../src/suite/load-suites.ts';
import { inOrder, isInTable, stateTitle, type Suite } from '../../src/suite/suite.ts';
import { sampleCell, SUITE } from '../run/sample.ts';

const suite = (id: string, more = ''): string =>
  `suite: ${id}\ntitle: t\nversion: "1.0"\nsource: { title: s }\nbelow: { state: service, title: b }\n${more}`;
const spec = (id: string): string =>
  `cell: ${id}\ntitle: t\nstate: service\nphase: normal\nrequirement: r\nsource: s\nscenario:\n  - normal:\n      - { check: in, can: register, by: alice }\n`;

let folder = '';
const put = (name: string, text: string): void => {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), text);
};
function load(...names: readonly string[]): readonly string[] {
  const reading = loadSuites(
    names.map((name) => join(folder, name)),
    { root: folder, seals: [] },
  );
  if ('diagnostics' in reading) return reading.diagnostics.map((one) => `${one.file}:${one.line} ${one.message}`);
  const twice = cellsInTwoSuites(reading.suites).map(({ file, message, hint }) => `${file} ${message}: ${hint}`);
  return twice.length > 0
    ? twice
    : reading.suites.map(
        (one) =>
          `${one.suite.id} ${cellsOf(one)
            .map(({ id }) => id)
            .join()}`,
      );
}

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'parkspec-suites-')));
  put('many/a/suite.yaml', suite('a', 'cells: [A-2, A-1]'));
  put('many/a/1.yaml', spec('A-1'));
  put('many/a/2.yaml', spec('A-2'));
  put('many/a/3.yaml', spec('A-3'));
  put('many/b/suite.yaml', suite('b'));
  put('many/b/1.yaml', spec('B-1'));
  put('many/notes/readme.txt', 'no suite');
  put('again/suite.yaml', suite('a'));
  put('again/1.yaml', spec('C-1'));
  put('clash/suite.yaml', suite('clash'));
  put('clash/1.yaml', spec('b-1'));
  put('typo/suite.yaml', suite('typo', 'cells: [T-1, T-3]'));
  put('typo/1.yaml', spec('T-1'));
  put('typo/2.yaml', spec('T-2'));
  put('no-suite-file/sub/1.yaml', spec('N-1'));
  mkdirSync(join(folder, 'empty'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('suites are found', () => {
  test('in their own folder, or in the folders of a folder, with their cells in the order of the suite file', () => {
    expect(load('many')).toEqual(['a A-2,A-1,A-3', 'b B-1']);
    expect(load('many/b')).toEqual(['b B-1']);
  });

  test('once, whatever names them', () => {
    expect(load('many', 'many/b', 'many/../many/a')).toEqual(['a A-2,A-1,A-3', 'b B-1']);
  });
});

describe('suites are refused', () => {
  test('when a folder holds none', () => {
    expect(load('empty')).toEqual(['empty:1 no suite is here']);
  });

  test('when a folder of cells lacks its suite file', () => {
    expect(load('no-suite-file')).toEqual(['no-suite-file/sub/suite.yaml:1 there is no such file']);
  });

  test('when two have one id', () => {
    expect(load('many', 'again')).toEqual(['again/suite.yaml:1 the suite id `a` is used twice']);
  });

  test('when two have a cell of one id, with both places', () => {
    expect(load('many', 'clash')).toEqual([
      'clash/1.yaml the cell id `b-1` is used twice: many/b/1.yaml:1 has B-1 already',
    ]);
  });

  test('when one lists a cell that it does not have', () => {
    expect(load('typo')).toEqual(['typo/suite.yaml:6 no file of the suite has the cell `T-3`']);
  });
});

describe('a cell has its place in the suite', () => {
  const inTable = sampleCell('C-2', 'parked', 'outage', ['x']);
  const left = sampleCell('C-9', 'not-yet-parked', 'failback', ['x']);
  const below = sampleCell('C-1', 'service', 'outage', ['x']);

  test('in its table or below it', () => {
    expect([inTable, left, below].map((cell) => isInTable(SUITE, cell))).toEqual([true, true, false]);
    const { table: _, ...tableless }: Suite = SUITE;
    expect(isInTable(tableless, inTable)).toBe(false);
    expect(stateTitle(SUITE, 'parked')).toBe('parked, not yet retrieved');
    expect(stateTitle(SUITE, 'service')).toBe('Stated below');
  });

  test('in the order of the suite file, then of the table', () => {
    const order = (of: Suite): readonly string[] =>
      inOrder(
        of,
        [below, inTable, left].map((cell) => ({ cell })),
      ).map(({ cell }) => cell.id);
    expect(order(SUITE)).toEqual(['C-9', 'C-2', 'C-1']);
    expect(order({ ...SUITE, order: ['C-1', 'C-2'] })).toEqual(['C-1', 'C-2', 'C-9']);
  });
});
