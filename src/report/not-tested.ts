/** What a run leaves untested, and why: a reader must not take a tick for more than it says. Pure. */
import { blockedBy } from '../run/blocked.ts';
import type { RunResult, SuiteResult } from '../run/ledger.ts';
import { isPartial } from '../run/run-plan.ts';
import { cellsOfAll, leftOutLines } from './requirements.ts';
import { count } from './words.ts';

export interface Untested {
  /** `5 checks of DR-S8`, or what else it is. */
  readonly subject: string;
  readonly why: string;
}

/** Not applicable, blocked by a failure, left open, or never run. */
export function notTested(result: RunResult): readonly Untested[] {
  return [
    ...result.suites.flatMap((suite) => [...cellsNotRun(result, suite), ...checksNotTested(suite)]),
    ...leftOutLines(result.plan).map((line) => ({ subject: 'A suite', why: line })),
  ];
}

function cellsNotRun({ plan }: RunResult, { planned, cells }: SuiteResult): readonly Untested[] {
  if (!isPartial(plan, planned)) return [];
  const missing = cellsOfAll(planned) - cells.length;
  const subject = missing > 0 ? count(missing, 'cell') : 'Some checks';
  return [
    { subject: `${subject} of ${planned.suite.id}`, why: `not asked for (${plan.filters.join(', ') || 'filtered'})` },
  ];
}

/** Those of a cell that are untested for the same reason are told together. */
function checksNotTested({ cells }: SuiteResult): readonly Untested[] {
  return cells.flatMap(({ cell, verdict: { checks } }) => {
    const blocked = blockedBy(checks);
    const reasons = new Map<string, number>();
    for (const check of checks) {
      const why = whyUntested(check.verdict, check.reason, blocked.get(check.id)?.id);
      if (why !== undefined) reasons.set(why, (reasons.get(why) ?? 0) + 1);
    }
    return [...reasons].map(([why, n]) => ({ subject: `${n} of ${count(checks.length, 'check')} of ${cell.id}`, why }));
  });
}

function whyUntested(verdict: string, reason: string, blocker: string | undefined): string | undefined {
  switch (verdict) {
    case 'not-applicable':
      return `not applicable: ${reason}`;
    case 'inconclusive':
      return blocker === undefined ? 'inconclusive' : `blocked by ${blocker}`;
    case 'error':
      return 'ended with an error';
    default:
      return undefined;
  }
}
