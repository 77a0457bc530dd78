import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { brokenModule, cellModule } from '../../src/jest/spec-module.ts';
import transformer from '../../src/jest/transformer.ts';
import { loadCell } from '../../src/suite/load-cell.ts';
import { plannedChecks } from '../../src/suite/planned-checks.ts';
import type { Cell } from '../../src/suite/cell.ts';
import { dr11 } from '../run/sample.ts';

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
      'DR-11/aftermath nothing is left behind',
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
  const reading = loadCell(source, 'specs/broken.yaml');
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
  const options = { config: { rootDir: '/project' } };
  const broken = transformer.process('cell: DR-99\n', '/project/specs/x.yaml', options).code;

  function key(source: string, path: string): string {
    return transformer.getCacheKey(source, path, options);
  }

  test('names a spec by its path from the project', () => {
    expect(broken).toContain('specs/x.yaml:1:1');
    expect(broken).not.toContain('/project/specs/x.yaml:1:1: ');
  });

  test('compiles anew what has changed, and nothing else', () => {
    expect(key('a', '/project/specs/x.yaml')).toBe(key('a', '/project/specs/x.yaml'));
    expect(key('a', '/project/specs/x.yaml')).not.toBe(key('b', '/project/specs/x.yaml'));
    expect(key('a', '/project/specs/x.yaml')).not.toBe(key('a', '/project/specs/y.yaml'));
  });
});
