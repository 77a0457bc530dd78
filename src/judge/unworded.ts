/** Findings whose sentences do not stand in the table yet. */
import { found, type Finding } from './finding.ts';
import { say } from './sentences/sentences.ts';

type Extra = Parameters<typeof found>[2];

export function pass(reason: string, extra: Extra = {}): Finding {
  return found('pass', say('unworded', { reason }), extra);
}

export function fail(reason: string, extra: Extra = {}): Finding {
  return found('fail', say('unworded', { reason }), extra);
}

export function missing(reason: string, evidence: readonly number[]): Finding {
  return fail(reason, { evidence, timed: true });
}

export function inconclusive(reason: string, extra: Extra = {}): Finding {
  return found('inconclusive', say('unworded', { reason }), extra);
}
