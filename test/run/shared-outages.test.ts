/** Which cells of the table share an outage. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { Candidate } from '../../src/candidate/candidate.ts';
import { loadCandidate } from '../../src/candidate/load-candidate.ts';
import { aorOf, usersOf } from '../../src/candidate/users.ts';
import { outageLines } from '../../src/report/outage-lines.ts';
import { planOutages } from '../../src/run/shared-outages.ts';
import type { Cell } from '../../src/suite/cell.ts';
import { loadCell } from '../../src/suite/load-cell.ts';
import { renderDiagnostics } from '../../src/suite/diagnostic.ts';

const FILE = 'fixtures/candidates/remote-pair.yaml';

function lab(change: (source: string) => string = (source) => source): Candidate {
  const reading = loadCandidate(change(readFileSync(FILE, 'utf8')), FILE);
  if ('diagnostics' in reading) throw new Error(renderDiagnostics(reading.diagnostics));
  return reading.candidate;
}

const TABLE = readdirSync('specs/dr-table')
  .filter((file) => file !== 'suite.yaml')
  .map((file): Cell => {
    const reading = loadCell(readFileSync(`specs/dr-table/${file}`, 'utf8'), file);
    if ('diagnostics' in reading) throw new Error(renderDiagnostics(reading.diagnostics));
    return reading.cell;
  })
  .toSorted((a, b) => (a.id < b.id ? -1 : 1));

function only(...ids: readonly string[]): readonly Cell[] {
  return TABLE.filter(({ id }) => ids.includes(id));
}

const withoutSpares = (source: string): string => source.replace(/ {2}spares:\n( {4}- .*\n)+/, '');

test('the table takes fewer outages than cells, each cell in one of them', () => {
  const { shared, alone } = planOutages(TABLE, lab());
  const ids = [...shared.flat(), ...alone].map(({ cell }) => cell.id);
  expect(ids.toSorted()).toEqual(TABLE.map(({ id }) => id));
  expect(shared.length + alone.length).toBeLessThanOrEqual(9);
});

test('no two phones of an outage have one user, nor more orbits than there are', () => {
  const candidate = lab();
  for (const group of planOutages(TABLE, candidate).shared) {
    const users = group.flatMap((one) => one.cell.parties.map((party) => aorOf(usersOf(one.candidate)[party])));
    expect(new Set(users).size).toBe(users.length);
  }
});

test.each([
  ['DR-S8', /fills all orbits of the backup/],
  ['DR-S2', /waits for a timer/],
  ['DR-S9', /waits for a timer/],
])('%s has an outage to itself, and it is said why', (id, why) => {
  const { alone } = planOutages(TABLE, lab());
  expect(alone.find(({ cell }) => cell.id === id)?.why).toMatch(why);
});

test.each([
  [['DR-21', 'DR-12'], 'one cell looks for nobody at an orbit that another may be given'],
  [['DR-23', 'DR-S7'], 'a call of one cell waits in an orbit while others take their time'],
  [['DR-S4', 'DR-S1'], 'they need 3 orbits of the backup, which has 2'],
])('%p do not share one', (ids, why) => {
  const { shared, alone } = planOutages(only(...ids), lab());
  expect(shared).toEqual([]);
  expect(alone.map((one) => one.why)).toContain(why);
});

test('as many cells share an outage as there are users for their phones', () => {
  const { shared, alone } = planOutages(only('DR-11', 'DR-S1', 'DR-S7', 'DR-31'), lab(withoutSpares));
  expect(shared.map((group) => group.map(({ cell }) => cell.id))).toEqual([
    ['DR-11', 'DR-31'],
    ['DR-S1', 'DR-S7'],
  ]);
  expect(alone).toEqual([]);
});

test('where an orbit is found by its state no cell that parks shares an outage', () => {
  const chosen = lab((source) => source.replace('dialect: rfc5359', 'dialect: valet'));
  const { shared, alone } = planOutages(only('DR-31', 'DR-32', 'DR-S7'), chosen);
  expect(shared).toEqual([]);
  expect(outageLines({ shared, alone }).join('\n')).toMatch(
    /DR-31 alone: it parks, and the orbit is found by its state/,
  );
});
