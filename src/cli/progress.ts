/** Shows how far a run is: on a terminal a live line a cell, elsewhere a line for each cell that is done. */
import type { CellEnd } from '../engine/order.ts';
import { cellScore } from '../report/score.ts';
import { type Paint, VERDICT_STYLES } from '../report/paint.ts';
import { duration, VERDICT_MARKS } from '../report/words.ts';
import type { Cell, Phase } from '../suite/cell.ts';
import { wrapped } from '../report/wrapped.ts';
import { isTerminal, paintFor } from './terminal.ts';
import { safeText } from '../safe-text.ts';
import { write } from './output.ts';

/** How often a live block is drawn, in ms. */
const EVERY = 100;
const CLEAR_LINE = '\u001b[2K';

type State =
  | { readonly kind: 'waits' }
  | { readonly kind: 'runs'; readonly since: number; readonly phase: Phase }
  | { readonly kind: 'ended'; readonly end: CellEnd };

export class Progress {
  readonly #cells: readonly Cell[];
  readonly #states = new Map<Cell, State>();
  readonly #stream: NodeJS.WriteStream;
  readonly #paint: Paint;
  readonly #timer: NodeJS.Timeout | undefined;
  #hasTold = false;
  #drawn = 0;
  #asked: readonly string[] = [];
  #block = '';

  /** Shows an attempt at these cells from now on. */
  constructor(cells: readonly Cell[], stream: NodeJS.WriteStream) {
    this.#cells = cells;
    this.#stream = stream;
    this.#paint = paintFor(stream);
    if (isTerminal(stream)) this.#timer = setInterval(() => this.#draw(), EVERY);
  }

  reached(cell: Cell, phase: Phase): void {
    const state = this.#stateOf(cell);
    this.#states.set(cell, { kind: 'runs', since: state.kind === 'runs' ? state.since : Date.now(), phase });
  }

  ended(cell: Cell, end: CellEnd): void {
    this.#states.set(cell, { kind: 'ended', end });
    if (this.#timer !== undefined) return;
    this.#hasTold = true;
    write(this.#stream, `${this.#line(cell)}\n`);
  }

  /** Beneath the cells; elsewhere a line of its own. */
  ask(text: string | undefined): void {
    this.#asked =
      text === undefined ? [] : ['', ...wrapped(text, this.#timer === undefined ? Infinity : this.#stream.columns - 1)];
    if (this.#timer !== undefined || text === undefined) return;
    this.#hasTold = true;
    write(this.#stream, `${text}\n`);
  }

  /** The terminal has gone on by as many lines, which its user has typed. */
  typed(lines: number): void {
    if (this.#timer === undefined) return;
    this.#drawn += lines;
    this.#block = '';
  }

  /** Leaves a terminal as if nothing had been drawn: what comes next says all of it again. */
  stop(): void {
    clearInterval(this.#timer);
    if (this.#timer !== undefined) this.#stream.write(`${this.#home()}\u001b[J`);
    else if (this.#hasTold) this.#stream.write('\n');
  }

  #stateOf(cell: Cell): State {
    return this.#states.get(cell) ?? { kind: 'waits' };
  }

  /** A terminal that is too low for all cells shows those that are not done yet. */
  #draw(): void {
    const rows = Math.max(1, this.#stream.rows - 2 - this.#asked.length);
    const open = this.#cells.filter((cell) => this.#stateOf(cell).kind !== 'ended');
    const shown = (this.#cells.length <= rows ? this.#cells : open).slice(0, rows);
    const lines = [...shown.map((cell) => this.#line(cell)), ...this.#asked];
    const block = lines.map((line) => `${CLEAR_LINE}${safeText(line, true)}\n`).join('');
    if (block === this.#block) return;
    this.#stream.write(`${this.#home()}${block}\u001b[J`);
    this.#block = block;
    this.#drawn = lines.length;
  }

  #home(): string {
    return this.#drawn === 0 ? '' : `\u001b[${this.#drawn}A\r`;
  }

  #line(cell: Cell): string {
    const id = cell.id.padEnd(Math.max(...this.#cells.map((one) => one.id.length)));
    const state = this.#stateOf(cell);
    switch (state.kind) {
      case 'waits':
        return this.#paint(`· ${id}`, 'dim');
      case 'runs':
        return `› ${id} ${duration(Date.now() - state.since).padStart(8)}  ${state.phase}`;
      case 'ended':
        return this.#lineOfEnd(cell, id, state.end);
    }
  }

  #lineOfEnd(cell: Cell, id: string, { verdict, problem = 'no verdict' }: CellEnd): string {
    const word = verdict?.verdict ?? 'error';
    const mark = this.#paint(`${VERDICT_MARKS[word]} ${id}`, VERDICT_STYLES[word]);
    if (verdict === undefined) return `${mark} ${this.#fit(problem, id.length + 4)}`;
    const took = duration(verdict.durationMs).padStart(8);
    const score = cellScore(verdict.checks);
    return `${mark} ${took}  ${score} ${this.#fit(cell.title, id.length + score.length + 16)}`;
  }

  #fit(text: string, used: number): string {
    const room = this.#timer === undefined ? text.length : Math.max(0, this.#stream.columns - used);
    return text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1))}…`;
  }
}
