/**
 * The engine of a jest that was started directly (`npx jest specs/…`). It lives in jest's main process; each worker orders
 * the cell of its spec over a socket, and so as many cells are under way as jest has workers.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { manualOrders } from '../candidate/manual-order.ts';
import { CellEngine } from '../engine/cell-engine.ts';
import type { CellEars } from '../engine/engine-process.ts';
import type { CellEnd, Order } from '../engine/order.ts';
import { sharedOrders } from '../engine/shared-orders.ts';
import { longestFirst } from '../run/cell-weight.ts';
import { type OutagePlan, planOutages } from '../run/shared-outages.ts';
import { cellFolder, readPlan } from '../run/run-folder.ts';
import { RunLog } from '../run/run-log.ts';
import type { RecordedEnd, RecordedEnds } from '../run/recorded-end.ts';
import type { RunPlan } from '../run/run-plan.ts';
import { calmAttempt } from './calm-attempt.ts';
import type { OwnPlan } from './plan-specs.ts';
import { askByFile } from './ask-by-file.ts';
import type { Awaited, Ended } from './engine-link.ts';

export class OwnEngine {
  /** Where the workers find it, as ENGINE_VARIABLE has it. */
  readonly place: string;
  readonly #run: string;
  readonly #plan: RunPlan;
  readonly #engine: CellEngine;
  readonly #server: Server;
  readonly #log: RunLog;
  readonly #ends = new Map<string, RecordedEnd>();
  readonly #shared: OutagePlan['shared'];
  /** By its cell, the end of the first attempt at each that shares an outage. */
  readonly #sharedEnds = new Map<string, Promise<CellEnd>>();
  readonly #troubles: string[] = [];
  readonly #attempts = new Map<string, Promise<number>>();

  /** @param atATime  how many cells may be under way, 1 or more */
  static async start(plan: OwnPlan, atATime: number): Promise<OwnEngine> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return new OwnEngine(plan, atATime, server);
  }

  private constructor({ folder, candidate, together }: OwnPlan, atATime: number, server: Server) {
    // Others on this machine can connect to the port; they do not know the word.
    const word = randomBytes(16).toString('hex');
    this.#run = folder;
    this.#plan = { ...readPlan(folder), candidate };
    const planned = longestFirst(this.#plan.cells.map(({ cell }) => cell));
    this.#shared = together ? planOutages(planned, candidate).shared : [];
    this.#log = new RunLog(folder, candidate);
    this.#engine = new CellEngine({
      atATime: manualOrders(candidate).length > 0 ? 1 : atATime,
      output: this.#log.file,
      title: this.#plan.id,
      onLoss: (cells, why) =>
        this.#troubles.push(`the process that ran ${cells.join(', ')} ended (${why}); each was run again`),
      onUndone: (steps) => this.#troubles.push(...steps),
    });
    this.#server = server.on('connection', (socket) => this.#serve(socket, word)).unref();
    const address = server.address();
    this.place = `${typeof address === 'object' ? address?.port : ''}/${word}`;
  }

  /** What is wrong with the run as a whole. */
  get troubles(): readonly string[] {
    return this.#troubles;
  }

  /** What was told of each attempt. */
  get ends(): RecordedEnds {
    return this.#ends;
  }

  /** Gives up what is under way. */
  async close(): Promise<void> {
    this.#server.close();
    await this.#engine.close();
    this.#log.close();
  }

  #serve(socket: Socket, word: string): void {
    let isKnown = false;
    // A worker that has ended waits for nothing.
    socket.on('error', () => undefined).unref();
    createInterface({ input: socket }).on('line', (line) => {
      if (isKnown) void this.#answer(JSON.parse(line), socket);
      else if (line === word) isKnown = true;
      else socket.destroy();
    });
  }

  async #answer({ awaited }: Awaited, socket: Socket): Promise<void> {
    const attempt = this.#attempts.get(awaited) ?? this.#runPlanned(awaited);
    this.#attempts.set(awaited, attempt);
    const answer: Ended = { ended: awaited, attempt: await attempt };
    socket.write(`${JSON.stringify(answer)}\n`);
  }

  async #runPlanned(id: string): Promise<number> {
    const planned = this.#plan.cells.find(({ cell }) => cell.id === id);
    if (planned === undefined) return 1;
    return calmAttempt(this.#run, this.#plan, planned, async (order) => {
      const end = this.#sharedEnd(order) ?? this.#engine.run(order, earsOf(id));
      this.#ends.set(order.directory, await end);
    });
  }

  /** Undefined for a cell that has an outage to itself, as each has at a later attempt. All of an outage begin with the first. */
  #sharedEnd({ cell, directory }: Order): Promise<CellEnd> | undefined {
    const group = this.#shared.find((cells) => cells.some((one) => one.cell.id === cell.id));
    if (group === undefined || directory !== cellFolder(this.#run, cell.id)) return undefined;
    if (!this.#sharedEnds.has(cell.id)) {
      const orders = sharedOrders(this.#run, this.#plan, group);
      const ends = this.#engine.runTogether(orders.map((order) => ({ order, ears: earsOf(order.cell.id) })));
      for (const [index, end] of ends.entries()) this.#sharedEnds.set(orders[index]?.cell.id ?? '', end);
    }
    return this.#sharedEnds.get(cell.id);
  }
}

function earsOf(cell: string): Pick<CellEars, 'onAsk'> {
  return { onAsk: (question) => askByFile(cell, question) };
}
