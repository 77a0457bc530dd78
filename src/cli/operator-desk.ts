/** Where an operator is asked, and answers: the terminal of the run, beneath its progress, or a line of its output. */
import { relative } from 'node:path';
import process from 'node:process';
import type { Question } from '../candidate/operator-question.ts';
import { exactTime } from '../report/words.ts';
import type { Cell } from '../suite/cell.ts';

/** What shows the progress of an attempt. */
export interface Shown {
  /** Beneath the progress; undefined takes it away. */
  ask(text: string | undefined): void;
  /** How many lines further down the terminal is by what was typed. */
  typed(lines: number): void;
}

type Input = Pick<NodeJS.ReadStream, 'isTTY' | 'on' | 'off' | 'resume' | 'pause'>;

export class OperatorDesk {
  readonly #input: Input;
  readonly #isAnswered: boolean;
  /** The first is shown. */
  readonly #open: Array<{ readonly text: string; readonly shown: Shown; readonly confirm: () => void }> = [];
  readonly #hear = (typed: Buffer | string): void => this.#heard(String(typed));

  /** @param answers  whether somebody is to be listened to: what is typed while nothing is asked answers nothing */
  constructor(input: Input, answers: boolean) {
    this.#input = input;
    this.#isAnswered = answers && input.isTTY;
    if (!this.#isAnswered) return;
    // In lines, as the terminal gives them: Ctrl-C stays what it is.
    input.on('data', this.#hear).resume();
  }

  /** Shows what is asked; the result takes it away again. */
  ask(cell: Cell, question: Question, shown: Shown, confirm: () => void): () => void {
    const entry = { text: this.#words(cell, question), shown, confirm };
    this.#open.push(entry);
    if (this.#open[0] === entry) shown.ask(entry.text);
    return () => {
      const at = this.#open.indexOf(entry);
      if (at < 0) return;
      this.#open.splice(at, 1);
      if (at > 0) return;
      shown.ask(undefined);
      const [next] = this.#open;
      next?.shown.ask(next.text);
    };
  }

  close(): void {
    if (!this.#isAnswered) return;
    this.#input.off('data', this.#hear);
    this.#input.pause();
  }

  #words({ id }: Cell, { text, phase, file, within }: Question): string {
    const path = shortest(file);
    const how = this.#isAnswered ? `press Enter, or make the file ${path}` : `make the file ${path}`;
    return `${id}, ${phase}: ${text}\nWhen it is done, ${how} (within ${exactTime(within)}).`;
  }

  #heard(typed: string): void {
    const lines = typed.split('\n').length - 1;
    const [first] = this.#open;
    if (first === undefined || lines === 0) return;
    first.shown.typed(lines);
    first.confirm();
  }
}

function shortest(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith('..') ? file : path;
}
