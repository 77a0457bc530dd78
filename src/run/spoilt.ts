/** Checks that the machine has spoilt: parkspec itself, or the pools, were too late in them to prove anything. Pure. */
import type { CheckVerdict } from '../judge/verdict.ts';

/** Codes of findings that rest on nothing but a delay of this machine. */
const LATE: ReadonlySet<string> = new Set([
  'harness-late',
  'pool-starved',
  // A phone that waited too little, or gave up a call that was answered in time.
  'answer-awaited-too-briefly',
  'call-given-up',
]);
/** Codes of what follows from an earlier check, which the field `check` names. */
const FOLLOWS: ReadonlySet<string> = new Set([
  'call-ended-earlier',
  'call-not-parked-earlier',
  'call-parked-earlier',
  'callee-not-registered',
]);

/** @param attempt  the checks of the same attempt at the cell */
export function isSpoilt(check: CheckVerdict, attempt: readonly CheckVerdict[]): boolean {
  const { verdict, code = '', because = '', fields = {} } = check;
  if (verdict !== 'inconclusive') return false;
  if (LATE.has(code) || LATE.has(because)) return true;
  const cause = FOLLOWS.has(code) ? attempt.find(({ id }) => id === fields['check']) : undefined;
  return cause !== undefined && cause !== check && isSpoilt(cause, attempt);
}
