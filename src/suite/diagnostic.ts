import type { Position } from './cell.ts';

/** Something wrong with an input file, and where. `line` and `column` count from 1. */
export interface Diagnostic extends Position {
  /** The offending line as it stands in the file; empty where there is none. */
  readonly text: string;
  readonly message: string;
  /** What to do about it, or what was probably meant. */
  readonly hint?: string;
}

/** Input files that cannot be used; the program ends with exit code 64 before anything is started. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly exitCode = 64;
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(renderDiagnostics(diagnostics));
    this.diagnostics = diagnostics;
  }
}

export interface RenderOptions {
  /** ANSI colours, for a terminal. */
  readonly colours?: boolean;
}

/** One diagnostic as people read it: place and message, the line with a caret under the column, the hint. */
export function renderDiagnostic(diagnostic: Diagnostic, options: RenderOptions = {}): string {
  const paint = options.colours === true ? ansi : plain;
  const { file, line, column, message, hint } = diagnostic;
  const lines = [`${paint(printable(`${file}:${line}:${column}`), 'bold')}: ${paint(printable(message), 'red')}`];
  if (diagnostic.text.trim() !== '') {
    const { excerpt, caret } = excerptAround(printable(diagnostic.text), column);
    const gutter = String(line);
    lines.push(`  ${gutter} | ${excerpt}`, `  ${' '.repeat(gutter.length)} | ${' '.repeat(caret)}${paint('^', 'red')}`);
  }
  if (hint !== undefined) lines.push(`  hint: ${printable(hint)}`);
  return lines.join('\n');
}

/** In the given order, an empty line between two; the first hundred are enough for one reading. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], options: RenderOptions = {}): string {
  const shown = diagnostics.slice(0, MOST_SHOWN).map((diagnostic) => renderDiagnostic(diagnostic, options));
  const rest = diagnostics.length - shown.length;
  return (rest === 0 ? shown : [...shown, `… and ${rest} more`]).join('\n\n');
}

const MOST_SHOWN = 100;

/** By file, then as a reader meets them; the same complaint about the same place once. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics
    .filter(({ file, line, column, message }) => {
      const key = JSON.stringify([file, line, column, message]);
      return !seen.has(key) && seen.add(key);
    })
    .toSorted((a, b) => compareText(a.file, b.file) || a.line - b.line || a.column - b.column);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** A window on a long line that has the column in sight. */
function excerptAround(text: string, column: number): { excerpt: string; caret: number } {
  const wanted = Math.min(column - 1, text.length);
  if (text.length <= WIDEST) return { excerpt: text, caret: wanted };
  const start = Math.max(0, Math.min(wanted - WIDEST / 2, text.length - WIDEST));
  return { excerpt: text.slice(start, start + WIDEST), caret: wanted - start };
}

const WIDEST = 100;

/** A broken file must not be able to steer the reader's terminal; every character keeps its width of one column. */
function printable(text: string): string {
  return text.replace(/\t/g, ' ').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\u{fffd}');
}

const plain = (text: string): string => text;

function ansi(text: string, style: 'bold' | 'red'): string {
  const [on, off] = style === 'bold' ? [1, 22] : [31, 39];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}
