import { describe, expect, test } from '@jest/globals';
import { cellsFor } from '../../../tools/kill-matrix/choice.ts';
import { problemsOf, type TableRun } from '../../../tools/kill-matrix/kills.ts';
import { renderPage } from '../../../tools/kill-matrix/document.ts';
import type { Verdict } from '../../../src/judge/verdict.ts';

const planned = ['DR-11/a', 'DR-11/b', 'DR-12/c'];

function run(defect: string | undefined, verdicts: Partial<Record<string, Verdict>> = {}): TableRun {
  return { defect, checks: planned.map((id) => ({ id, verdict: verdicts[id] ?? 'pass', reason: `why ${id}` })) };
}

const expected = [
  { id: 'drops-calls', turnsRed: ['DR-11/a', 'DR-11/b'] },
  { id: 'parks-nothing', turnsRed: ['DR-12/c'] },
];
const runs = [
  run(undefined),
  run('drops-calls', { 'DR-11/a': 'fail', 'DR-11/b': 'fail', 'DR-12/c': 'inconclusive' }),
  run('parks-nothing', { 'DR-12/c': 'fail' }),
];

describe('a kill matrix', () => {
  test('is well when every defect turns red what it should, every check is turned red, and nothing is red without', () => {
    expect(problemsOf({ planned, expected, runs, whole: true })).toEqual([]);
  });

  test.each<Verdict>(['fail', 'inconclusive', 'error', 'not-applicable'])(
    'is not with a server that is %s unbroken',
    (v) => {
      const bad = [run(undefined, { 'DR-11/b': v }), ...runs.slice(1)];
      expect(problemsOf({ planned, expected, runs: bad, whole: true })).toEqual([
        `without a defect DR-11/b is ${v}: why DR-11/b`,
      ]);
    },
  );

  test('takes a check that a file of its own leaves out for none, but no other', () => {
    const inFile = (verdict: Verdict) => ({ ...run(undefined, { 'DR-11/b': verdict }), candidate: 'stays-in-calls' });
    expect(problemsOf({ planned, expected, runs: [...runs, inFile('not-applicable')], whole: true })).toEqual([]);
    expect(problemsOf({ planned, expected, runs: [...runs, inFile('inconclusive')], whole: true })).toEqual([
      'without a defect in stays-in-calls DR-11/b is inconclusive: why DR-11/b',
    ]);
  });

  test('is not when the unbroken server or a defect was not run', () => {
    expect(problemsOf({ planned, expected, runs: runs.slice(1), whole: true })).toEqual([
      'the server was not run without a defect',
    ]);
    expect(problemsOf({ planned, expected, runs: runs.slice(0, 2), whole: true })).toEqual([
      'parks-nothing was not run',
      'DR-12/c is turned red by no defect',
    ]);
  });

  test.each<Verdict>(['pass', 'inconclusive', 'error', 'not-applicable'])(
    'is not when a check that should be red is %s',
    (v) => {
      const weak = [runs[0], run('drops-calls', { 'DR-11/a': 'fail', 'DR-11/b': v }), runs[2]].flatMap(
        (one) => one ?? [],
      );
      expect(problemsOf({ planned, expected, runs: weak, whole: true })).toEqual([
        `drops-calls should turn DR-11/b red, but it is ${v}: why DR-11/b`,
        'DR-11/b is turned red by no defect',
      ]);
    },
  );

  test('is not when a defect turns more red than it should, or nothing', () => {
    const more = [runs[0], runs[1], run('parks-nothing', { 'DR-12/c': 'fail', 'DR-11/a': 'fail' })].flatMap(
      (one) => one ?? [],
    );
    expect(problemsOf({ planned, expected, runs: more, whole: true })).toEqual([
      'parks-nothing should not turn DR-11/a red: why DR-11/a',
    ]);
    const none = [runs[0], runs[1], run('parks-nothing')].flatMap((one) => one ?? []);
    expect(problemsOf({ planned, expected, runs: none, whole: true })).toContain(
      'parks-nothing survives: nothing is red',
    );
  });

  test('leaves it to the clock whether a check is red that a defect may turn red', () => {
    const [first] = expected;
    const loose = { id: 'parks-nothing', turnsRed: ['DR-12/c'], mayTurnRed: ['DR-11/a'] };
    const more = run('parks-nothing', { 'DR-12/c': 'fail', 'DR-11/a': 'fail' });
    for (const last of [more, runs[2]]) {
      const all = [runs[0], runs[1], last].flatMap((one) => one ?? []);
      const matrix = { planned, expected: [first, loose].flatMap((one) => one ?? []), runs: all };
      expect(problemsOf({ ...matrix, whole: true })).toEqual([]);
    }
  });

  test('is not when a defect names a check that does not exist', () => {
    const wrong = [...expected, { id: 'odd', turnsRed: ['DR-99/x'] }];
    const all = [...runs, run('odd', { 'DR-12/c': 'fail' })];
    expect(problemsOf({ planned, expected: wrong, runs: all, whole: true })).toContain(
      'odd: no check is called DR-99/x',
    );
  });

  test('is not when a check that should be red was not judged', () => {
    const short = { defect: 'parks-nothing', checks: [{ id: 'DR-11/a', verdict: 'fail' as const, reason: '' }] };
    const all = [runs[0], runs[1], short].flatMap((one) => one ?? []);
    expect(problemsOf({ planned, expected, runs: all, whole: false })).toContain(
      'parks-nothing: DR-12/c was not judged',
    );
  });

  test('of some defects only need not turn every check red', () => {
    expect(problemsOf({ planned, expected: expected.slice(0, 1), runs: runs.slice(0, 2), whole: false })).toEqual([]);
  });
});

test('the page has a column for each check and a row for each defect that turns the cell red', () => {
  const cells = [
    { id: 'DR-11', title: 'One', checks: ['DR-11/a', 'DR-11/b'] },
    { id: 'DR-12', title: 'Two', checks: ['DR-12/c'] },
  ];
  const defects = [
    { id: 'drops-calls', title: 'It drops calls', turnsRed: ['DR-11/a', 'DR-11/b'] },
    { id: 'parks-nothing', title: 'It parks nothing', turnsRed: ['DR-12/c'] },
  ];
  const page = renderPage(cells, defects);
  expect(page).toContain('| defect | a | b |\n|---|:-:|:-:|\n| drops-calls | ✗ | ✗ |\n| **killed by** | 1 | 1 |');
  expect(page).toContain('| defect | c |\n|---|:-:|\n| parks-nothing | ✗ |\n| **killed by** | 1 |');
  expect(page).toContain('| `parks-nothing` | It parks nothing | DR-12/c |');
});

describe('the cells that a defect is run on', () => {
  const cells = ['DR-11', 'DR-12', 'DR-13', 'DR-21', 'DR-22', 'DR-23'];
  const defect = { id: 'drops-calls', turnsRed: ['DR-11/a', 'DR-11/b', 'DR-13/c'] };

  test('are all of them in a whole matrix, and without a defect in any', () => {
    expect(cellsFor(defect, cells, { oneIn: 1, seed: 'x' })).toEqual(cells);
    expect(cellsFor(undefined, cells, { oneIn: 1000, seed: 'x' })).toEqual(cells);
  });

  test('are always those that it should turn red', () => {
    for (const seed of ['a', 'b', 'c']) {
      expect(cellsFor(defect, cells, { oneIn: 1_000_000, seed })).toEqual(['DR-11', 'DR-13']);
    }
  });

  test('are drawn by the seed, and in time each has its turn', () => {
    const seeds = Array.from({ length: 40 }, (_, n) => String(n));
    const drawn = seeds.map((seed) => cellsFor(defect, cells, { oneIn: 3, seed }));
    expect(cellsFor(defect, cells, { oneIn: 3, seed: '7' })).toEqual(drawn[7]);
    expect(new Set(drawn.flat())).toEqual(new Set(cells));
    expect(drawn.some((some) => some.length < cells.length)).toBe(true);
  });
});
