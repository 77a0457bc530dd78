/** A failure in lines of text, for a terminal and for JUnit; the first word of each says what it is. Pure. */
import type { CheckVerdict } from '../../judge/verdict.ts';
import type { Cell } from '../../suite/cell.ts';
import { checkPhrase } from '../phrase.ts';
import { sentence } from './sentence.ts';
import { type Failure, observed } from './violation.ts';

/** What a line is, and its text. */
export type AccountLine = readonly [label: string, text: string];

export function accountOf(failure: Failure): readonly AccountLine[] {
  const { required, rule, seen, figures, cause, attempt, command, blocked, message } = failure;
  const marked = message?.lines.filter(({ isMarked }) => isMarked) ?? [];
  return [
    ['required', `${sentence(required)} ${sentence(rule)}`],
    ['seen', sentence(seen)],
    ...figures.map((one): AccountLine => ['figure', `${one.label} ${one.seen}, allowed: ${one.allowed}`]),
    ...marked.map(({ text }, at): AccountLine => [at === 0 ? 'decided by' : '', text]),
    ['usual cause', sentence(cause)],
    ['try', sentence(attempt)],
    ['run again', command],
    ...(blocked.length === 0 ? [] : ([['blocked', blocked.join(', ')]] satisfies readonly AccountLine[])),
  ];
}

/** What is said of a check that neither passed nor failed. */
export function openAccount(cell: Cell, { id, reason }: CheckVerdict): readonly AccountLine[] {
  const seen = observed(reason);
  const attempt = reason.slice(seen.length).replace(/^; try: /, '');
  return [
    ['required', sentence(checkPhrase(cell, id))],
    ['seen', sentence(seen)],
    ...(attempt === '' ? [] : ([['try', sentence(attempt)]] satisfies readonly AccountLine[])),
  ];
}

const LABEL = 13;

/** The label before the text, in a column of its own. */
export function accountText([label, text]: AccountLine): string {
  return `${(label === '' ? '' : `${label}:`).padEnd(LABEL)}${text}`;
}
