/** Puts the reports of a run where people look for them. Two runs of one folder never mix: the later one replaces all. */
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { underLock } from '../file-lock.ts';
import { HarnessError, messageOf } from '../harness-error.ts';
import { makeFolders } from '../run/run-folder.ts';
import type { RunResult } from '../run/ledger.ts';
import { ALLURE_REPORT, ALLURE_RESULTS } from './allure.ts';
import { isReport, PAGE, type Publication, reportsOf } from './reports.ts';

const LOCK = '.publishing.lock';
/** How long another run may publish, which takes it some milliseconds, in ms. */
const WITHIN = 10_000;

/**
 * Makes the folder for the reports, and shows that they can be put there: before a run, which would otherwise be for nothing.
 * @throws HarnessError when they cannot.
 */
export async function prepareReports(reports: string): Promise<void> {
  try {
    makeFolders(join(reports, 'runs'));
  } catch (cause) {
    throw new HarnessError('record', `the reports cannot be written to ${reports}: ${messageOf(cause)}`, {
      hint: 'choose a folder that can be written (`--reports <dir>`)',
      cause,
    });
  }
  for (const folder of [reports, join(reports, 'runs')]) {
    // oxlint-disable-next-line no-await-in-loop -- it takes a moment
    await underLock(join(folder, LOCK), () => undefined, { within: WITHIN });
  }
}

/**
 * Returns the absolute path of the published page.
 * @throws HarnessError when the reports cannot be written; those that were there before are then there still.
 */
export async function publish(result: RunResult, publication: Publication): Promise<string> {
  const { reports, run, allure } = publication;
  const staged = join(run, 'reports');
  try {
    rmSync(staged, { recursive: true, force: true });
    mkdirSync(staged);
    for (const [name, text] of reportsOf(result, publication)) writeFileSync(join(staged, name), text);
    if (existsSync(join(run, ALLURE_RESULTS))) {
      cpSync(join(run, ALLURE_RESULTS), join(staged, ALLURE_RESULTS), { recursive: true });
    }
    if (allure) renameSync(join(run, ALLURE_REPORT), join(staged, ALLURE_REPORT));
    await underLock(join(reports, LOCK), () => exchange(staged, reports, join(run, 'replaced')), { within: WITHIN });
  } catch (cause) {
    throw new HarnessError('record', `the reports could not be published in ${reports}: ${messageOf(cause)}`, {
      hint: `${cause instanceof HarnessError ? cause.hint : 'see what is in the way there'}; what the run recorded is in ${run}`,
      cause,
    });
  } finally {
    rmSync(staged, { recursive: true, force: true });
  }
  return join(reports, PAGE);
}

/**
 * Puts the staged reports in the place of those that are there, all or none: a report that this run does not have must not
 * stay there from an older one. What was there is in `replaced` until all is done.
 */
function exchange(staged: string, reports: string, replaced: string): void {
  const undo: Array<() => void> = [];
  rmSync(replaced, { recursive: true, force: true });
  mkdirSync(replaced);
  try {
    for (const name of new Set([...filesIn(staged), ...filesIn(reports)]))
      exchangeFile(name, { staged, reports, replaced }, undo);
    for (const name of [ALLURE_RESULTS, ALLURE_REPORT]) exchangeFolder(name, { staged, reports, replaced }, undo);
  } catch (cause) {
    for (const step of undo.toReversed()) step();
    throw cause;
  } finally {
    rmSync(replaced, { recursive: true, force: true });
  }
}

interface Places {
  readonly staged: string;
  readonly reports: string;
  readonly replaced: string;
}

/** The files of a folder that are reports, of this run or of an earlier one. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder).filter(isReport);
}

/** In one step, so that a reader finds the old file or the new one. */
function exchangeFile(name: string, { staged, reports, replaced }: Places, undo: Array<() => void>): void {
  const to = join(reports, name);
  const old = join(replaced, name);
  const before = existsSync(to);
  if (before) copyFileSync(to, old);
  undo.push(() => (before ? renameSync(old, to) : rmSync(to, { force: true })));
  if (existsSync(join(staged, name))) renameSync(join(staged, name), to);
  else rmSync(to, { force: true });
}

/** In two steps: a folder does not take the place of another one that holds something. */
function exchangeFolder(name: string, { staged, reports, replaced }: Places, undo: Array<() => void>): void {
  const to = join(reports, name);
  if (existsSync(to)) {
    renameSync(to, join(replaced, name));
    undo.push(() => renameSync(join(replaced, name), to));
  }
  if (!existsSync(join(staged, name))) return;
  renameSync(join(staged, name), to);
  undo.push(() => renameSync(to, join(staged, name)));
}
