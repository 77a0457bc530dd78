/** The result of judging one check, before the rules that hold for every check are applied. */
import { type Code, type FieldsOf, say, type Sentence } from './sentences/sentences.ts';
import type { Advisory, Verdict } from './verdict.ts';

export interface Finding extends Sentence {
  readonly verdict: Verdict;
  readonly figures: Readonly<Record<string, number>>;
  readonly evidence: readonly number[];
  readonly advisories: readonly Advisory[];
  /** A failure that rests on a time alone, or on what did not come in time: a harness that was itself late cannot claim it. */
  readonly timed: boolean;
  /** By how many ms a bound was exceeded, where the failure is just that. */
  readonly overMs?: number;
  /** By how many ms something was missing for longer than it may be, where that is known. */
  readonly lackMs?: number;
}

type Extra = Partial<Pick<Finding, 'figures' | 'evidence' | 'advisories' | 'timed' | 'overMs' | 'lackMs'>>;

export function pass<C extends Code>(code: C, fields: FieldsOf[C], extra: Extra = {}): Finding {
  return found('pass', say(code, fields), extra);
}

export function fail<C extends Code>(code: C, fields: FieldsOf[C], extra: Extra = {}): Finding {
  return found('fail', say(code, fields), extra);
}

/** Something did not come, or did not end, in time; by `lackMs` it was waited for longer than it may take. */
export function missing<C extends Code>(
  code: C,
  fields: FieldsOf[C],
  evidence: readonly number[],
  lackMs: number,
): Finding {
  return found('fail', say(code, fields), { evidence, timed: true, lackMs });
}

export function inconclusive<C extends Code>(code: C, fields: FieldsOf[C], extra: Extra = {}): Finding {
  return found('inconclusive', say(code, fields), extra);
}

export function error<C extends Code>(code: C, fields: FieldsOf[C], extra: Extra = {}): Finding {
  return found('error', say(code, fields), extra);
}

export function notApplicable<C extends Code>(code: C, fields: FieldsOf[C]): Finding {
  return found('not-applicable', say(code, fields), {});
}

/** For a sentence that was composed before its verdict was known. */
export function found(verdict: Verdict, { code, because, fields, reason }: Sentence, extra: Extra): Finding {
  return {
    verdict,
    code,
    because,
    fields,
    reason,
    figures: extra.figures ?? {},
    evidence: inOrder(extra.evidence ?? []),
    advisories: extra.advisories ?? [],
    timed: extra.timed ?? false,
    ...(extra.overMs === undefined ? {} : { overMs: extra.overMs }),
    ...(extra.lackMs === undefined ? {} : { lackMs: extra.lackMs }),
  };
}

/** The same finding in another sentence: what the whole says that was made of parts. */
export function retold<C extends Code>(finding: Finding, code: C, fields: FieldsOf[C]): Finding {
  return { ...finding, ...say(code, fields) };
}

/** The first that is not a pass; else one pass made of all, with the sentence of the last. Figures are kept either way. */
export function allOf(first: Finding, ...rest: readonly Finding[]): Finding {
  return rest.reduce((sum, next) => (sum.verdict === 'pass' ? join(sum, next) : sum), first);
}

/** Both, where the second needs nothing of the first: what it proves counts more than what the first leaves open. */
export function provenOf(first: Finding, second: Finding): Finding {
  return first.verdict === 'inconclusive' && second.verdict === 'fail' ? second : allOf(first, second);
}

function join(sum: Finding, next: Finding): Finding {
  const figures = { ...sum.figures, ...next.figures };
  const advisories = distinct([...sum.advisories, ...next.advisories]);
  const evidence = next.verdict === 'pass' ? inOrder([...sum.evidence, ...next.evidence]) : next.evidence;
  return { ...next, figures, advisories, evidence };
}

/** A pool that is asked often departs as often: to say it once is enough. */
function distinct(advisories: readonly Advisory[]): readonly Advisory[] {
  return advisories.filter(({ text }, index) => advisories.findIndex((each) => each.text === text) === index);
}

function inOrder(numbers: readonly number[]): readonly number[] {
  return [...new Set(numbers)].toSorted((a, b) => a - b);
}

/** Milliseconds as a figure: to a tenth. */
export function figure(value: number): number {
  return Math.round(value * 10) / 10;
}
