import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type PlannedSpecs, planSpecs } from '../../src/jest/plan-specs.ts';
import { RUN_VARIABLE } from '../../src/jest/environment-variables.ts';
import { readPlan } from '../../src/run/run-folder.ts';

let root = '';
let before: string | undefined;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'parkspec-plan-')));
  before = process.env[RUN_VARIABLE];
  delete process.env[RUN_VARIABLE];
});
afterEach(() => {
  delete process.env[RUN_VARIABLE];
  if (before !== undefined) process.env[RUN_VARIABLE] = before;
  rmSync(root, { recursive: true });
});

/** A suite of one cell; returns the path of that cell. */
function suite(id: string, cell: string, more = ''): string {
  const folder = join(root, 'specs', id);
  mkdirSync(folder, { recursive: true });
  const head = `suite: ${id}\ntitle: t\nversion: "1"\nsource: { title: s }\nbelow: { state: service, title: b }\n`;
  writeFileSync(join(folder, 'suite.yaml'), `${head}${more}`);
  const path = join(folder, 'cell.yaml');
  writeFileSync(
    path,
    `cell: ${cell}\ntitle: t\nstate: service\nphase: normal\nrequirement: r\nsource: s\nscenario:\n  - normal:\n      - { check: in, can: register, by: alice }\n`,
  );
  return path;
}

function plan(...paths: readonly string[]): PlannedSpecs {
  return planSpecs(paths, { root, listTests: false });
}

describe('the run of the specs that jest was given directly', () => {
  test('is planned with the suites that they belong to, sealed as they were read', () => {
    const [a, b] = [suite('a', 'A-1'), suite('b', 'B-1')];
    writeFileSync(join(root, 'specs/b/other.yaml'), 'cell: [');
    const { order, run } = plan(a, b);
    expect(order).toEqual([a, b]);
    const { suites, cells } = readPlan(run?.folder ?? '');
    expect(suites.map((one) => [one.suite.id, one.requirements.kind, one.cells, one.checks])).toEqual([
      ['a', 'own', 1, 2],
      // The cell that cannot be read counts: without it the suite is not whole.
      ['b', 'own', 2, 2],
    ]);
    expect(cells.map(({ suite: id, cell }) => [id, cell.id, cell.at.file])).toEqual([
      ['a', 'A-1', 'specs/a/cell.yaml'],
      ['b', 'B-1', 'specs/b/cell.yaml'],
    ]);
  });

  test.each<[string, () => readonly string[], RegExp]>([
    ['two suites have a cell of one id', () => [suite('a', 'A-1'), suite('b', 'a-1')], /cell id `a-1` is used twice/],
    ['a suite lacks a cell', () => [suite('a', 'A-1', 'cells: [A-1, A-2]')], /no file of the suite has the cell `A-2`/],
  ])('is refused before it begins where %s', (_, paths, message) => {
    expect(() => plan(...paths())).toThrow(message);
    expect(existsSync(join(root, 'reports')) ? readdirSync(join(root, 'reports')) : []).toEqual([]);
  });
});
