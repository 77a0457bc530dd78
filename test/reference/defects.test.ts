import { describe, expect, test } from '@jest/globals';
import { allCells } from '../../src/cli/chosen-cells.ts';
import { checks } from '../../src/reference/defects/checks.ts';
import { DEFECTS } from '../../src/reference/defects/catalogue.ts';
import { idsOfOtherDialects } from '../../src/reference/defects/other-dialects.ts';
import { family, turnsRed } from '../../src/reference/defects/defect-table.ts';
import { plannedChecks } from '../../src/suite/planned-checks.ts';

describe('a row of a table of defects', () => {
  test('holds the id, the sentence, the checks and the behaviour', () => {
    const behaviour = { ringsBack: () => undefined };
    expect(
      family({ 'rings-nobody: It rings nobody: not the parker either': turnsRed`DR-S2/pickup-timeout`(behaviour) }),
    ).toEqual([
      {
        id: 'rings-nobody',
        title: 'It rings nobody: not the parker either',
        turnsRed: ['DR-S2/pickup-timeout'],
        behaviour,
      },
    ]);
  });

  test('holds the checks that it may turn red, and the outage that it needs', () => {
    const row = turnsRed`DR-11/a`({}, { mayTurnRed: checks`DR-12/b`, outage: 'pause' });
    expect(row).toMatchObject({ turnsRed: ['DR-11/a'], mayTurnRed: ['DR-12/b'], outage: 'pause' });
  });
});

test('checks are put in the order of the cells, and those of one cell stay as written', () => {
  const set = checks`DR-S1/b DR-12/b`;
  expect(checks`DR-33/z ${set} DR-12/a
    DR-11/c`).toEqual(['DR-11/c', 'DR-12/b', 'DR-12/a', 'DR-33/z', 'DR-S1/b']);
});

describe('what is told of other dialects', () => {
  const told = DEFECTS.flatMap(({ id, turnsRed: red, mayTurnRed = [], elsewhere = {} }) =>
    Object.entries(elsewhere).map(([file, there]) => ({ id, file, there, own: [...red, ...mayTurnRed] })),
  );

  test('concerns defects that there are', () => {
    const ids = DEFECTS.map(({ id }) => id);
    expect(idsOfOtherDialects().filter((id) => !ids.includes(id))).toEqual([]);
    expect(told.length).toBeGreaterThan(20);
  });

  test('as the check that finds a defect is one of its own', () => {
    expect(told.filter(({ there, own }) => there.kind === 'found' && !own.includes(there.by))).toEqual([]);
  });

  test('as a plain reason, where a defect cannot be', () => {
    const reasons = told.flatMap(({ there }) => (there.kind === 'absent' ? there.why : []));
    expect(reasons.filter((why) => !/^[A-Z](?!.*\.$).{20,}/.test(why) || why.split(' ').length > 25)).toEqual([]);
  });

  test('a defect is not absent from the file in which it shows', () => {
    const absent = DEFECTS.filter(({ candidate, elsewhere }) => candidate && elsewhere?.[candidate]?.kind === 'absent');
    expect(absent.map(({ id }) => id)).toEqual([]);
  });
});

describe('the catalogue', () => {
  const planned = allCells().flatMap(plannedChecks);

  test.each(DEFECTS)(
    '$id names checks of the table, each once and in its order',
    ({ turnsRed: red, mayTurnRed = [] }) => {
      expect(red).toEqual(planned.filter((check) => red.includes(check)));
      expect(mayTurnRed).toEqual(planned.filter((check) => mayTurnRed.includes(check) && !red.includes(check)));
      expect(red).not.toEqual([]);
    },
  );

  test.each(DEFECTS)('$id has a plain sentence', ({ title }) => {
    expect(title).not.toMatch(/\b(?:he|him|his|she|her|who|whom|whoever|nobody's|somebody)\b|^What/i);
    expect(title.split(' ').length).toBeLessThanOrEqual(25);
  });
});
