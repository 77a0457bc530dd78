/** From a history to the verdicts of its cell: pure, and the same for a history that is judged again from its file. */
import { withOddMessages } from './odd-messages.ts';
import type { HistoryEvent, RunEvent } from '../history/event.ts';
import type { DialectReader } from '../dialect/reading.ts';
import type { Cell, Expectation } from '../suite/cell.ts';
import { plannedChecks } from '../suite/planned-checks.ts';
import type { Action } from './evidence/actions.ts';
import { checkVerdict } from './check-verdict.ts';
import { aftermath } from './aftermath/aftermath.ts';
import { cellNotApplicableTo, notApplicableTo } from './situation/applicable.ts';
import { type Facts, openFacts, Unfolding } from './facts.ts';
import { notEstablished } from './situation/established.ts';
import { error, fail, type Finding, retold } from './finding.ts';
import { say } from './sentences/sentences.ts';
import { withLedAstray } from './led-astray.ts';
import { leftOutBy } from './situation/phone-stays.ts';
import { outcomeOf } from './outcome/outcome-of.ts';
import { broken, outageOtherwise, phaseMissed, situationOtherwise, unfinished } from './situation/check-reached.ts';
import { actionOfCheck, type Excerpt, excerptOfCheck } from './excerpt.ts';
import type { PlannedStep } from '../suite/planned-steps.ts';
import { excused } from './excuse/excuses.ts';
import { strangerIn } from './aftermath/strangers.ts';
import { type CellVerdict, type CheckVerdict, worst } from './verdict.ts';
import { withoutSrtp } from './without-srtp.ts';
import { withUnreadableRequest } from './unreadable-requests.ts';

export interface JudgeOptions {
  /** Advisories turn a pass into a failure. */
  readonly strict?: boolean;
  /** How parking is read out of the history; as the candidate's dialect does, unless told. */
  readonly reader?: DialectReader;
}

/**
 * One verdict for each planned check, in the order of the plan, for any history. Never throws. A history
 * without a `run` event names no cell: its verdict is `error`, without checks.
 */
export function judge(history: readonly HistoryEvent[], options: JudgeOptions = {}): CellVerdict {
  const run = history.find((event): event is HistoryEvent & RunEvent => event.kind === 'run');
  if (run === undefined) return { cell: '', verdict: 'error', durationMs: 0, checks: [] };
  const checks = judgeAll(run, history, options);
  return {
    cell: run.cell.id,
    verdict: worst(checks.map(({ verdict }) => verdict)),
    durationMs: duration(history),
    checks,
  };
}

function judgeAll(
  run: RunEvent,
  history: readonly HistoryEvent[],
  { strict = false, reader }: JudgeOptions,
): readonly CheckVerdict[] {
  const opened = attempt(() => {
    const whole = openFacts(run, history, reader);
    return { whole, unfolding: new Unfolding(whole) };
  });
  const verdicts = new Map<string, CheckVerdict>();
  for (const id of plannedChecks(run.cell)) {
    const finding = 'failed' in opened ? opened.failed : guarded(() => judgeOne(opened.value, run.cell, id, verdicts));
    verdicts.set(id, toVerdict(id, finding, strict));
  }
  return [...verdicts.values()];
}

interface Opened {
  readonly whole: Facts;
  readonly unfolding: Unfolding;
}

function judgeOne(
  { whole, unfolding }: Opened,
  cell: Cell,
  id: string,
  verdicts: ReadonlyMap<string, CheckVerdict>,
): Finding {
  const step = whole.stepOf.get(id);
  const expect = step?.step.kind === 'check' ? step.step.expect : undefined;
  const inapplicable =
    cellNotApplicableTo(whole.candidate, cell) ?? (expect && notApplicableTo(whole.candidate, expect));
  if (inapplicable !== undefined) return inapplicable;
  const last = cell.scenario.findLast(({ phase: each }) => whole.phases.of(each).reached !== undefined);
  const phase = step?.phase ?? last?.phase ?? 'normal';
  const action = actionOfCheck(whole, id);
  const trouble = broken(whole, action?.range.to ?? Number.POSITIVE_INFINITY);
  if (trouble !== undefined) return trouble;
  if (action === undefined) {
    const end = Number.POSITIVE_INFINITY;
    return (step && (outageOtherwise(whole, end) ?? phaseMissed(whole, phase))) ?? unfinished(whole, false);
  }
  const excerpt = excerptOfCheck(unfolding.upTo(action.range.to), action, phase);
  if (isCutShort(whole, action)) return withStranger(excerpt, unfinished(whole, true));
  const finding =
    step === undefined || expect === undefined ? aftermath(excerpt) : judgeStep(excerpt, step, expect, verdicts);
  return withOddMessages(
    excerpt.facts,
    withStranger(
      excerpt,
      excused(excerpt, step, withLedAstray(excerpt, withoutSrtp(excerpt, withUnreadableRequest(excerpt, finding)))),
    ),
  );
}

/** A cell that is given up hangs up in the middle of the check that it is at: what is seen then is our own doing. */
function isCutShort({ end }: Facts, { ended }: Action): boolean {
  return ended === undefined || (ended.state === 'failed' && end !== 'complete');
}

function judgeStep(
  excerpt: Excerpt,
  step: PlannedStep,
  expect: Expectation,
  verdicts: ReadonlyMap<string, CheckVerdict>,
): Finding {
  const { facts, phase, range } = excerpt;
  return (
    outageOtherwise(facts, range.to) ??
    phaseMissed(facts, phase) ??
    situationOtherwise(facts, phase, range.to) ??
    notEstablished(facts, step, range.from, verdicts) ??
    leftOutBy(excerpt, expect, step.before) ??
    outcomeOf(excerpt, expect, step.before)
  );
}

/** In every check no party may hear another that is in no call with it. */
function withStranger({ facts, range }: Excerpt, finding: Finding): Finding {
  const stranger = strangerIn(facts, range);
  if (stranger === undefined) return finding;
  const { listener, speaker, n } = stranger;
  const { figures, evidence } = finding;
  if (finding.verdict !== 'fail') return fail('stranger-heard', { listener, speaker }, { figures, evidence: [n] });
  if (evidence.includes(n)) return finding;
  const both = retold(finding, 'stranger-heard-too', { listener, speaker, because: finding });
  return { ...both, evidence: [...evidence, n] };
}

function toVerdict(id: string, finding: Finding, strict: boolean): CheckVerdict {
  const [advice] = finding.advisories;
  if (!strict || finding.verdict !== 'pass' || advice === undefined) {
    return checkVerdict(id, finding.verdict, finding, finding);
  }
  const { text, source, evidence } = advice;
  const counted = say('advisory-counts', { advice: text, source, because: finding });
  return checkVerdict(id, 'fail', counted, { ...finding, evidence: [...evidence] });
}

function guarded(judging: () => Finding): Finding {
  const result = attempt(judging);
  return 'failed' in result ? result.failed : result.value;
}

function attempt<T>(work: () => T): { readonly value: T } | { readonly failed: Finding } {
  try {
    return { value: work() };
  } catch (cause) {
    return { failed: error('judge-failed', { cause: cause instanceof Error ? cause.message : String(cause) }) };
  }
}

function duration(history: readonly HistoryEvent[]): number {
  const times = history.map(({ t }) => t);
  return times.length === 0
    ? 0
    : Math.max(0, times.reduce((a, b) => Math.max(a, b)) - times.reduce((a, b) => Math.min(a, b)));
}
