import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type Verdict, VERDICTS } from '../../src/judge/verdict.ts';
import type { Baseline, KnownFailure } from '../../src/run/baseline.ts';
import {
  type CellOutcome,
  exitCode,
  type Outcomes,
  RUN_VERDICTS,
  type RunResult,
  type RunVerdict,
  settle,
} from '../../src/run/ledger.ts';
import type { PlannedCell, RunPlan } from '../../src/run/run-plan.ts';
import { type Compliance, complianceOf } from '../../src/report/compliance.ts';
import { headline } from '../../src/report/score.ts';
import type { Cell } from '../../src/suite/cell.ts';
import { plannedChecks } from '../../src/suite/planned-checks.ts';
import {
  cells,
  cellVerdict,
  heldTo,
  known,
  MODIFIED,
  OWN,
  plannedCell,
  planOf,
  sampleCheck,
  SEALED,
} from './sample.ts';

const ids = cells.flatMap(plannedChecks);

/** Mostly passes, so that runs that could be green are not too rare. */
const verdict: fc.Arbitrary<Verdict> = fc.oneof(
  { weight: 20, arbitrary: fc.constant<Verdict>('pass') },
  { weight: 2, arbitrary: fc.constantFrom(...VERDICTS) },
);

/** An attempt whose verdicts may lack one, have one twice or an unknown one, or that left nothing at all. */
function attemptAt(cell: Cell): fc.Arbitrary<CellOutcome> {
  const own = plannedChecks(cell);
  const checks = fc.tuple(...own.map((id) => verdict.map((one) => sampleCheck(id, one)))).chain((all) =>
    fc.oneof(
      { weight: 30, arbitrary: fc.constant(all) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          all.slice(1),
          [...all, ...all.slice(0, 1)],
          [...all, sampleCheck('DR-99/x', 'pass')],
        ),
      },
    ),
  );
  const found = fc.record({
    verdict: checks.map((all) => cellVerdict(cell, all)),
    problem: fc.oneof(
      { weight: 20, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constant('it died') },
    ),
    events: fc.constant([]),
  });
  const nothing = fc.constant({ verdict: undefined, problem: 'nothing was recorded', events: [] });
  return fc.oneof({ weight: 30, arbitrary: found }, { weight: 1, arbitrary: nothing });
}

const outcomes: fc.Arbitrary<Outcomes> = fc
  .tuple(
    ...cells.map((cell) =>
      fc.oneof(
        { weight: 30, arbitrary: fc.array(attemptAt(cell), { minLength: 1, maxLength: 3 }) },
        { weight: 1, arbitrary: fc.constant([]) },
      ),
    ),
  )
  .map((all) => new Map(cells.map((cell, at) => [cell.id, all[at] ?? []])));

const planned: fc.Arbitrary<readonly PlannedCell[]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(planOf(cells).cells) },
  {
    weight: 1,
    arbitrary: fc.subarray(ids, { minLength: 1 }).map((some) =>
      cells
        .map((cell) =>
          plannedCell(
            cell,
            plannedChecks(cell).filter((id) => some.includes(id)),
          ),
        )
        .filter(({ checks }) => checks.length > 0),
    ),
  },
);

/** Mostly on checks that did fail: an entry on any other is stale. */
function baselineFor(found: Outcomes): fc.Arbitrary<Baseline> {
  const attempts = [...found.values()].flat();
  const failed = ids.filter((id) =>
    attempts.some((one) => one.verdict?.checks.some((check) => check.id === id && check.verdict === 'fail')),
  );
  const days = fc.constantFrom<Partial<KnownFailure>>({}, {}, { until: '2027-01-01' }, { until: '2026-01-01' });
  return fc
    .oneof({ weight: 3, arbitrary: fc.constant(failed) }, { weight: 1, arbitrary: fc.subarray(ids, { maxLength: 2 }) })
    .chain((some) => fc.tuple(...some.map((id) => days.map((day) => known(id, day)))))
    .map((entries) => ({ file: 'known.yaml', entries }));
}

interface Settling {
  readonly plan: RunPlan;
  readonly found: Outcomes;
  readonly troubles: readonly string[];
}

const settling: fc.Arbitrary<Settling> = outcomes.chain((found) =>
  fc
    .record({
      some: planned,
      baseline: fc.option(baselineFor(found), { nil: undefined }),
      allowFlaky: fc.boolean(),
      requirements: fc.oneof(
        { weight: 3, arbitrary: fc.constant(SEALED) },
        { weight: 1, arbitrary: fc.constantFrom(OWN, MODIFIED) },
      ),
      troubles: fc.oneof(
        { weight: 15, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.constant(['interrupted']) },
      ),
    })
    .map(({ some, baseline, allowFlaky, requirements, troubles }) => ({
      plan: {
        ...heldTo(requirements, planOf(some)),
        retries: 2,
        ...(allowFlaky ? { allowFlaky } : {}),
        ...(baseline === undefined ? {} : { baseline }),
      },
      found,
      troubles,
    })),
);

type Check = Compliance['cells'][number]['checks'][number];

function checksOf(run: RunResult): readonly Check[] {
  return complianceOf(run).cells.flatMap((cell) => cell.checks);
}

/** What may stand in a run that ends with 0, as a reader of compliance.json sees it. */
function isHarmless(check: Check, { allowFlaky }: RunPlan): boolean {
  if (check.baseline?.kind === 'stale') return false;
  if (check.verdict === 'fail' && check.baseline?.kind === 'known') return true;
  if (check.flaky === true) return allowFlaky === true && check.attempts?.at(-1)?.verdict !== 'fail';
  return check.verdict === 'pass' || check.verdict === 'not-applicable';
}

/** Checks the property for random runs; returns which verdicts there were, so that no property holds for want of them. */
function holds(property: (run: RunResult) => void): ReadonlySet<RunVerdict> {
  const seen = new Set<RunVerdict>();
  fc.assert(
    fc.property(settling, ({ plan, found, troubles }) => {
      const run = settle(plan, found, { durationMs: 1, troubles });
      seen.add(run.verdict);
      property(run);
    }),
    { numRuns: 1_000 },
  );
  return seen;
}

describe('whatever the plan, the outcomes, the baseline and the attempts', () => {
  test('every planned check has exactly one verdict, in the order of the plan', () => {
    holds((run) => {
      expect(checksOf(run).map(({ id }) => id)).toEqual(run.plan.cells.flatMap(({ checks }) => checks));
    });
  });

  test('the run ends with 0 only when every check is harmless and at least one was seen to pass', () => {
    const seen = holds((run) => {
      if (exitCode(run.verdict) !== 0) return;
      const checks = checksOf(run);
      expect(checks.filter((check) => !isHarmless(check, run.plan))).toEqual([]);
      expect(checks.some((check) => check.verdict === 'pass' || check.flaky === true)).toBe(true);
      expect(run.troubles).toEqual([]);
    });
    expect([...seen].toSorted()).toEqual([...RUN_VERDICTS].toSorted());
  });

  test('a failure that was seen in any attempt is told, and ends the run with 1 unless it is known or allowed', () => {
    holds((run) => {
      const checks = run.cells.flatMap((cell) => cell.verdict.checks);
      const failed = checks.filter((check) => check.attempts.some((attempt) => attempt.verdict === 'fail'));
      expect(checks.filter((check) => check.verdict === 'fail')).toEqual(failed);
      const counts = failed.some(
        (check) => check.baseline?.kind !== 'known' && !(check.flaky && run.plan.allowFlaky === true),
      );
      expect(counts && exitCode(run.verdict) !== 1).toBe(false);
    });
  });

  test('it is conformant only when all was run once and for all, and nobody is told so otherwise', () => {
    const seen = holds((run) => {
      const said = run.suites.map(headline).join(' ');
      const isConformant = run.verdict === 'conformant';
      expect(/(?<!NON-)CONFORMANT/.test(said)).toBe(isConformant);
      const kinds = run.plan.suites.map(({ requirements }) => requirements.kind);
      expect(isConformant && kinds.join() !== 'sealed').toBe(false);
      const checks = isConformant ? checksOf(run) : [];
      expect(checks.map(({ id }) => id)).toEqual(isConformant ? ids : []);
      expect(checks.filter((check) => check.baseline !== undefined || check.flaky === true)).toEqual([]);
    });
    expect(seen).toContain('conformant');
  });

  test('modified requirements are named first and end the run with 1 or 2', () => {
    let modified = 0;
    holds((run) => {
      if (run.plan.suites.some(({ requirements }) => requirements.kind !== 'modified')) return;
      modified += 1;
      expect(run.suites.map(headline).join()).toMatch(/^MODIFIED REQUIREMENTS: /);
      expect(run.suites.map(headline).join()).not.toMatch(/CONFORM/);
      expect(exitCode(run.verdict)).toBeGreaterThan(0);
    });
    expect(modified).toBeGreaterThan(20);
  });
});
