import type { Verdict } from '../judge/verdict.ts';

/** A proven violation. */
const FAILED = 1;
/** Nothing was decided, or something of ours broke. */
export const BROKEN = 2;
/** EX_USAGE of sysexits.h: the command line or a file is not valid. */
export const USAGE = 64;
/** A second Ctrl-C: 128 + SIGINT. */
export const INTERRUPTED = 130;

/** The exit code for verdicts that were judged again, without a plan to hold them against. */
export function exitCodeOf(verdicts: readonly Verdict[]): number {
  if (verdicts.includes('fail')) return FAILED;
  return verdicts.includes('error') || verdicts.includes('inconclusive') || verdicts.length === 0 ? BROKEN : 0;
}
