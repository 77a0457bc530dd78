/** The counts that a report's headline shows. */
import type { CheckResult } from '../run/attempts.ts';
import { type CellResult, isExcused, type RunResult, type SuiteResult } from '../run/ledger.ts';
import { isPartial, type RunPlan } from '../run/run-plan.ts';
import type { CheckVerdict } from '../judge/verdict.ts';
import { blockedBy } from '../run/blocked.ts';
import { attemptsPhrase, remarksOf, type Tag, tagsOf } from './remarks.ts';
import { cellsOfAll, modification } from './requirements.ts';
import { count, duration, RUN_VERDICT_NAMES } from './words.ts';

/** The score of one attempt at a cell: `6/6`, or what did not pass and nothing else: `1 failed, 4 blocked`. */
export function cellScore(checks: readonly CheckVerdict[]): string {
  return countsOf([checks], () => 'by-verdict').join(', ') || passedOf(checks);
}

/** `5/6`: passed of those that apply to the candidate; `2/2, 4 n/a` where others do not, and `n/a` where none does. */
function passedOf(checks: readonly CheckVerdict[], noun = ''): string {
  const applicable = checks.filter((check) => check.verdict !== 'not-applicable');
  if (applicable.length === 0) return 'n/a';
  const rest = checks.length - applicable.length;
  const passed = applicable.filter((check) => check.verdict === 'pass').length;
  return `${passed}/${applicable.length}${noun}${rest === 0 ? '' : `, ${rest} n/a`}`;
}

/**
 * The score of a settled cell. Where something did not pass, that is counted and nothing else: `1 failed, 4 blocked`; else
 * `6/6`. What hides in it stands behind: `, 1 known`.
 */
export function cellTally(checks: readonly CheckResult[], noun = ''): string {
  const broken = brokenTally(checks);
  const score = broken.length === 0 ? [passedOf(checks, noun)] : broken;
  return [...score, ...TAGS.flatMap((tag) => tally(checks, tag))].join(', ');
}

/**
 * `1 failed`, `4 blocked`, `1 inconclusive`: what did not pass, cell by cell, but for what is known or flaky, which is counted as
 * such; empty where all passed.
 */
export function brokenTally(...cells: ReadonlyArray<readonly CheckResult[]>): readonly string[] {
  return countsOf(cells, placeOf);
}

/** Where a check that did not pass is counted: by its verdict unless told, and nowhere where it has a tag of its own. */
type Place = 'by-verdict' | 'behind-known' | 'nowhere';

function placeOf(check: CheckResult): Place {
  if (check.blockedByKnown !== undefined) return 'behind-known';
  return tagsOf(check).some((tag) => tag === 'known' || tag === 'flaky') ? 'nowhere' : 'by-verdict';
}

function countsOf<C extends CheckVerdict>(
  cells: ReadonlyArray<readonly C[]>,
  placeIn: (check: C) => Place,
): readonly string[] {
  const counts = { failed: 0, blocked: 0, 'blocked by known failures': 0, 'with an error': 0, inconclusive: 0 };
  for (const checks of cells) {
    const blocked = blockedBy(checks);
    for (const check of checks) {
      const { id, verdict } = check;
      const place = placeIn(check);
      if (place === 'behind-known') counts['blocked by known failures'] += 1;
      else if (blocked.has(id)) counts.blocked += 1;
      if (place !== 'by-verdict') continue;
      if (verdict === 'fail') counts.failed += 1;
      if (verdict === 'error') counts['with an error'] += 1;
      if (verdict === 'inconclusive' && !blocked.has(id)) counts.inconclusive += 1;
    }
  }
  return Object.entries(counts).flatMap(([what, n]) => (n === 0 ? [] : [`${n} ${what}`]));
}

const TAGS = ['known', 'expired', 'stale', 'flaky'] as const satisfies readonly Tag[];

/** `1 known`; empty where no check has the tag. */
export function tally(checks: readonly CheckResult[], tag: Tag): readonly string[] {
  const n = checks.filter((check) => tagsOf(check).includes(tag)).length;
  return n === 0 ? [] : [`${n} ${tag}`];
}

/**
 * The verdict on a suite in capitals. Requirements that are not those that parkspec comes with are named before it. What
 * makes it less than conformant though nothing is open stands behind it.
 */
export function headline(result: SuiteResult): string {
  const { suite, requirements } = result.planned;
  switch (requirements.kind) {
    case 'sealed':
      return verdictPhrase(result);
    case 'own':
      return `OWN REQUIREMENTS: ${verdictPhrase(result)}`;
    case 'modified': {
      const failed = result.verdict === 'failed' ? 'FAILED, ' : '';
      const differences = count(requirements.differences.length, 'difference');
      return `MODIFIED REQUIREMENTS: ${failed}${differences} from ${suite.id} ${requirements.sealed.version}`;
    }
  }
}

function verdictPhrase({ verdict, cells }: SuiteResult): string {
  const name = RUN_VERDICT_NAMES[verdict];
  const checks = cells.flatMap((cell) => cell.verdict.checks);
  const tags = checks.flatMap(tagsOf);
  const behind = checks.filter(({ blockedByKnown }) => blockedByKnown !== undefined).length;
  const of = (tag: Tag): number => tags.filter((one) => one === tag).length;
  const flaky = of('flaky') === 0 ? '' : `, with ${of('flaky')} flaky`;
  switch (verdict) {
    case 'known-failures':
      return `${name}: ${count(of('known'), 'known failure')}, ${behind === 0 ? '' : `${count(behind, 'check')} blocked by ${of('known') === 1 ? 'it' : 'them'}, `}nothing new${flaky}`;
    case 'flaky':
      return `${name}: everything passed in the end${flaky}`;
    case 'stale-baseline':
      return `${name}: ${count(of('stale'), 'listed failure')} no longer there`;
    case 'conformant':
    case 'passed':
    case 'non-conformant':
    case 'failed':
    case 'incomplete':
      return name;
  }
}

export interface Score {
  readonly cellsPassed: number;
  readonly checks: number;
  readonly checksPassed: number;
  readonly notApplicable: number;
}

export function scoreOf(result: SuiteResult): Score {
  const checks = result.cells.flatMap((cell) => cell.verdict.checks);
  const notApplicable = checks.filter((check) => check.verdict === 'not-applicable').length;
  return {
    cellsPassed: result.cells.filter(isGreen).length,
    checks: checks.length - notApplicable,
    checksPassed: checks.filter((check) => check.verdict === 'pass').length,
    notApplicable,
  };
}

/** `12 of 12 cells, 31 of 31 checks, 7.4 s`; the cells are counted against the whole suite, never against a filter. */
export function scoreLine(result: SuiteResult, durationMs: number): string {
  const score = scoreOf(result);
  const { cells } = result;
  const all = cellsOfAll(result.planned);
  return [
    `${score.cellsPassed} of ${count(all, 'cell')}`,
    ...(score.cellsPassed < cells.length && cells.length < all ? [`${cells.length} run`] : []),
    `${score.checksPassed} of ${count(score.checks, 'check')}`,
    ...brokenTally(...cells.map((cell) => cell.verdict.checks)),
    ...(score.notApplicable > 0 ? [`${score.notApplicable} not applicable`] : []),
    ...TAGS.flatMap((tag) =>
      tally(
        cells.flatMap((cell) => cell.verdict.checks),
        tag,
      ),
    ),
    duration(durationMs),
  ].join(', ');
}

/** Why a run without a failure is not conformant either, and what else its owner has to see to; empty when all is well. */
export function openQuestions({ plan, suites }: RunResult): readonly string[] {
  return [...new Set(suites.flatMap((suite) => questionsOf(plan, suite, suites.length > 1)))];
}

/** What is asked of a suite names it where there are several. */
function questionsOf(plan: RunPlan, result: SuiteResult, isOneOfSeveral: boolean): readonly string[] {
  const checks = result.cells.flatMap((cell) => cell.verdict.checks);
  const stale = checks
    .filter((check) => check.baseline?.kind === 'stale')
    .flatMap((check) => remarksOf(check)[0] ?? []);
  const flaky = checks.filter((check) => check.flaky).map((check) => `${check.id} is flaky: ${attemptsPhrase(check)}`);
  const known = [...modification(result.planned), ...result.troubles, ...stale, ...flaky];
  if (result.verdict !== 'incomplete') return known;
  const prefix = isOneOfSeveral ? `${result.planned.suite.id}: ` : '';
  return [...known, ...whatIsMissing(plan, result, checks).map((missing) => `${prefix}${missing}`)];
}

function whatIsMissing(plan: RunPlan, { planned }: SuiteResult, checks: readonly CheckResult[]): readonly string[] {
  const verdicts = checks.filter((check) => !isExcused(plan, check)).map((check) => check.verdict);
  const found = (['error', 'inconclusive'] as const).flatMap((verdict) => {
    const n = verdicts.filter((one) => one === verdict).length;
    return n === 0 ? [] : [`${count(n, 'check')} ended ${verdict === 'error' ? 'with an error' : 'inconclusive'}`];
  });
  const partial = isPartial(plan, planned)
    ? [`a part of the suite was run (${plan.filters.join(', ') || 'filtered'}); only all of it can show conformance`]
    : [];
  const vacuous = checks.some((check) => check.verdict === 'pass' || check.flaky) ? [] : ['no check passed'];
  return [...found, ...partial, ...vacuous];
}

function isGreen(cell: CellResult): boolean {
  return cell.verdict.verdict === 'pass' || cell.verdict.verdict === 'not-applicable';
}
