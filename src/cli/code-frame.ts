import { LARGEST_INPUT, readInputFile } from '../input-file.ts';
import type { Paint } from '../report/paint.ts';

/** The line of a file with its neighbours and a caret under the column; empty when the file cannot be read. */
export function renderCodeFrame(
  file: string,
  at: { readonly line: number; readonly column: number },
  paint: Paint,
): string {
  const lines = readLines(file);
  const first = Math.max(1, at.line - 1);
  const shown = lines.slice(first - 1, at.line + 1);
  const width = String(at.line + 1).length;
  return shown
    .flatMap((text, index) => {
      const number = String(first + index).padStart(width);
      if (first + index !== at.line) return [paint(`      ${number} | ${text}`, 'dim')];
      const caret = `${' '.repeat(width)} | ${' '.repeat(at.column - 1)}^`;
      return [`    ${paint('>', 'red')} ${number} | ${text}`, `      ${paint(caret, 'red')}`];
    })
    .join('\n');
}

function readLines(file: string): readonly string[] {
  try {
    return readInputFile(file, LARGEST_INPUT.yaml).toString('utf8').split(/\r?\n/);
  } catch {
    return [];
  }
}
