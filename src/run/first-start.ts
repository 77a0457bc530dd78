/**
 * The start of the first cells is the proof that a candidate can be tested: where none of them comes into normal service, no other
 * will, and the run need not go on. Pure: it is told what the engine tells.
 */
import type { Phase } from '../suite/cell.ts';

export type Decision =
  | { readonly kind: 'open' | 'testable' }
  /** The cell whose start shows why. */
  | { readonly kind: 'untestable'; readonly cell: string };

/**
 * How the start of a cell went:
 * - `came-up`: it came into normal service, or was kept from it by what other cells need not meet;
 * - `refused`: it did not, and no other can;
 * - `late`: it did not, and the machine was too late to tell why;
 * - `unknown`: it has shown neither.
 */
export type Start = 'came-up' | 'refused' | 'late' | 'unknown';

export class FirstStart {
  readonly #underWay = new Set<string>();
  /** Of the cells that were under way when the first one was refused, those whose start is still open. */
  #awaited: Set<string> | undefined;
  #refused: string | undefined;
  #late: string | undefined;
  #decision: Decision = { kind: 'open' };

  get decision(): Decision {
    return this.#decision;
  }

  /** A cell begins with `normal`, and enters the next phase when it has reached that. */
  entering(cell: string, phase: Phase): void {
    if (phase === 'normal') this.#underWay.add(cell);
    else this.#decide({ kind: 'testable' });
  }

  ended(cell: string, start: Start): void {
    this.#underWay.delete(cell);
    this.#awaited?.delete(cell);
    if (start === 'came-up') return this.#decide({ kind: 'testable' });
    if (start === 'late') this.#late ??= cell;
    if (start === 'refused') {
      this.#refused ??= cell;
      this.#awaited ??= new Set(this.#underWay);
    }
    if (this.#refused !== undefined && this.#awaited?.size === 0) {
      this.#decide({ kind: 'untestable', cell: this.#refused });
    }
  }

  /** No cell will begin any more: where none has come up, that is told, however late the machine was. */
  over(): Decision {
    const cell = this.#refused ?? this.#late;
    if (cell !== undefined) this.#decide({ kind: 'untestable', cell });
    return this.#decision;
  }

  #decide(decision: Decision): void {
    if (this.#decision.kind === 'open') this.#decision = decision;
  }
}
