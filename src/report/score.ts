/** The counts that a report's headline shows. */
import type { CellResult, RunResult } from '../ledger/ledger.ts';
import { isPartial } from '../ledger/run.ts';
import type { CheckVerdict } from '../judge/verdict.ts';
import { count, duration } from './words.ts';

/** `5/6`: passed of those that apply to the candidate; `–` where none does. */
export function cellScore(checks: readonly CheckVerdict[]): string {
  const applicable = checks.filter((check) => check.verdict !== 'not-applicable');
  return applicable.length === 0
    ? 'n/a'
    : `${applicable.filter((check) => check.verdict === 'pass').length}/${applicable.length}`;
}

export interface Score {
  readonly cellsPassed: number;
  readonly checks: number;
  readonly checksPassed: number;
  readonly notApplicable: number;
}

export function scoreOf(result: RunResult): Score {
  const checks = result.cells.flatMap((cell) => cell.verdict.checks);
  const notApplicable = checks.filter((check) => check.verdict === 'not-applicable').length;
  return {
    cellsPassed: result.cells.filter(isGreen).length,
    checks: checks.length - notApplicable,
    checksPassed: checks.filter((check) => check.verdict === 'pass').length,
    notApplicable,
  };
}

/** `12 of 12 cells, 31 of 31 checks, 7.4 s`; the cells are counted against everything there is, never against a filter. */
export function scoreLine(result: RunResult): string {
  const score = scoreOf(result);
  const { suite, cells } = result.plan;
  return [
    `${score.cellsPassed} of ${count(suite.cells, 'cell')}`,
    ...(score.cellsPassed < cells.length && cells.length < suite.cells ? [`${cells.length} run`] : []),
    `${score.checksPassed} of ${count(score.checks, 'check')}`,
    ...(score.notApplicable > 0 ? [`${score.notApplicable} not applicable`] : []),
    duration(result.durationMs),
  ].join(', ');
}

/** Why a run without a failure is not conformant either; empty when it is, or when something failed. */
export function openQuestions(result: RunResult): readonly string[] {
  if (result.verdict !== 'incomplete') return result.troubles;
  const verdicts = result.cells.flatMap((cell) => cell.verdict.checks).map((check) => check.verdict);
  const found = (['error', 'inconclusive'] as const).flatMap((verdict) => {
    const n = verdicts.filter((one) => one === verdict).length;
    return n === 0 ? [] : [`${count(n, 'check')} ended ${verdict === 'error' ? 'with an error' : 'inconclusive'}`];
  });
  const partial = isPartial(result.plan)
    ? [
        `a part of the table was run (${result.plan.filters.join(', ') || 'filtered'}); only all of it can show conformance`,
      ]
    : [];
  const vacuous = verdicts.includes('pass') ? [] : ['no check passed'];
  return [...result.troubles, ...found, ...partial, ...vacuous];
}

function isGreen(cell: CellResult): boolean {
  return cell.verdict.verdict === 'pass' || cell.verdict.verdict === 'not-applicable';
}
