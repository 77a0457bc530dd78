import type { Position } from './cell.ts';
import type { Diagnostic } from './diagnostic.ts';
import { hidePasswords } from './hide-passwords.ts';

/** The text of a file by lines: turns offsets into lines and columns, and complaints into diagnostics. */
export class SourceLines {
  readonly file: string;
  readonly #text: string;
  readonly #starts: readonly number[];
  /** A line that is asked for a thousand times is cut out once, however long it is. */
  readonly #cut = new Map<number, string>();

  constructor(text: string, file: string) {
    this.file = file;
    this.#text = text;
    this.#starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((end) => end.index + end[0].length)];
  }

  positionAt(offset: number): Position {
    const line = this.#lineOf(offset);
    return { file: this.file, line, column: offset - (this.#starts[line - 1] ?? 0) + 1 };
  }

  diagnose(offset: number, message: string, hint?: string): Diagnostic {
    const position = this.positionAt(offset);
    const text = this.#lineAt(position.line);
    return { ...position, text, message, ...(hint === undefined ? {} : { hint }) };
  }

  #lineAt(line: number): string {
    const known = this.#cut.get(line);
    if (known !== undefined) return known;
    const whole = this.#text.slice(this.#starts[line - 1] ?? 0, this.#starts[line] ?? this.#text.length);
    const text = hidePasswords(whole.split(/[\r\n]/, 1)[0] ?? '');
    this.#cut.set(line, text);
    return text;
  }

  /** By bisection: a hostile file may have an error on each of its lines. */
  #lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }
}
