/** Shows how far a run is: on a terminal a live line a cell, elsewhere a line for each cell that is done. */
import type { Cell } from '../suite/cell.ts';
import { duration, VERDICT_MARKS } from '../report/words.ts';
import { VERDICT_STYLES, type Paint } from '../report/paint.ts';
import { cellScore } from '../report/score.ts';
import { CellWatch } from './cell-watch.ts';
import { isTerminal, paintFor } from './terminal.ts';

/** How often the histories are looked at, in ms. */
const EVERY = 100;
const CLEAR_LINE = '\u001b[2K';

export class Progress {
  readonly #cells: readonly CellWatch[];
  readonly #stream: NodeJS.WriteStream;
  readonly #paint: Paint;
  readonly #live: boolean;
  readonly #told = new Set<CellWatch>();
  #timer: NodeJS.Timeout | undefined;
  #drawn = 0;
  #block = '';

  /** Follows an attempt at these cells; attempts count from 1. */
  constructor(cells: readonly Cell[], run: string, attempt: number, stream: NodeJS.WriteStream) {
    this.#cells = cells.map((cell) => new CellWatch(cell, run, attempt));
    this.#stream = stream;
    this.#paint = paintFor(stream);
    this.#live = isTerminal(stream);
  }

  /** Whether a cell has begun and has no verdict yet. */
  isBusy(): boolean {
    for (const cell of this.#cells) cell.look();
    return this.#cells.some((cell) => cell.phase !== undefined && cell.verdict === undefined);
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), EVERY);
  }

  /** Leaves a terminal as if nothing had been drawn: what comes next says all of it again. */
  stop(): void {
    clearInterval(this.#timer);
    this.#look();
    if (this.#live) this.#stream.write(`${this.#home()}\u001b[J`);
    else if (this.#told.size > 0) this.#stream.write('\n');
  }

  #look(): void {
    for (const cell of this.#cells) cell.look();
    if (this.#live) this.#draw();
    else this.#tell();
  }

  #tell(): void {
    for (const cell of this.#cells) {
      if (cell.verdict === undefined || this.#told.has(cell)) continue;
      this.#told.add(cell);
      this.#stream.write(`${this.#line(cell)}\n`);
    }
  }

  /** A terminal that is too low for all cells shows those that are not done yet. */
  #draw(): void {
    const rows = Math.max(1, this.#stream.rows - 2);
    const open = this.#cells.filter((cell) => cell.verdict === undefined);
    const shown = (this.#cells.length <= rows ? this.#cells : open).slice(0, rows);
    const block = shown.map((cell) => `${CLEAR_LINE}${this.#line(cell)}\n`).join('');
    if (block === this.#block) return;
    this.#stream.write(`${this.#home()}${block}\u001b[J`);
    this.#block = block;
    this.#drawn = shown.length;
  }

  #home(): string {
    return this.#drawn === 0 ? '' : `\u001b[${this.#drawn}A\r`;
  }

  #line(watch: CellWatch): string {
    const { cell, verdict } = watch;
    const id = cell.id.padEnd(Math.max(...this.#cells.map((one) => one.cell.id.length)));
    if (verdict !== undefined) {
      const mark = this.#paint(`${VERDICT_MARKS[verdict.verdict]} ${id}`, VERDICT_STYLES[verdict.verdict]);
      const took = duration(verdict.durationMs).padStart(8);
      return `${mark} ${took}  ${cellScore(verdict.checks)} ${this.#fit(cell.title, id.length + 20)}`;
    }
    if (watch.phase === undefined) return this.#paint(`· ${id}`, 'dim');
    return `› ${id} ${duration(watch.elapsed).padStart(8)}  ${watch.phase}`;
  }

  #fit(title: string, used: number): string {
    const room = this.#live ? Math.max(0, this.#stream.columns - used) : title.length;
    return title.length <= room ? title : `${title.slice(0, Math.max(0, room - 1))}…`;
  }
}
