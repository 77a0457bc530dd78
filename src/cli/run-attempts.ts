/** Runs the cells of a run, and those that are not green again, as often as the plan allows. */
import { readOutcomes, readVerdicts } from '../run/cell-outcome.ts';
import { cellsSpoilt, cellsToRetry } from '../run/ledger.ts';
import type { RunPlan } from '../run/run-plan.ts';
import { count } from '../report/words.ts';
import { type JestEnd, runJest } from './jest-child.ts';
import { Progress } from './progress.ts';

/** Rounds in which cells that the machine has spoilt are run again, each with half as many at a time, the last alone. */
const CALMER_ROUNDS = 3;

/**
 * Each attempt has a jest and benches of its own and begins when the one before is over. Cells that this machine was too busy
 * for are run again by themselves, fewer at a time; all others that are not green as often as the plan allows. An interrupted
 * run is not gone on with.
 */
export async function runAttempts(
  run: string,
  plan: RunPlan,
  { workers, stream }: { readonly workers: number; readonly stream: NodeJS.WriteStream },
): Promise<JestEnd> {
  const troubles: string[] = [];
  let cells = plan.cells.map(({ cell }) => cell);
  let atATime = workers;
  let [retries, calmer] = [plan.retries ?? 0, 0];
  for (let attempt = 1; ; attempt += 1) {
    const progress = new Progress(cells, run, attempt, stream);
    progress.start();
    // oxlint-disable-next-line no-await-in-loop -- an attempt follows from the one before
    const end = await runJest(run, cells, { workers: atATime, attempt, isBusy: () => progress.isBusy() });
    progress.stop();
    troubles.push(...end.troubles);
    if (end.interrupted) return { troubles, interrupted: true };
    const spoilt = calmer < CALMER_ROUNDS ? cellsSpoilt(plan, readVerdicts(run, plan)) : [];
    if (spoilt.length > 0) {
      calmer += 1;
      atATime = calmer === CALMER_ROUNDS ? 1 : Math.max(1, Math.floor(workers / 2 ** calmer));
      cells = [...spoilt];
      stream.write(`attempt ${attempt + 1} at ${count(cells.length, 'cell')} that this machine was too busy for\n`);
      continue;
    }
    if (retries === 0) return { troubles, interrupted: false };
    retries -= 1;
    atATime = workers;
    cells = [...cellsToRetry(plan, readOutcomes(run, plan))];
    if (cells.length === 0) return { troubles, interrupted: false };
    stream.write(
      `attempt ${attempt + 1} at ${count(cells.length, 'cell')} that ${cells.length === 1 ? 'is' : 'are'} not green\n`,
    );
  }
}
