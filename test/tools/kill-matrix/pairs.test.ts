import { describe, expect, test } from '@jest/globals';
import type { CandidateFile, Elsewhere } from '../../../src/reference/defects/defect-table.ts';
import type { Verdict } from '../../../src/judge/verdict.ts';
import { renderPage } from '../../../tools/kill-matrix/document.ts';
import {
  drawnPairs,
  isOpenPair,
  jobsOfPairs,
  type Pair,
  pairsOf,
  problemsOfPairs,
} from '../../../tools/kill-matrix/pairs.ts';

const FILES = ['b2bua-slot', 'b2bua-lot'] as const;

interface Row {
  readonly id: string;
  readonly turnsRed: readonly string[];
  readonly candidate?: CandidateFile;
  readonly outage?: 'pause';
  readonly elsewhere?: Partial<Record<CandidateFile, Elsewhere>>;
}

const absent = { kind: 'absent', why: 'There is no such orbit' } as const;
const rows: readonly Row[] = [
  { id: 'drops-calls', turnsRed: ['DR-11/a', 'DR-12/b'], outage: 'pause' },
  { id: 'parks-nothing', turnsRed: ['DR-12/b'], elsewhere: { 'b2bua-slot': absent } },
  {
    id: 'parks-twice',
    turnsRed: ['DR-11/a', 'DR-12/c'],
    candidate: 'b2bua-slot',
    elsewhere: { 'b2bua-lot': { kind: 'found', by: 'DR-12/c' } },
  },
];

describe('the pairs of defects and candidate files', () => {
  test('are found by the first check of a defect, unless its row says otherwise or cannot be there', () => {
    expect(pairsOf(rows, FILES).map(({ defect, candidate, check }) => [defect.id, candidate, check])).toEqual([
      ['drops-calls', 'b2bua-slot', 'DR-11/a'],
      ['drops-calls', 'b2bua-lot', 'DR-11/a'],
      ['parks-nothing', 'b2bua-lot', 'DR-12/b'],
      ['parks-twice', 'b2bua-lot', 'DR-12/c'],
    ]);
  });

  test('are drawn by the seed, as many as wanted, and in time each has its turn', () => {
    const all = pairsOf(rows, FILES);
    const drawn = Array.from({ length: 40 }, (_, n) => drawnPairs(all, 2, String(n)));
    expect(drawn.every((some) => some.length === 2)).toBe(true);
    expect(drawnPairs(all, 2, '7')).toEqual(drawn[7]);
    expect(new Set(drawn.flat())).toEqual(new Set(all));
    expect(new Set(drawnPairs(all, 99, 'x'))).toEqual(new Set(all));
    expect(drawnPairs(all, 0, 'x')).toEqual([]);
  });

  test('are run on the cell of their check, as the outage of the defect has it, and once without a defect', () => {
    const jobs = jobsOfPairs(pairsOf(rows, ['b2bua-lot']), '/kept');
    expect(jobs.map(({ defect, cell, candidate, outage }) => [defect, cell, candidate, outage])).toEqual([
      ['drops-calls', 'DR-11', 'fixtures/candidates/b2bua-lot.yaml', 'pause'],
      [undefined, 'DR-11', 'fixtures/candidates/b2bua-lot.yaml', undefined],
      ['parks-nothing', 'DR-12', 'fixtures/candidates/b2bua-lot.yaml', undefined],
      [undefined, 'DR-12', 'fixtures/candidates/b2bua-lot.yaml', undefined],
      ['parks-twice', 'DR-12', 'fixtures/candidates/b2bua-lot.yaml', undefined],
    ]);
    expect(new Set(jobs.map(({ directory }) => directory)).size).toBe(jobs.length);
  });
});

describe('a pair', () => {
  const pair: Pair = { defect: { id: 'drops-calls' }, candidate: 'b2bua-lot', check: 'DR-11/a' };
  const [withDefect, without] = jobsOfPairs([pair], '/kept').map(({ key }) => key);

  function judged(red: Verdict | undefined, green: Verdict | undefined) {
    return (key: string) => {
      const verdict = key === withDefect ? red : green;
      return verdict && [{ id: 'DR-11/a', verdict, reason: `it was ${verdict}` }];
    };
  }

  test('is well when its check is red with the defect and green without', () => {
    expect(problemsOfPairs([pair], judged('fail', 'pass'))).toEqual([]);
  });

  test.each([
    ['pass', 'pass', 'drops-calls should turn DR-11/a red in b2bua-lot, but it is pass: it was pass'],
    [
      'inconclusive',
      'pass',
      'drops-calls should turn DR-11/a red in b2bua-lot, but it is inconclusive: it was inconclusive',
    ],
    ['fail', 'fail', 'without a defect in b2bua-lot DR-11/a is fail: it was fail'],
    ['fail', 'error', 'without a defect in b2bua-lot DR-11/a is error: it was error'],
    [undefined, 'pass', 'drops-calls in b2bua-lot: DR-11/a was not judged'],
    ['fail', undefined, 'drops-calls in b2bua-lot: DR-11/a was not judged'],
  ] as const)('is not when its check is %s with the defect and %s without', (red, green, problem) => {
    expect(problemsOfPairs([pair], judged(red, green))).toEqual([problem]);
  });

  test('is run again while its check is not red, and without a defect only while nothing is proven', () => {
    const open = (key: string | undefined, verdict: Verdict | undefined) =>
      isOpenPair(key ?? '', [pair], judged(verdict, verdict));
    expect(
      (['pass', 'inconclusive', 'error', undefined, 'fail'] as const).map((each) => open(withDefect, each)),
    ).toEqual([true, true, true, true, false]);
    expect((['inconclusive', undefined, 'pass', 'fail'] as const).map((each) => open(without, each))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(open('DR-11 of a table', 'fail')).toBeUndefined();
  });
});

test('the page tells by which check a defect is found in other dialects, or why it cannot be there', () => {
  const page = renderPage(
    [],
    rows.map((row) => ({ ...row, title: 'It does something' })),
  );
  expect(page).toContain('| drops-calls | DR-11/a | DR-11/a |');
  expect(page).toContain('| parks-nothing | – | DR-12/b |');
  expect(page).toContain('| parks-twice | table | DR-12/c |');
  expect(page).toContain(
    'These cannot be in [b2bua-slot](../fixtures/candidates/b2bua-slot.yaml):\n\n- There is no such orbit. `parks-nothing`\n',
  );
});
