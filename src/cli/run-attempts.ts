/** Runs the cells of a run, and those that are not green again, as often as the plan allows. */
import { readOutcomes } from '../run/cell-outcome.ts';
import { cellsToRetry } from '../run/ledger.ts';
import type { RunPlan } from '../run/run-plan.ts';
import { count } from '../report/words.ts';
import { type JestEnd, runJest } from './jest-child.ts';
import { Progress } from './progress.ts';

/**
 * Each attempt has a jest and benches of its own and begins when the one before is over: what is run again has the
 * machine more to itself. An interrupted run is not gone on with.
 */
export async function runAttempts(
  run: string,
  plan: RunPlan,
  { workers, stream }: { readonly workers: number; readonly stream: NodeJS.WriteStream },
): Promise<JestEnd> {
  const troubles: string[] = [];
  let cells = plan.cells.map(({ cell }) => cell);
  for (let attempt = 1; ; attempt += 1) {
    const progress = new Progress(cells, run, attempt, stream);
    progress.start();
    // oxlint-disable-next-line no-await-in-loop -- an attempt follows from the one before
    const end = await runJest(run, cells, { workers, attempt, isBusy: () => progress.isBusy() });
    progress.stop();
    troubles.push(...end.troubles);
    if (end.interrupted || attempt > (plan.retries ?? 0)) return { troubles, interrupted: end.interrupted };
    cells = [...cellsToRetry(plan, readOutcomes(run, plan))];
    if (cells.length === 0) return { troubles, interrupted: false };
    stream.write(
      `attempt ${attempt + 1} at ${count(cells.length, 'cell')} that ${cells.length === 1 ? 'is' : 'are'} not green\n`,
    );
  }
}
