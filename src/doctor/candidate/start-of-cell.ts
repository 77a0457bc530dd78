/** How the start of a cell went, for the question whether the candidate can be tested at all. Pure. */
import type { HistoryEvent } from '../../history/event.ts';
import type { CellVerdict } from '../../judge/verdict.ts';
import { lastAnswer } from './register-answers.ts';
import { acceptedParties, startTrouble } from './start-trouble.ts';

/**
 * @param isCalm  whether silence is believed although the machine was late: it has been given a calmer attempt
 */
export function startOfCell(
  events: readonly HistoryEvent[],
  verdict: CellVerdict | undefined,
  isCalm: boolean,
): 'came-up' | 'refused' | 'late' | 'unknown' {
  const run = events.find((event) => event.kind === 'run');
  const trouble = startTrouble(events);
  if (run === undefined || trouble === undefined) return hasJudged(verdict) ? 'came-up' : 'unknown';
  // A phase that the cell demands: that it was missed is a verdict, and not for us to keep back.
  if (run.cell.demands.includes('normal')) return 'came-up';
  if (trouble.fault === 'file') return 'refused';
  const { parties } = run.cell;
  const accepted = acceptedParties(events);
  if (parties.some((party) => accepted.has(party))) return 'came-up';
  // What was answered was not missed by a machine that was late.
  const isAnswered = parties.every((party) => lastAnswer(events, party, run).isAnswered);
  const isLate = verdict?.checks.some(({ code }) => code === 'phase-missed') !== true;
  return isAnswered || !isLate || isCalm ? 'refused' : 'late';
}

function hasJudged(verdict: CellVerdict | undefined): boolean {
  return verdict?.checks.some((check) => check.verdict === 'pass' || check.verdict === 'fail') === true;
}
