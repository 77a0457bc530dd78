/** What is said of a check beside its verdict: that its failure is known, that it is flaky, that its entry is stale. */
import type { CheckResult } from '../run/attempts.ts';
import type { BaselineMatch } from '../run/baseline.ts';
import { VERDICT_NAMES } from './words.ts';

export type Tag = BaselineMatch['kind'] | 'flaky';

export const TAG_NAMES: Readonly<Record<Tag, string>> = {
  known: 'known failure',
  expired: 'excuse expired',
  stale: 'stale baseline',
  flaky: 'flaky',
};

export function tagsOf({ baseline, flaky }: CheckResult): readonly Tag[] {
  return [...(baseline === undefined ? [] : [baseline.kind]), ...(flaky ? (['flaky'] as const) : [])];
}

/** In sentences without their full stop; none for a check of a single attempt that no baseline speaks of. */
export function remarksOf(check: CheckResult): readonly string[] {
  const { baseline, attempts, blockedByKnown } = check;
  return [
    ...(baseline === undefined ? [] : [baselineRemark(check.id, baseline)]),
    ...(blockedByKnown === undefined ? [] : [`blocked by the known failure of ${blockedByKnown}`]),
    ...(attempts.length === 1 ? [] : [`${check.flaky ? 'flaky: ' : ''}${attemptsPhrase(check)}`]),
  ];
}

/** `failed, then passed`, in the order of the attempts; `failed in each of 2 attempts` where they agree. */
export function attemptsPhrase({ attempts }: CheckResult): string {
  const names = attempts.map(({ verdict }) => VERDICT_NAMES[verdict]);
  const [first = ''] = names;
  return new Set(names).size === 1 ? `${first} in each of ${names.length} attempts` : names.join(', then ');
}

function baselineRemark(check: string, { kind, entry }: BaselineMatch): string {
  const place = `${entry.at.file}:${entry.at.line}`;
  const where = entry.issue === undefined ? '' : ` (${entry.issue})`;
  switch (kind) {
    case 'known':
      return `known failure: ${entry.reason}${where}${entry.until === undefined ? '' : `, excused until ${entry.until}`}`;
    case 'expired':
      return `was a known failure until ${entry.until}: ${entry.reason}${where}; see ${place}`;
    case 'stale':
      return `${check} is listed as a known failure in ${place} and does not fail: remove it`;
  }
}
