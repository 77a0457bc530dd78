import { describe, expect, test } from '@jest/globals';
import type { Compliance } from '../../../src/report/compliance.ts';
import { renderPage } from '../../../tools/matrix/document.ts';
import {
  cellText,
  columnsOf,
  daysOf,
  type Entry,
  type Matrix,
  verdictText,
  withEntry,
} from '../../../tools/matrix/matrix.ts';
import { renderHtml } from '../../../tools/matrix/matrix-html.ts';

type Cell = Compliance['cells'][number];
type CheckWord = Cell['checks'][number]['verdict'];

function cell(id: string, verdict: Cell['verdict'], ...checks: readonly CheckWord[]): Cell {
  const told = checks.map((each, at) => ({ id: `${id}/${at}`, verdict: each, reason: 'r', figures: {}, evidence: [] }));
  return { id, suite: 's', state: 'service', phase: 'normal', verdict, durationMs: 1, checks: told };
}

function judged(verdict: Compliance['verdict'], name: string, ...cells: readonly Cell[]): Entry['outcome'] {
  const candidate = { name, version: '1', runtime: 'process', dialect: 'valet' } as const;
  // Only what the tables show.
  return { kind: 'judged', compliance: { verdict, candidate, cells } as unknown as Compliance };
}

const red: Entry = {
  file: 'a.yaml',
  outage: 'kill',
  phones: 'native',
  day: '2026-11-29',
  outcome: judged(
    'non-conformant',
    'A <b>',
    cell('X-1', 'fail', 'pass', 'fail', 'not-applicable'),
    cell('X-2', 'pass', 'pass'),
  ),
};
const open: Entry = {
  ...red,
  outage: 'pause',
  outcome: judged(
    'incomplete',
    'A <b>',
    cell('X-1', 'inconclusive', 'pass', 'inconclusive'),
    cell('X-2', 'not-applicable'),
  ),
};
const broken: Entry = { ...red, file: 'b.yaml', outcome: { kind: 'no-report', why: 'port | taken' } };
const matrix: Matrix = { parkspec: '0.1.0', node: '20.0.0', entries: [red, open, broken] };

test('an entry tells the verdict, and how many of the checks passed that apply', () => {
  expect([red, open, broken].map(verdictText)).toEqual([
    'non-conformant 2/3',
    'incomplete 1/2',
    'no report: port | taken',
  ]);
});

test('a field tells the verdict on a cell, and nothing where there is none', () => {
  expect(['X-1', 'X-2'].map((id) => cellText(red, id))).toEqual(['✗ 1/2', '✓ 1/1']);
  expect(['X-1', 'X-2'].map((id) => cellText(open, id))).toEqual(['? 1/2', '–']);
  expect(cellText(broken, 'X-1')).toBe('');
});

test('a run that is made again takes the place of the earlier one, and the days of both are told', () => {
  const again: Entry = { ...open, day: '2026-12-02', outcome: red.outcome };
  const entries = withEntry(matrix.entries, again);
  expect(entries.map(verdictText)).toEqual(['non-conformant 2/3', 'non-conformant 2/3', 'no report: port | taken']);
  expect(daysOf(matrix)).toBe('2026-11-29');
  expect(daysOf({ ...matrix, entries })).toBe('2026-11-29 to 2026-12-02');
  const stop: Entry = { ...open, outage: 'stop' };
  expect(withEntry(entries, stop)).toEqual([...entries, stop]);
});

test('the columns stand in the order of the outages, in whichever order the runs were made', () => {
  expect(columnsOf({ ...matrix, entries: [open, red] })).toEqual([
    { outage: 'kill', phones: 'native' },
    { outage: 'pause', phones: 'native' },
  ]);
});

describe('the page of the docs', () => {
  const page = renderPage(matrix);

  test('has a line for each candidate, in columns of outage and phones', () => {
    expect(page).toContain('| candidate | dialect, runtime | kill, native | pause, native |');
    expect(page).toContain('| [A <b> 1](../a.yaml) | valet, process | non-conformant 2/3 | incomplete 1/2 |');
    expect(page).toContain('| [b.yaml](../b.yaml) | unknown | no report: port \\| taken |  |');
  });

  test('has a table of cells for each candidate', () => {
    expect(page).toContain(
      '## A <b> 1\n\n| cell | kill, native | pause, native |\n| --- | --- | --- |\n| X-1 | ✗ 1/2 | ? 1/2 |',
    );
  });
});

test('the page in HTML escapes the names, marks each field, and leads to the reports', () => {
  const page = renderHtml(matrix, ({ file, outage }) => `${file}-${outage}/index.html`);
  expect(page).toContain('<td class="bad"><a href="a.yaml-kill/index.html#X-1">✗ 1/2</a></td>');
  expect(page).toContain('<td class="good"><a href="a.yaml-kill/index.html#X-2">✓ 1/1</a></td>');
  expect(page).toContain('<td class="open"><a href="a.yaml-pause/index.html">incomplete 1/2</a></td>');
  expect(page).not.toContain('A <b>');
});
