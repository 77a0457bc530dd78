/** Asks an operator in words to do something, and waits until that is confirmed: on the terminal of the run, or by a file. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { ManualOrder } from '../candidate/candidate.ts';
import type { OnAsk, Question } from '../candidate/operator-question.ts';
import { poll } from '../poll.ts';
import type { Phase } from '../suite/cell.ts';

export type Confirmed = 'terminal' | 'file' | 'late';

export class Operator {
  readonly #directory: string;
  readonly #onAsk: OnAsk;
  #count = 0;

  /** @param directory  where the files that confirm are made, unless an order names its own */
  constructor(directory: string, onAsk: OnAsk = () => () => undefined) {
    this.#directory = directory;
    this.#onAsk = onAsk;
  }

  question({ text, confirm, within }: ManualOrder, phase: Phase): Question {
    this.#count += 1;
    return { text, phase, within, file: confirm ?? join(this.#directory, `done-${this.#count}`) };
  }

  /** Resolves also when the cell is given up; never rejects. */
  async ask(question: Question, signal: AbortSignal): Promise<Confirmed> {
    const { file, within } = question;
    // One that an earlier cell has left confirms nothing.
    const before = stampOf(file);
    let confirmed: Confirmed = 'late';
    const over = this.#onAsk(question, () => {
      confirmed = 'terminal';
    });
    await poll(signal, within, async () => {
      if (confirmed === 'terminal') return undefined;
      const now = stampOf(file);
      if (now === undefined || now === before) return 'nobody has confirmed';
      confirmed = 'file';
      return undefined;
    });
    over();
    return confirmed;
  }
}

/** What tells a file from the same one before it was made anew or touched; undefined where there is none. */
function stampOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found && `${found.ino} ${found.ctimeNs} ${found.mtimeNs}`;
}
