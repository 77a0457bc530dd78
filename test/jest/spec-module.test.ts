import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { brokenModule, cellModule } from '../../src/jest/spec-module.ts';
import transformer from '../../src/jest/transformer.ts';
import { loadCell } from '../../src/suite/load-cell.ts';
import { plannedChecks } from '../../src/suite/planned-checks.ts';
import type { Cell } from '../../src/suite/cell.ts';
import { dr11 } from '../run/sample.ts';
import { DR_TABLE } from '../suite/dr-table.ts';

interface Registered {
  readonly names: readonly string[];
  readonly reported: readonly string[];
  readonly ran: readonly Cell[];
}

/** Runs a module with stand-ins for what jest and the environment give it, and every test in it. */
function runModule(code: string): Registered {
  const [names, reported, ran]: [string[], string[], Cell[]] = [[], [], []];
  runInNewContext(code, {
    parkspec: { timeout: 5, run: (cell: Cell) => ran.push(cell), report: (id: string) => reported.push(id) },
    describe: (name: string, body: () => void) => {
      names.push(name);
      body();
    },
    beforeAll: (hook: () => void) => hook(),
    test: (name: string, body: () => void) => {
      names.push(name);
      body();
    },
  });
  return { names, reported, ran };
}

describe('the module of a spec', () => {
  test('has one test for each planned check, named so that -t finds cell and check', () => {
    const { names, reported } = runModule(cellModule(dr11));
    expect(names).toEqual([
      'DR-11 The sample cell DR-11',
      'DR-11/stays-connected call A is connected',
      'DR-11/park-refused call A is connected',
      'DR-11/aftermath every call is over, and every orbit is free',
    ]);
    expect(reported).toEqual(plannedChecks(dr11));
  });

  test('runs its cell once, before them, as it was loaded', () => {
    expect(runModule(cellModule(dr11)).ran.map((cell) => JSON.parse(JSON.stringify(cell)) as unknown)).toEqual([dr11]);
  });

  test('no title can break out of it', () => {
    const cell = { ...dr11, title: "'); throw new Error(`${'x'}`); ('\u2028" };
    expect(runModule(cellModule(cell)).names[0]).toBe(`DR-11 ${cell.title}`);
  });
});

describe('the module of a spec that is not valid', () => {
  const source = 'cell: DR-99\ntitle: x\nstate: parkd\n';
  const reading = loadCell(source, 'specs/broken.yaml', DR_TABLE);
  const diagnostics = 'diagnostics' in reading ? reading.diagnostics : [];

  test('fails with every mistake, and points at the first', () => {
    const code = brokenModule(diagnostics, '/project');
    let thrown: Error | undefined;
    try {
      runModule(code);
    } catch (error) {
      thrown = error as Error;
    }
    expect(thrown?.message).toContain('specs/broken.yaml:3:8');
    const [first] = diagnostics;
    expect(thrown?.stack).toMatch(
      new RegExp(`at spec \\(/project/specs/broken\\.yaml:${first?.line}:${first?.column}\\)$`),
    );
  });
});

describe('the transformer', () => {
  const suite = 'suite: own\ntitle: t\nversion: "1.0"\nsource: { title: s }\nbelow: { state: service, title: b }\n';
  let root = '';
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'parkspec-transformer-'));
    for (const folder of ['own', 'alone']) mkdirSync(join(root, folder));
    writeFileSync(join(root, 'own/suite.yaml'), suite);
  });
  afterAll(() => rmSync(root, { recursive: true }));

  function compiled(source: string, file: string): string {
    return transformer.process(source, join(root, file), { config: { rootDir: root } }).code;
  }

  function key(source: string, file: string): string {
    return transformer.getCacheKey(source, join(root, file), { config: { rootDir: root } });
  }

  test('names a spec by its path from the project, and by its whole path outside of it', () => {
    expect(compiled('cell: DR-99\n', 'own/x.yaml')).toContain('"own/x.yaml:1:1');
    const outside = transformer.process('cell: DR-99\n', join(root, 'own/x.yaml'), { config: { rootDir: '/project' } });
    expect(outside.code).toContain(`"${root}/own/x.yaml:1:1`);
  });

  test('holds a cell to its suite', () => {
    const spec = 'cell: X-1\ntitle: t\nstate: parked\nphase: normal\n';
    expect(compiled(spec, 'own/x.yaml')).toContain('the suite `own` has no state `parked`');
    expect(compiled(spec, 'alone/x.yaml')).toContain('alone/suite.yaml:1:1: there is no such file');
  });

  test('compiles anew what has changed, and nothing else', () => {
    expect(key('a', 'own/x.yaml')).toBe(key('a', 'own/x.yaml'));
    expect(key('a', 'own/x.yaml')).not.toBe(key('b', 'own/x.yaml'));
    expect(key('a', 'own/x.yaml')).not.toBe(key('a', 'own/y.yaml'));
    const before = key('a', 'own/x.yaml');
    writeFileSync(join(root, 'own/suite.yaml'), `${suite}# another\n`);
    expect(key('a', 'own/x.yaml')).not.toBe(before);
  });
});
