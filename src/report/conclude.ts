/** The end of a run: every planned check gets its verdict, the reports are written and published. */
import { settle, type RunResult } from '../run/ledger.ts';
import { markConcluded, pruneRuns, readPlan, reportsOf } from '../run/run-folder.ts';
import { readOutcomes, recordedFiles } from '../run/cell-outcome.ts';
import { generateAllure } from './allure.ts';
import { publish } from './publish.ts';

export interface Conclusion {
  readonly result: RunResult;
  /** Absolute path of the published `index.html`. */
  readonly page: string;
  /** Reports that could not be made, and why; no verdict depends on them. */
  readonly warnings: readonly string[];
}

export interface ConcludeOptions {
  /** What the owner of the run knows to be wrong with it as a whole, for example that it was interrupted. */
  readonly troubles: readonly string[];
  /** Whether to make the Allure report, which takes a second. */
  readonly allure: boolean;
}

/** Settles the run in folder `run` and publishes its reports beside the `runs` folder. */
export async function concludeRun(run: string, { troubles, allure }: ConcludeOptions): Promise<Conclusion> {
  const plan = readPlan(run);
  const outcomes = readOutcomes(run, plan);
  const result = settle(plan, outcomes, { durationMs: Math.max(0, Date.now() - Date.parse(plan.started)), troubles });
  const files = new Map(plan.cells.map(({ cell }) => [cell.id, recordedFiles(run, cell.id)]));
  const lacking = allure ? await generateAllure(run, plan.suites.map(({ suite }) => suite.epic).join(', ')) : undefined;
  const page = await publish(result, {
    run,
    reports: reportsOf(run),
    files,
    allure: allure && lacking === undefined,
  });
  markConcluded(run);
  pruneRuns(reportsOf(run));
  return { result, page, warnings: lacking === undefined ? [] : [lacking] };
}
