/** The parent's side of a process of the engine: an end for each cell that it is given. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { afterMs } from '../after-ms.ts';
import { Deferred } from '../deferred.ts';
import { cellDeadline } from '../drive/bad-network.ts';
import { timeForWayBack } from '../drive/way-back/bring-back.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { adoption } from '../runtime/process/adopting-parent.ts';
import { allowTime, forgetGroup, reapGroup } from '../runtime/process/reaper.ts';
import { settledWithin } from '../settled-within.ts';
import type { Phase } from '../suite/cell.ts';
import type { OnAsk } from '../candidate/operator-question.ts';
import type { CellEnd, Confirmation, NumberedOrder, Order, Report } from './order.ts';

const PROGRAM = join(PACKAGE_ROOT, 'dist/engine/cell-process.js');

/** Beyond its own deadline a cell cleans up, in ms; only a process that hangs takes longer. */
const GRACE = 15_000;

export type ProcessEnd =
  | ({ readonly kind: 'ended' } & CellEnd)
  /** The process ended; `shared`: while it had other cells too. */
  | { readonly kind: 'lost'; readonly why: string; readonly shared: boolean };

export interface ProcessOptions {
  /** A file descriptor, or as this process does. */
  readonly output: number | 'inherit';
  /** Told among its arguments. */
  readonly title: string;
  /** Told how late its cells and their pools were, in ms. */
  readonly onLate: (ms: number) => void;
  /** Told when it has ended, and with which cells, before they are settled. */
  readonly onEnd: (cells: readonly string[], why: string) => void;
}

/** What is told of a cell while it is under way. */
export interface CellEars {
  readonly onPhase: (phase: Phase) => void;
  /** Shows an operator what is to be done. */
  readonly onAsk: OnAsk;
}

interface UnderWay extends CellEars {
  readonly cell: string;
  /** How much longer than usual its end may take, in ms. */
  readonly wayBack: number;
  /** By the number of its question, what takes it away again. */
  readonly asked: Map<number, () => void>;
  readonly settle: (end: ProcessEnd) => void;
}

export class CellProcess {
  readonly #child: ChildProcess;
  readonly #options: ProcessOptions;
  readonly #underWay = new Map<number, UnderWay>();
  readonly #ended = new Deferred<void>();
  #count = 0;
  #hung: string | undefined;
  #end: string | undefined;

  constructor(options: ProcessOptions) {
    this.#options = options;
    const { output, title } = options;
    this.#child = fork(PROGRAM, [title], {
      ...adoption(),
      stdio: ['ignore', output, output, 'ipc'],
      // Ctrl-C in the terminal reaches the parent alone, which lets each process clean up.
      detached: true,
    });
    if (this.#child.pid !== undefined) reapGroup(this.#child.pid, true);
    this.#child.once('error', (error) => this.#lose(error.message));
    this.#child.once('exit', (code, signal) => this.#lose(signal ?? `exit code ${code}`));
    this.#child.on('message', (report: Report) => this.#hear(report));
  }

  /** How many cells it has. */
  get load(): number {
    return this.#underWay.size;
  }

  /** Never rejects. */
  async carryOut(order: Order, ears: CellEars): Promise<ProcessEnd> {
    if (this.#end !== undefined) return { kind: 'lost', why: this.#end, shared: false };
    const wayBack = timeForWayBack(order.candidate);
    if (wayBack > 0) allowTime(Math.ceil(wayBack / 1_000) + 5);
    // The deadline of a cell stands still while it waits for another one.
    const cells = order.together?.cells ?? 1;
    const within = cells * cellDeadline(order.candidate, order.network) + wayBack * Math.min(2, cells) + GRACE;
    const cancel = afterMs(within, () => {
      this.#hung = `it hung for ${within / 1000} s`;
      this.kill();
    });
    const end = await new Promise<ProcessEnd>((settle) => {
      const n = (this.#count += 1);
      this.#underWay.set(n, { ...ears, cell: order.cell.id, wayBack, asked: new Map(), settle });
      // One that cannot be spoken to any more is ended, which settles its cells.
      this.#child.send({ n, order } satisfies NumberedOrder, (error) => error && this.kill());
    });
    cancel();
    return end;
  }

  /** Resolves when it has ended, by itself or killed after `grace` ms; a pair that it brings back has more time. */
  async letGo(grace: number): Promise<void> {
    const wayBack = Math.max(0, ...[...this.#underWay.values()].map((each) => each.wayBack));
    if (this.#child.connected) this.#child.disconnect();
    await settledWithin(this.#ended.promise, grace + wayBack);
    this.kill();
    await this.#ended.promise;
  }

  kill(): void {
    if (this.#end === undefined) this.#child.kill('SIGKILL');
  }

  #hear(report: Report): void {
    const found = this.#underWay.get(report.n);
    switch (report.kind) {
      case 'phase':
        return found?.onPhase(report.phase);
      case 'asks':
        found?.asked.set(
          report.id,
          found.onAsk(report.question, () => this.#confirm(report)),
        );
        return;
      case 'settled':
        found?.asked.get(report.id)?.();
        found?.asked.delete(report.id);
        return;
      case 'late':
        return this.#options.onLate(report.ms);
      case 'ended':
        this.#underWay.delete(report.n);
        for (const over of found?.asked.values() ?? []) over();
        return found?.settle({ kind: 'ended', ...report.end });
    }
  }

  /** One that has ended asks nothing any more. */
  #confirm({ n, id }: { readonly n: number; readonly id: number }): void {
    if (this.#child.connected) this.#child.send({ n, confirmed: id } satisfies Confirmation, () => undefined);
  }

  #lose(how: string): void {
    // A child that could not be started may tell so twice.
    if (this.#end !== undefined) return;
    const why = this.#hung ?? how;
    this.#end = why;
    forgetGroup(this.#child.pid ?? 0);
    const lost = [...this.#underWay.values()];
    this.#underWay.clear();
    this.#options.onEnd(
      lost.map(({ cell }) => cell),
      why,
    );
    for (const over of lost.flatMap(({ asked }) => [...asked.values()])) over();
    for (const { settle } of lost) settle({ kind: 'lost', why, shared: lost.length > 1 });
    this.#ended.settle();
  }
}
