/** What judging one check has found, before the rules that hold for every check are applied. */
import type { Advisory, Verdict } from './verdict.ts';

export interface Finding {
  readonly verdict: Verdict;
  readonly reason: string;
  readonly figures: Readonly<Record<string, number>>;
  readonly evidence: readonly number[];
  readonly advisories: readonly Advisory[];
  /** A failure that rests on a time alone, or on what did not come in time: a harness that was itself late cannot claim it. */
  readonly timed: boolean;
  /** By how many ms a bound was exceeded, where the failure is just that. */
  readonly overMs?: number;
}

type Extra = Partial<Pick<Finding, 'figures' | 'evidence' | 'advisories' | 'timed' | 'overMs'>>;

export function pass(reason: string, extra: Extra = {}): Finding {
  return finding('pass', reason, extra);
}

export function fail(reason: string, extra: Extra = {}): Finding {
  return finding('fail', reason, extra);
}

/** Something did not come, or did not end, while it was waited for. */
export function missing(reason: string, evidence: readonly number[]): Finding {
  return fail(reason, { evidence, timed: true });
}

export function inconclusive(reason: string, extra: Extra = {}): Finding {
  return finding('inconclusive', reason, extra);
}

export function error(reason: string, extra: Extra = {}): Finding {
  return finding('error', reason, extra);
}

export function notApplicable(reason: string): Finding {
  return finding('not-applicable', reason, {});
}

/** The first that is not a pass; else one pass made of all, with the reason of the last. Figures are kept either way. */
export function allOf(first: Finding, ...rest: readonly Finding[]): Finding {
  return rest.reduce((sum, next) => (sum.verdict === 'pass' ? join(sum, next) : sum), first);
}

/** Both, where the second needs nothing of the first: what it proves counts more than what the first leaves open. */
export function provenOf(first: Finding, second: Finding): Finding {
  return first.verdict === 'inconclusive' && second.verdict === 'fail' ? second : allOf(first, second);
}

function join(sum: Finding, next: Finding): Finding {
  const figures = { ...sum.figures, ...next.figures };
  const advisories = [...sum.advisories, ...next.advisories];
  const evidence = next.verdict === 'pass' ? inOrder([...sum.evidence, ...next.evidence]) : next.evidence;
  return { ...next, figures, advisories, evidence };
}

function finding(verdict: Verdict, reason: string, extra: Extra): Finding {
  return {
    verdict,
    reason,
    figures: extra.figures ?? {},
    evidence: inOrder(extra.evidence ?? []),
    advisories: extra.advisories ?? [],
    timed: extra.timed ?? false,
    ...(extra.overMs === undefined ? {} : { overMs: extra.overMs }),
  };
}

function inOrder(numbers: readonly number[]): readonly number[] {
  return [...new Set(numbers)].toSorted((a, b) => a - b);
}

/** Milliseconds as people read them. */
export function ms(value: number): string {
  return `${Math.round(value)} ms`;
}

/** Milliseconds as a figure: to a tenth. */
export function figure(value: number): number {
  return Math.round(value * 10) / 10;
}
