/**
 * What broke, told once: each violation with what was required and seen, what decided it, its usual cause, and what it kept from
 * being judged. From plan, verdicts and histories alone; every report tells it in its own form. Pure.
 */
import type { HistoryEvent } from '../../history/event.ts';
import type { CheckResult } from '../../run/attempts.ts';
import type { CheckVerdict } from '../../judge/verdict.ts';
import { type CellResult, eventsOf, type RunResult } from '../../run/ledger.ts';
import type { RunPlan } from '../../run/run-plan.ts';
import type { Cell } from '../../suite/cell.ts';
import { addressNames, eventLine } from '../event-line.ts';
import { checkPhrase } from '../phrase.ts';
import { type ReportedCheck, reportedChecksOf } from '../reported-checks.ts';
import { adviceOn } from './advice.ts';
import { commandAgain } from './again.ts';
import { blockedBy } from '../../run/blocked.ts';
import { type BrokenFigure, brokenFigures } from './broken-figures.ts';
import { type DecidingMessage, decidingMessage } from './deciding-message.ts';

/** What there is to say of a failed check. */
export interface Failure {
  /** `bob's park of call A is refused` */
  readonly required: string;
  /** The rule behind it that the finding broke. */
  readonly rule: string;
  readonly seen: string;
  /** The last event that the verdict cites, in a line; undefined where it cites none. */
  readonly decidedBy: string | undefined;
  /** The SIP message that decided it; undefined where voices, a process or a time did. */
  readonly message: DecidingMessage | undefined;
  readonly figures: readonly BrokenFigure[];
  readonly cause: string;
  readonly attempt: string;
  /** Runs the cell again as this run had it. */
  readonly command: string;
  /** Ids of the checks that it kept from being judged. */
  readonly blocked: readonly string[];
}

/** Checks that failed for the same reason, told once. */
export interface Violation extends Failure {
  readonly cell: CellResult;
  readonly check: CheckResult;
  /** Ids of the further checks. */
  readonly like: readonly string[];
}

/** One attempt at a cell, as its checks were judged. */
export interface JudgedCell {
  readonly cell: Cell;
  readonly events: readonly HistoryEvent[];
  readonly checks: readonly CheckVerdict[];
}

export function failureOf(plan: RunPlan, { cell, events, checks }: JudgedCell, check: CheckVerdict): Failure {
  const { required: rule, cause, attempt } = adviceOn(check.code);
  return {
    required: checkPhrase(cell, check.id),
    rule,
    seen: observed(check.reason),
    decidedBy: lastCited(events, check.evidence),
    message: decidingMessage(events, check),
    figures: brokenFigures(check),
    cause,
    attempt,
    command: commandAgain(plan, cell.id),
    blocked: [...blockedBy(checks)].flatMap(([id, failed]) => (failed.id === check.id ? [id] : [])),
  };
}

/** A check of a settled run with the history that its verdict is of. */
export function judgedCell(result: CellResult, check: CheckResult): JudgedCell {
  return { cell: result.cell, events: eventsOf(result, check), checks: result.verdict.checks };
}

/** In the order of the run; those that the baseline lists come last. */
export function violationsOf(result: RunResult): readonly Violation[] {
  const blocked = blockedIn(result.cells);
  const reported = reportedChecksOf(result, ['fail']);
  const known = reported.filter(isKnown);
  return [...reported.filter((one) => !isKnown(one)), ...known].map(({ cell, check, like }) => ({
    ...failureOf(result.plan, judgedCell(cell, check), check),
    cell,
    check,
    like,
    blocked: [check.id, ...like].flatMap((id) => blocked.get(id) ?? []),
  }));
}

export function isKnown({ check }: Pick<ReportedCheck, 'check'>): boolean {
  return check.baseline?.kind === 'known';
}

/** A finding without its advice: it is told beside it. */
export function observed(reason: string): string {
  const [seen = reason] = reason.split('; try: ', 1);
  return seen;
}

/** The ids of what each failed check keeps from being judged, by its id. */
function blockedIn(cells: readonly CellResult[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { verdict } of cells) {
    for (const [id, failed] of blockedBy(verdict.checks)) {
      const others = found.get(failed.id);
      if (others === undefined) found.set(failed.id, [id]);
      else others.push(id);
    }
  }
  return found;
}

function lastCited(events: readonly HistoryEvent[], evidence: readonly number[]): string | undefined {
  const event = events.findLast(({ n }) => evidence.includes(n));
  return event === undefined
    ? undefined
    : `#${event.n} ${event.t.toFixed(1)} ms  ${eventLine(event, addressNames(events))}`;
}
