/** Runs the cells of a run, and those that are not green again, as often as the plan allows. */
import { startOfCell } from '../doctor/candidate/start-of-cell.ts';
import { manualOrders } from '../candidate/manual-order.ts';
import { CellEngine } from '../engine/cell-engine.ts';
import type { CellEars } from '../engine/engine-process.ts';
import type { CellEnd, Order } from '../engine/order.ts';
import { plannedOrder } from '../engine/planned-order.ts';
import { sharedOrders } from '../engine/shared-orders.ts';
import type { OutagePlan, SharedCell } from '../run/shared-outages.ts';
import { count } from '../report/words.ts';
import { longestFirst } from '../run/cell-weight.ts';
import { outcomeIn, readOutcomes, readVerdicts } from '../run/cell-outcome.ts';
import { FirstStart } from '../run/first-start.ts';
import { cellsSpoilt, cellsToRetry } from '../run/ledger.ts';
import { cellFolder } from '../run/run-folder.ts';
import type { RecordedEnd, RecordedEnds } from '../run/recorded-end.ts';
import { RunLog } from '../run/run-log.ts';
import type { RunPlan } from '../run/run-plan.ts';
import type { Cell } from '../suite/cell.ts';
import { JestChild } from './jest-child.ts';
import { OperatorDesk } from './operator-desk.ts';
import { Progress } from './progress.ts';
import { heedSignals } from './signals.ts';
import { write } from './output.ts';

/** Rounds in which cells that the machine has spoilt are run again, each with half as many at a time, the last alone. */
const CALMER_ROUNDS = 3;

export interface AttemptsOptions {
  /** How many cells run at a time. */
  readonly workers: number;
  /** Where jest has its cache. */
  readonly cache: string;
  readonly stream: NodeJS.WriteStream;
  /** Which cells share an outage at the first attempt; in each later one every cell has its own. */
  readonly outages?: OutagePlan | undefined;
}

export interface RunEnd {
  /** What is wrong with the run as a whole; nothing when jest ran to its end. Failing tests are no trouble here. */
  readonly troubles: readonly string[];
  /** The signal that ended it early. */
  readonly interrupted: NodeJS.Signals | undefined;
  /** The folder of a cell whose start shows that no cell can be tested; the run was not gone on with. */
  readonly untestable: { readonly directory: string } | undefined;
  /** What the engine told of each attempt. */
  readonly ends: RecordedEnds;
}

/** An interrupted run is not gone on with. Nothing that was started is left when it resolves. */
export async function runAttempts(run: string, plan: RunPlan, options: AttemptsOptions): Promise<RunEnd> {
  const log = new RunLog(run, plan.candidate);
  const troubles: string[] = [];
  const told = new Map<string, RecordedEnd>();
  const engine = new CellEngine({
    atATime: options.workers,
    output: log.file,
    title: plan.id,
    onLoss: (cells, why) =>
      troubles.push(`the process that ran ${cells.join(', ')} ended (${why}); each was run again`),
    onUndone: (steps) => troubles.push(...steps),
  });
  const desk = new OperatorDesk(process.stdin, manualOrders(plan.candidate).length > 0);
  let jest: JestChild | undefined;
  const firstStart = new FirstStart();
  const held: (() => void)[] = [];
  let untestable: RunEnd['untestable'];
  const isOver = (): boolean => untestable !== undefined || signals.first !== undefined;
  const signals = heedSignals(giveUp, () => {
    jest?.kill();
    engine.kill();
  });
  try {
    await repeat(plan, run, engine, options, async (cells, attempt) => {
      const progress = new Progress(cells, options.stream);
      const ordered = longestFirst(cells);
      const shared = attempt === 1 ? (options.outages?.shared ?? []) : [];
      const together = new Map(shared.flatMap((group) => endsOf(group, progress)));
      const ends = new Map(ordered.map((cell) => [cell.id, together.get(cell.id) ?? ending(cell, attempt, progress)]));
      jest = new JestChild({
        run,
        cells: ordered,
        attempt,
        cache: options.cache,
        log: log.file,
        endOf: async (cell) => ends.get(cell),
      });
      await Promise.all(ends.values());
      const trouble = await jest.trouble;
      jest.kill();
      progress.stop();
      if (trouble !== undefined && !isOver()) troubles.push(trouble);
      return !isOver();
    });
    const decision = firstStart.over();
    if (decision.kind === 'untestable' && !isOver()) untestable = { directory: cellFolder(run, decision.cell) };
    if (untestable === undefined) showHeld();
    if (signals.first !== undefined) troubles.push(`the run was interrupted (${signals.first})`);
    return { troubles, interrupted: signals.first, untestable, ends: told };
  } finally {
    await engine.close();
    desk.close();
    signals.stop();
    log.close();
  }

  function endsOf(group: readonly SharedCell[], progress: Progress): ReadonlyArray<readonly [string, Promise<void>]> {
    const orders = sharedOrders(run, plan, group);
    const ends = engine.runTogether(orders.map((order) => ({ order, ears: earsOf(order.cell, progress) })));
    return orders.flatMap((order, index) => {
      const end = ends[index];
      return end === undefined ? [] : [[order.cell.id, ended(order, 1, progress, end)] as const];
    });
  }

  function earsOf(cell: Cell, progress: Progress): CellEars {
    return {
      onPhase: (phase) => {
        progress.reached(cell, phase);
        firstStart.entering(cell.id, phase);
        if (firstStart.decision.kind === 'testable') showHeld();
      },
      onAsk: (question, confirm) => desk.ask(cell, question, progress, confirm),
    };
  }

  function ending(cell: Cell, attempt: number, progress: Progress): Promise<void> {
    const order = plannedOrder(run, plan, cell, attempt);
    return ended(order, attempt, progress, engine.run(order, earsOf(cell, progress)));
  }

  async function ended(
    { cell, directory }: Order,
    attempt: number,
    progress: Progress,
    awaited: Promise<CellEnd>,
  ): Promise<void> {
    const end = await awaited;
    told.set(directory, end);
    // The history is read for as long as nothing is decided, and no longer.
    if (firstStart.decision.kind === 'open') {
      firstStart.ended(cell.id, startOfCell(outcomeIn(directory, cell, plan).events, end.verdict, attempt > 1));
    }
    const { decision } = firstStart;
    held.push(() => progress.ended(cell, end));
    if (decision.kind === 'testable') showHeld();
    if (decision.kind !== 'untestable' || isOver()) return;
    untestable = { directory: cellFolder(run, decision.cell, attempt) };
    giveUp();
  }

  /** That no cell could be started is told once, and not for each of them. */
  function showHeld(): void {
    for (const show of held.splice(0)) show();
  }

  function giveUp(): void {
    jest?.kill();
    void engine.close();
  }
}

/**
 * Each attempt begins when the one before is over. Cells that this machine was too busy for are run again by themselves,
 * fewer at a time; all others that are not green as often as the plan allows.
 *
 * @param attempt  runs the cells; resolves to whether there may be another attempt
 */
async function repeat(
  plan: RunPlan,
  run: string,
  engine: CellEngine,
  { workers, stream }: AttemptsOptions,
  attemptAt: (cells: readonly Cell[], attempt: number) => Promise<boolean>,
): Promise<void> {
  let cells = plan.cells.map(({ cell }) => cell);
  let [retries, calmer] = [plan.retries ?? 0, 0];
  for (let attempt = 1; ; attempt += 1) {
    // oxlint-disable-next-line no-await-in-loop -- an attempt follows from the one before
    if (!(await attemptAt(cells, attempt))) return;
    const spoilt = calmer < CALMER_ROUNDS ? cellsSpoilt(plan, readVerdicts(run, plan)) : [];
    if (spoilt.length > 0) {
      calmer += 1;
      engine.atATime = calmer === CALMER_ROUNDS ? 1 : Math.max(1, Math.floor(workers / 2 ** calmer));
      cells = [...spoilt];
      write(stream, `attempt ${attempt + 1} at ${count(cells.length, 'cell')} that this machine was too busy for\n`);
      continue;
    }
    if (retries === 0) return;
    retries -= 1;
    engine.atATime = workers;
    cells = [...cellsToRetry(plan, readOutcomes(run, plan))];
    if (cells.length === 0) return;
    write(
      stream,
      `attempt ${attempt + 1} at ${count(cells.length, 'cell')} that ${cells.length === 1 ? 'is' : 'are'} not green\n`,
    );
  }
}
