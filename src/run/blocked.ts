/** Checks that were left open because an earlier check of their cell failed: one failure is told once. Pure. */
import type { CheckVerdict } from '../judge/verdict.ts';

/** Codes of a phase that did not come, and of failures that keep it from coming. */
const MISSED: ReadonlySet<string> = new Set(['transition-missed', 'phase-missed', 'cell-incomplete']);
const KEEPS_BACK: ReadonlySet<string> = new Set([
  'demanded-phase-missed',
  'pool-died',
  'pool-died-instead-of-refusing',
]);

/**
 * The failed check that keeps another one of the same cell from being judged, by the id of the latter.
 *
 * @param checks  all checks of one cell
 */
export function blockedBy(checks: readonly CheckVerdict[]): ReadonlyMap<string, CheckVerdict> {
  const found = new Map<string, CheckVerdict>();
  for (const check of checks) {
    if (check.verdict !== 'inconclusive') continue;
    const failed = rootOf(check, checks, new Set());
    if (failed !== undefined) found.set(check.id, failed);
  }
  return found;
}

/** The field `check` of a finding names the check that it rests on, which may itself be left open by an earlier one. */
function rootOf(check: CheckVerdict, checks: readonly CheckVerdict[], seen: Set<string>): CheckVerdict | undefined {
  if (check.verdict === 'fail') return check;
  if (check.verdict !== 'inconclusive' || seen.has(check.id)) return undefined;
  seen.add(check.id);
  const { code = '', fields = {} } = check;
  if (MISSED.has(code)) return checks.find((one) => one.verdict === 'fail' && KEEPS_BACK.has(one.code ?? ''));
  const earlier = checks.find(({ id }) => id === fields['check']);
  return earlier === undefined ? undefined : rootOf(earlier, checks, seen);
}
