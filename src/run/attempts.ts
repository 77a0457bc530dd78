/** What several attempts at a cell come to: one result for each check, in which nothing that was seen is lost. Pure. */
import { type CheckVerdict, type Verdict, worst } from '../judge/verdict.ts';
import type { BaselineMatch } from './baseline.ts';

/** The verdict of a check after all attempts at its cell. */
export interface CheckResult extends CheckVerdict {
  /** The attempt that verdict, reason, figures and evidence come from; counted from 1. */
  readonly attempt: number;
  /** What each attempt said, in order; at least one. */
  readonly attempts: readonly CheckVerdict[];
  /** It passed in the last attempt and had not in an earlier one. Its verdict is then what it was before it passed. */
  readonly flaky: boolean;
  readonly baseline?: BaselineMatch;
  /** The check of its cell that is known to fail and keeps this one from being judged; only where nothing else leaves it open. */
  readonly blockedByKnown?: string;
}

/**
 * Takes together what the attempts said of one check. A failure that was seen once stands, whatever came after it; the
 * last one is shown. Otherwise an attempt that left the question open weighs more than one that passed. One that was
 * spoilt says nothing beside another.
 *
 * @param spoilt  whether the machine has spoilt the check in each attempt; in none unless told
 */
export function combine(
  attempts: readonly [CheckVerdict, ...CheckVerdict[]],
  spoilt: readonly boolean[] = [],
): CheckResult {
  const all = attempts.map(({ verdict }, at) => ({ verdict, at }));
  const sound = all.filter(({ at }) => spoilt[at] !== true);
  const counted = sound.length === 0 ? all : sound;
  const verdicts = counted.map(({ verdict }) => verdict);
  const isAllGood = verdicts.every(isGood);
  const verdict = verdicts.includes('fail') ? 'fail' : worst(verdicts);
  const shown = isAllGood ? counted.at(-1) : counted.findLast((one) => one.verdict === verdict);
  const at = shown?.at ?? 0;
  const flaky = isGood(verdicts.at(-1) ?? 'error') && !isAllGood;
  return { ...(attempts[at] ?? attempts[0]), attempt: at + 1, attempts, flaky };
}

/** Whether nothing more is asked of a check with this verdict. */
export function isGood(verdict: Verdict): boolean {
  return verdict === 'pass' || verdict === 'not-applicable';
}
