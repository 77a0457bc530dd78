/** A scenario file that cannot be read as SIPp would read it. */
export class ScenarioSyntaxError extends Error {
  override readonly name = 'ScenarioSyntaxError';
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
  readonly file: string | undefined;
  readonly what: string;
  readonly hint: string;

  constructor(at: Position, what: string, hint: string, file?: string) {
    super(`${file ?? 'scenario'}:${at.line}:${at.column}: ${what}. ${hint}`);
    this.line = at.line;
    this.column = at.column;
    this.file = file;
    this.what = what;
    this.hint = hint;
  }
}

export interface Position {
  readonly line: number;
  readonly column: number;
}
