import { expect, test } from '@jest/globals';
import type { Compliance } from '../../../src/report/compliance.ts';
import { differencesBetween, renderDifferences } from '../../../tools/repeat/differences.ts';

type Word = Compliance['cells'][number]['checks'][number]['verdict'];

/** A run in which the checks of cell X ended like that, each with a reason that names its run. */
function run(checks: Readonly<Record<string, Word>>, name = 'r'): Compliance {
  const told = Object.entries(checks).map(([id, verdict]) => ({ id, verdict, code: `c-${verdict}`, reason: name }));
  return { cells: [{ id: 'X', checks: told }] } as unknown as Compliance;
}

test('runs that agree on each verdict do not differ, whatever else they say', () => {
  const checks = { 'X/a': 'pass', 'X/b': 'fail' } as const;
  expect(differencesBetween([run(checks), run(checks, 'another reason'), run(checks)])).toEqual([]);
});

test('a check whose verdict differs is told with the runs of each verdict, the usual one first', () => {
  const runs = [
    run({ 'X/a': 'pass', 'X/b': 'inconclusive' }, 'one'),
    run({ 'X/a': 'pass', 'X/b': 'fail' }, 'two'),
    run({ 'X/a': 'pass', 'X/b': 'fail' }, 'three'),
  ];
  expect(differencesBetween(runs)).toEqual([
    {
      cell: 'X',
      id: 'X/b',
      said: [
        { verdict: 'fail', code: 'c-fail', reason: 'two', runs: [2, 3] },
        { verdict: 'inconclusive', code: 'c-inconclusive', reason: 'one', runs: [1] },
      ],
    },
  ]);
});

test('a check that a run has no verdict of differs, also where it is not the first run', () => {
  const [some, more] = [run({ 'X/a': 'pass' }), run({ 'X/a': 'pass', 'X/b': 'pass' })];
  for (const runs of [
    [some, more],
    [more, some],
  ]) {
    const [difference, ...others] = differencesBetween(runs);
    expect(others).toEqual([]);
    expect([difference?.id, difference?.said.map(({ verdict }) => verdict).toSorted()]).toEqual([
      'X/b',
      ['missing', 'pass'],
    ]);
  }
});

test('the lines name the check, its verdicts, the runs, and a history of each', () => {
  const differences = differencesBetween([run({ 'X/a': 'pass' }), run({ 'X/a': 'fail' }), run({ 'X/a': 'pass' })]);
  expect(renderDifferences(differences, (at, cell) => `${at}/${cell}`)).toEqual([
    'X/a',
    '  pass in runs 1, 3 (c-pass): r',
    '    1/X',
    '  fail in run 2 (c-fail): r',
    '    2/X',
  ]);
});
