/** What an operator is asked for while a cell is under way. */
import type { Phase } from '../suite/cell.ts';

/** As it goes to the one who shows it. */
export interface Question {
  readonly text: string;
  readonly phase: Phase;
  /** The file that confirms it when it is made, or changed. */
  readonly file: string;
  /** Longest time that is waited for, in ms. */
  readonly within: number;
}

/**
 * Shows a question. `confirm` may be called where it can be answered; the result is called when it needs no answer any
 * more.
 */
export type OnAsk = (question: Question, confirm: () => void) => () => void;
