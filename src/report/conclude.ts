/** The end of a run: every planned check gets its verdict, the reports are written and published. */
import { join } from 'node:path';
import { HarnessError, messageOf } from '../harness-error.ts';
import { settle, type RunResult } from '../run/ledger.ts';
import { markConcluded, pruneRuns, readPlan, reportsOf } from '../run/run-folder.ts';
import { readOutcomes, recordedFiles } from '../run/cell-outcome.ts';
import type { RecordedEnds } from '../run/recorded-end.ts';
import { ALLURE_REPORT, generateAllure } from './allure.ts';
import { PAGE } from './reports.ts';
import { publish, publishAllure, publishBeginning, publishAllureResults } from './publish.ts';

export interface Conclusion {
  readonly result: RunResult;
  /** Absolute path of the published `index.html`. */
  readonly page: string;
  /** Why the reports could not be published; empty when they were. */
  readonly lacking: readonly string[];
  /** Absolute path of the page that `end` makes; undefined when it makes none. */
  readonly allurePage: string | undefined;
  /**
   * Makes and publishes the Allure report, and marks the run as concluded. This comes after the verdict is told, since no
   * verdict depends on it and it takes a second. Returns why there is no Allure report, or nothing.
   */
  readonly end: () => Promise<readonly string[]>;
}

export interface ConcludeOptions {
  /** What the owner of the run knows to be wrong with it as a whole, for example that it was interrupted. */
  readonly troubles: readonly string[];
  /** What was told of each attempt, where this process was told. */
  readonly ends?: RecordedEnds;
  /** Whether to make the Allure report. */
  readonly allure: boolean;
}

/**
 * Puts reports in the place of those of the run before, where there are any, that say of each check that it has no verdict
 * yet: a run that is killed leaves these, and not those of another run that look like its own.
 */
export async function announceRun(run: string): Promise<void> {
  const plan = readPlan(run);
  const troubles = [`run ${plan.id} has not ended: it is still going on, or it was killed`];
  const result = settle(plan, new Map(), { durationMs: 0, troubles });
  await publishBeginning(result, { run, reports: reportsOf(run), files: new Map(), allure: false });
}

/** Settles the run in folder `run` and publishes its reports, all but Allure's, beside the `runs` folder. */
export async function concludeRun(run: string, { troubles, allure, ends }: ConcludeOptions): Promise<Conclusion> {
  const plan = readPlan(run);
  const outcomes = readOutcomes(run, plan, ends);
  const result = settle(plan, outcomes, { durationMs: Math.max(0, Date.now() - Date.parse(plan.started)), troubles });
  const files = new Map(plan.cells.map(({ cell }) => [cell.id, recordedFiles(run, cell.id)]));
  const reports = reportsOf(run);
  const publication = { run, reports, files, allure: false };
  const page = join(reports, PAGE);
  const lacking: string[] = [];
  try {
    await publish(result, publication);
  } catch (error) {
    // The verdicts are told all the same, by who calls this.
    lacking.push(error instanceof HarnessError ? `${error.message}; ${error.hint}` : messageOf(error));
  }
  return {
    result,
    page,
    lacking,
    allurePage: allure ? join(reports, ALLURE_REPORT, 'index.html') : undefined,
    async end() {
      if (lacking.length > 0) return [];
      const name = plan.suites.map(({ suite }) => suite.epic).join(', ');
      const results = await publishAllureResults(publication);
      const report = allure
        ? ((await generateAllure(run, name)) ?? (await publishAllure(result, publication)))
        : undefined;
      markConcluded(run);
      pruneRuns(reports);
      return [report, results].filter((line) => line !== undefined);
    },
  };
}
