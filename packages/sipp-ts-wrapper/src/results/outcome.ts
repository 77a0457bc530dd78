import type { Exit } from '../run/executor.ts';
import type { Statistics } from './stat.ts';

/** How a run of SIPp ended, told from what it counted. */
export interface Outcome {
  /**
   * - `passed`: all planned calls were made and succeeded; without a plan: all calls that began did, at least one
   * - `failed`: a call failed
   * - `incomplete`: no call failed, but fewer succeeded than planned, or some had not ended
   * - `unknown`: SIPp died, or left no statistics
   */
  readonly kind: 'passed' | 'failed' | 'incomplete' | 'unknown';
  /** Why, most telling first; remarks on a `passed` one. */
  readonly reasons: readonly string[];
  readonly planned: number | undefined;
  readonly statistics: Statistics | undefined;
  readonly exit: Exit;
}

/** What an outcome is judged by. */
export interface Ending {
  /** How many calls should succeed; undefined: as many as came, at least one. */
  readonly planned?: number | undefined;
  readonly statistics: Statistics | undefined;
  readonly exit: Exit;
  /** The text of the error file. */
  readonly errors?: string;
}

/** SIPp's exit codes of fatal errors, -1 and -2 as the kernel gives them. */
export const FATAL_EXITS: readonly number[] = [255, 254];

/** What the error file says of an action with `check_it` that failed. */
const FAILED_CHECK = /Failed regexp (?:match|NOT match|header not found)|Failed (?:test|strcmp)\b/gi;

/** Exit codes of a run without a fatal error, and what SIPp says of them with `-h`. */
const CODES: Readonly<Record<number, string>> = {
  0: 'all calls were successful',
  1: 'a call failed',
  97: 'exit on an internal command',
  99: 'exit without a call',
  253: 'fatal error of the RTP check',
};

/**
 * The true outcome of a run. SIPp's exit code is evidence against a run, never for it: it is 0 for a server that never got
 * its call and was told to end, and for one that got fewer than planned.
 */
export function outcomeOf({ planned, statistics, exit, errors = '' }: Ending): Outcome {
  const ended = (kind: Outcome['kind'], ...reasons: readonly string[]): Outcome => ({
    kind,
    reasons: [...reasons, ...remarks(statistics)],
    planned,
    statistics,
    exit,
  });
  const died = deathOf(exit, statistics);
  if (statistics === undefined) return ended('unknown', 'SIPp left no statistics.', ...died, codeOf(exit));
  if (statistics.failed > 0) return ended('failed', failureOf(statistics), ...died);
  if (died.length > 0) return ended('unknown', ...died);
  const failedChecks = errors.match(FAILED_CHECK)?.length ?? 0;
  if (failedChecks > 0) {
    return ended(
      'failed',
      `${failedChecks} checks failed in calls that SIPp counts as successful (so does 3.6.1 in a \`nop\`).`,
    );
  }
  if (exit.code === 1) return ended('unknown', 'SIPp ended with 1 (a call failed), but counted no failed call.');
  if (planned !== undefined && statistics.successful < planned) {
    return ended('incomplete', `${statistics.successful} of ${planned} planned calls succeeded.`, codeOf(exit));
  }
  if (statistics.current > 0) return ended('incomplete', `${statistics.current} calls had not ended.`, codeOf(exit));
  if (statistics.successful === 0) return ended('incomplete', 'No call was made.', codeOf(exit));
  return ended('passed');
}

function deathOf(exit: Exit, statistics: Statistics | undefined): readonly string[] {
  if (exit.signal !== null) return [`SIPp was ended by ${exit.signal}: its last counts are not known.`];
  if (FATAL_EXITS.includes(exit.code)) return [`SIPp ended with ${exit.code}: a fatal error.`];
  if ((statistics?.fatalErrors ?? 0) > 0) return ['SIPp counted a fatal error.'];
  return [];
}

function failureOf({ failed, failures }: Statistics): string {
  const causes = Object.entries(failures).map(([cause, times]) => `${cause} ${times}`);
  return `${failed} calls failed${causes.length > 0 ? `: ${causes.join(', ')}` : ''}.`;
}

function codeOf(exit: Exit): string {
  if (exit.signal !== null) return `It was ended by ${exit.signal}.`;
  return `Its exit code was ${exit.code} (${CODES[exit.code] ?? 'not one of its own'}), which says nothing here.`;
}

function remarks(statistics: Statistics | undefined): readonly string[] {
  const { watchdogMajor = 0, watchdogMinor = 0 } = statistics ?? {};
  const late = watchdogMajor + watchdogMinor;
  return late > 0 ? [`SIPp came late to its own timers ${late} times: the machine is too busy.`] : [];
}
