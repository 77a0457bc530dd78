/** The end of a run: every planned check gets its verdict, the reports are written and published. */
import { settle, type RunResult } from '../ledger/ledger.ts';
import { markConcluded, pruneRuns, readPlan, reportsOf } from '../ledger/folder.ts';
import { readOutcomes, recordedFiles } from '../ledger/outcome.ts';
import { generateAllure } from './allure.ts';
import { publish } from './publish.ts';

export interface Conclusion {
  readonly result: RunResult;
  /** Absolute path of the published `index.html`. */
  readonly page: string;
  /** Reports that could not be made, and why; no verdict depends on them. */
  readonly warnings: readonly string[];
}

/**
 * Settles the run in folder `run` and publishes its reports beside the `runs` folder. `troubles` are what its owner
 * knows to be wrong with it, for example that it was interrupted.
 */
export async function concludeRun(run: string, troubles: readonly string[]): Promise<Conclusion> {
  const plan = readPlan(run);
  const outcomes = readOutcomes(run, plan);
  const result = settle(plan, outcomes, { durationMs: Math.max(0, Date.now() - Date.parse(plan.started)), troubles });
  const files = new Map(plan.cells.map(({ cell }) => [cell.id, recordedFiles(run, cell.id)]));
  const allure = await generateAllure(run);
  const page = await publish(result, { run, reports: reportsOf(run), files, allure: allure === undefined });
  markConcluded(run);
  pruneRuns(reportsOf(run));
  return { result, page, warnings: allure === undefined ? [] : [allure] };
}
