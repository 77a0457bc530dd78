/** The errors by which a check's test fails: what jest prints of them, and the line of the spec that they point at. */
import { resolve } from 'node:path';
import { safeText } from '../safe-text.ts';
import type { CheckVerdict } from '../judge/verdict.ts';
import { type AccountLine, accountText } from '../report/failure/failure-account.ts';
import { checkPhrase, checksOf } from '../report/phrase.ts';
import type { Cell } from '../suite/cell.ts';

/** Lines of evidence that are printed with a failure; the history holds the rest. */
const EXCERPT = 6;

export interface CheckErrorContext {
  readonly cell: Cell;
  /** Where the spec's path begins. */
  readonly root: string;
  /** What was required and seen, and what to try. */
  readonly account: readonly AccountLine[];
  readonly evidence: readonly string[];
  readonly history: string;
}

/** The candidate broke a requirement. */
export class ConformanceAssertionError extends Error {
  override readonly name = 'ConformanceAssertionError';
  readonly check: string;
  readonly expected: string;
  readonly actual: string;
  readonly requirement: string;
  readonly evidence: readonly number[];

  constructor(check: CheckVerdict, context: CheckErrorContext) {
    super(messageOf(check, context));
    this.check = check.id;
    this.expected = checkPhrase(context.cell, check.id);
    this.actual = check.reason;
    this.requirement = context.cell.requirement;
    this.evidence = check.evidence;
    this.stack = stackOf(this, check, context);
  }
}

/** Nothing was shown about the candidate: the situation did not come about, or the bench broke. */
export class NoVerdictError extends Error {
  override readonly name = 'NoVerdictError';
  readonly check: string;

  constructor(check: CheckVerdict, context: CheckErrorContext) {
    super(messageOf(check, context));
    this.check = check.id;
    this.stack = stackOf(this, check, context);
  }
}

function messageOf(check: CheckVerdict, { cell, account, evidence, history }: CheckErrorContext): string {
  const shown = evidence.slice(0, EXCERPT);
  const rest = evidence.length - shown.length;
  const lines = [
    // The name of a check says what is required, so a failure stands beside what was seen alone.
    check.verdict === 'fail' ? `✗ ${check.id}` : `${check.id} ${check.verdict}`,
    '',
    ...account.map(accountText),
    `requirement: ${cell.requirement}`,
    `source:      ${cell.source}`,
    ...shown.map((line, at) => `${at === 0 ? 'evidence:   ' : '            '} ${line}`),
    ...(rest > 0 ? [`             and ${rest} more`] : []),
    `history:     ${history}`,
  ];
  return safeText(lines.join('\n'));
}

/** The first frame is the check's place in the spec, so that jest shows that line; a check without one has its cell's. */
function stackOf(error: Error, check: CheckVerdict, { cell, root }: CheckErrorContext): string {
  const at = checksOf(cell).find((one) => one.id === check.id)?.at ?? cell.at;
  return `${error.name}: ${error.message}\n    at ${check.id} (${resolve(root, at.file)}:${at.line}:${at.column})`;
}
