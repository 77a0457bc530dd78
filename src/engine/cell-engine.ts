/**
 * Runs many cells at a time in a few long-lived processes, as many as this machine carries. One that dies or hangs takes no
 * cell with it but the one that is to blame.
 */
import { availableParallelism } from 'node:os';
import { Deferred } from '../deferred.ts';
import { messageOf } from '../harness-error.ts';
import { undoPath } from '../drive/way-back/undo-record.ts';
import { Governor } from './governor.ts';
import { moveAside } from './move-aside.ts';
import type { CellEnd, Order } from './order.ts';
import { type CellEars, CellProcess, type ProcessEnd } from './engine-process.ts';
import { undoLost } from '../drive/way-back/undo-lost.ts';

export interface CellEngineOptions {
  /** How many cells may be under way at a time; 1 or more. A machine that is late has fewer. */
  readonly atATime: number;
  /** How many processes there are at most; as many as there are processors, unless told. */
  readonly processes?: number;
  /** Where the processes print to: a file descriptor, or as this process does. */
  readonly output: number | 'inherit';
  /** Told among the arguments of the processes, for those who look at the list of a machine. */
  readonly title: string;
  /** Told of a process that ended with several cells in it, which are run again, each in a process of its own. */
  readonly onLoss: (cells: readonly string[], why: string) => void;
  /** Told what was done to bring a pair back whose process ended, step by step. */
  readonly onUndone?: (steps: readonly string[]) => void;
}

interface Ordered {
  readonly order: Order;
  readonly ears: CellEars;
  readonly settle: (end: CellEnd) => void;
}

interface Waiting {
  /** One, or those that share an outage. */
  readonly cells: readonly [Ordered, ...Ordered[]];
  /** Whether it has a process to itself. */
  readonly alone: boolean;
}

export class CellEngine {
  readonly #options: CellEngineOptions;
  readonly #waiting: Waiting[] = [];
  readonly #shared = new Set<CellProcess>();
  readonly #all = new Set<CellProcess>();
  #governor: Governor;
  #underWay = 0;
  #isClosed = false;

  constructor(options: CellEngineOptions) {
    this.#options = options;
    this.#governor = new Governor(options.atATime);
  }

  /** How many cells may be under way from now on; those that are go on. */
  set atATime(count: number) {
    this.#governor = new Governor(count);
    this.#feed();
  }

  /**
   * Runs a cell when those that were ordered before it leave room. Never rejects: a process that ends, or that hangs beyond
   * the deadline of the cell, is a problem of the end.
   *
   * @param ears  told how far the cell is, and what an operator is asked for
   */
  async run(order: Order, ears: Partial<CellEars> = {}): Promise<CellEnd> {
    const [end] = this.runTogether([{ order, ears }]);
    return end ?? undone();
  }

  /** Runs cells that share an outage in one process. They count as one of those that are under way. */
  runTogether(
    orders: ReadonlyArray<{ readonly order: Order; readonly ears: Partial<CellEars> }>,
  ): ReadonlyArray<Promise<CellEnd>> {
    const ordered = orders.map(({ order, ears }) => {
      const end = new Deferred<CellEnd>();
      return { order, ears: { ...DEAF, ...ears }, settle: end.settle, end: end.promise };
    });
    const [first, ...others] = ordered;
    if (first !== undefined) this.#waiting.push({ cells: [first, ...others], alone: false });
    this.#feed();
    return ordered.map(({ end }) => end);
  }

  /**
   * Lets all processes go. A cell that is under way is given up and cleaned up, one that waits does not begin. Resolves when
   * all processes have ended; one that has not after `grace` ms is killed.
   */
  async close(grace = 5_000): Promise<void> {
    this.#isClosed = true;
    for (const { settle } of this.#waiting.splice(0).flatMap(({ cells }) => cells)) settle(undone());
    await Promise.all([...this.#all].map((each) => each.letGo(grace)));
  }

  /** Kills all processes at once, with nothing cleaned up. */
  kill(): void {
    this.#isClosed = true;
    for (const each of this.#all) each.kill();
  }

  #feed(): void {
    while (this.#underWay < this.#governor.allowed) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      if (this.#isClosed) for (const { settle } of next.cells) settle(undone());
      else void this.#carryOut(next);
    }
  }

  async #carryOut({ cells, alone }: Waiting): Promise<void> {
    this.#underWay += 1;
    const child = alone ? this.#start() : this.#sharedProcess();
    const [{ order: first, ears }] = cells;
    const { candidate, directory } = first;
    const undo = candidate.runtime === 'remote' ? undoPath(directory) : undefined;
    const ends = await Promise.all(
      cells.map(async (cell) => {
        const order = undo === undefined ? cell.order : { ...cell.order, undo };
        const end = await child.carryOut(order, cell.ears);
        if (end.kind === 'ended') cell.settle(end);
        return { cell, end };
      }),
    );
    // Before another cell begins.
    if (undo !== undefined && ends.some(({ end }) => end.kind === 'lost')) {
      const told = await undoLost(undo, candidate, { directory, onAsk: ears.onAsk });
      this.#options.onUndone?.(told ?? []);
    }
    this.#underWay -= 1;
    if (alone) void child.letGo(GRACE);
    for (const { cell, end } of ends) if (end.kind === 'lost') this.#lose(cell, end);
    this.#feed();
  }

  /** Which of several cells is to blame is not known: each of them shows it when it has a process to itself, and an outage. */
  #lose({ order, settle, ears }: Ordered, { why, shared }: Extract<ProcessEnd, { kind: 'lost' }>): void {
    if (!shared || this.#isClosed) return settle(without(`its process ended (${why})`));
    try {
      moveAside(order.directory);
    } catch (error) {
      return settle(without(`its process ended (${why}), and it cannot be run again: ${messageOf(error)}`));
    }
    const { together: _, ...own } = order;
    this.#waiting.unshift({ cells: [{ order: own, settle, ears }], alone: true });
  }

  /** That with the fewest cells. */
  #sharedProcess(): CellProcess {
    const [least] = [...this.#shared].toSorted((a, b) => a.load - b.load);
    const most = this.#options.processes ?? availableParallelism();
    if (least !== undefined && (least.load === 0 || this.#shared.size >= most)) return least;
    const child = this.#start();
    this.#shared.add(child);
    return child;
  }

  #start(): CellProcess {
    const { output, title, onLoss } = this.#options;
    const child: CellProcess = new CellProcess({
      output,
      title,
      onLate: (delay) => {
        this.#governor.hear(delay, this.#underWay, performance.now());
        this.#feed();
      },
      onEnd: (cells, why) => {
        this.#all.delete(child);
        this.#shared.delete(child);
        if (cells.length > 1 && !this.#isClosed) onLoss(cells, why);
      },
    });
    this.#all.add(child);
    return child;
  }
}

const DEAF: CellEars = { onPhase: () => undefined, onAsk: () => () => undefined };

/** Longest time that a process without cells may take to end, in ms. */
const GRACE = 5_000;

function undone(): CellEnd {
  return without('the run was given up before the cell began');
}

function without(problem: string): CellEnd {
  return { verdict: undefined, problem, digest: undefined };
}
