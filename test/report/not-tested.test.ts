import { describe, expect, test } from '@jest/globals';
import type { CheckVerdict } from '../../src/judge/verdict.ts';
import { deviations } from '../../src/report/deviations.ts';
import { notTested } from '../../src/report/not-tested.ts';
import { renderPage } from '../../src/report/page/page.ts';
import { cellTally } from '../../src/report/score.ts';
import { type RunResult, settle } from '../../src/run/ledger.ts';
import type { RunPlan } from '../../src/run/run-plan.ts';
import {
  cells,
  cellVerdict,
  dr11,
  heldTo,
  known,
  MODIFIED,
  outcome,
  outcomes,
  planOf,
  sampleCheck,
} from '../run/sample.ts';

/** A run in which all passed, but for some checks of DR-11. */
function runWith(plan: RunPlan, ...but: readonly CheckVerdict[]): RunResult {
  const of11 = (outcome(dr11, 'pass').verdict?.checks ?? []).map((one) => but.find(({ id }) => id === one.id) ?? one);
  const found = new Map(outcomes(...cells.map((cell) => [cell, outcome(cell, 'pass')] as const)));
  found.set(dr11.id, [{ verdict: cellVerdict(dr11, of11), problem: undefined, events: [] }]);
  return settle(plan, found, { durationMs: 1, troubles: [] });
}

const refused = 'DR-11/park-refused';
const untold = sampleCheck(refused, 'not-applicable', { reason: 'the candidate does not declare `hold`' });

describe('what was not tested', () => {
  test('is nothing where every check was made', () => {
    expect(notTested(runWith(planOf(cells)))).toEqual([]);
  });

  test('tells how much of a cell does not apply, and why', () => {
    expect(notTested(runWith(planOf(cells), untold))).toEqual([
      { subject: '1 of 3 checks of DR-11', why: 'not applicable: the candidate does not declare `hold`' },
    ]);
  });

  test('tells what a failure blocks apart from what is open for itself', () => {
    const failed = sampleCheck(refused, 'fail');
    const blocked = sampleCheck('DR-11/aftermath', 'inconclusive', {
      code: 'call-ended-earlier',
      fields: { check: refused },
    });
    const open = sampleCheck('DR-11/stays-connected', 'inconclusive');
    expect(notTested(runWith(planOf(cells), failed, blocked, open)).map(({ why }) => why)).toEqual([
      'inconclusive',
      'blocked by DR-11/park-refused',
    ]);
  });

  test('names cells that were not asked for, and suites for other candidates', () => {
    const plan = {
      ...planOf([dr11], cells),
      filters: ['--cells DR-11'],
      leftOut: [{ id: 'vip', version: '1.0', why: 'it is for pools that share an address' }],
    };
    expect(notTested(runWith(plan))).toEqual([
      { subject: '2 cells of sample-table', why: 'not asked for (--cells DR-11)' },
      { subject: 'A suite', why: 'not run: vip 1.0: it is for pools that share an address' },
    ]);
  });
});

describe('the deviations of a run', () => {
  test('are what makes it another one than that with the defaults', () => {
    const plan: RunPlan = {
      ...heldTo(MODIFIED, planOf(cells)),
      baseline: { file: 'known.yaml', entries: [known(refused)] },
      allowFlaky: true,
      retries: 2,
      outage: 'stop',
    };
    const found = deviations(runWith(plan)).join('\n');
    for (const words of [
      /requirements are not those/,
      /1 failure excused by known\.yaml/,
      /flaky/,
      /up to 2 times/,
      /`stop`/,
    ])
      expect(found).toMatch(words);
  });

  test('stand on the page, with what was not tested and room to sign', () => {
    const page = renderPage(runWith(planOf(cells), untold), { run: 'runs/1', files: new Map(), beside: [] });
    expect(page).toMatch(/Not tested<\/h2>\s*<ul><li>1 of 3 checks of DR-11: not applicable/);
    expect(page).toMatch(/Deviations<\/h2>/);
    expect(page).toContain('Accepted by');
    expect(page).toContain('content: "parkspec run 20261123T031522-a1b2c3"');
  });
});

test('a tick says how much of its cell was tested', () => {
  const [cell] = runWith(planOf(cells), untold).cells;
  expect(cellTally(cell?.verdict.checks ?? [], ' checks')).toBe('2/2 checks, 1 n/a');
});
