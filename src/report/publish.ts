/** Puts the reports of a run where people look for them. Two runs of one folder never mix: the later one replaces all. */
import {
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { underLock } from '../file-lock.ts';
import { HarnessError, messageOf } from '../harness-error.ts';
import { makeFolders } from '../run/run-folder.ts';
import type { RunResult } from '../run/ledger.ts';
import { ALLURE_REPORT, ALLURE_RESULTS } from './allure.ts';
import { isFull, releaseRoom, reserveRoom } from './full-disk.ts';
import { isReport, PAGE, pageOf, type Publication, reportsOf } from './reports.ts';

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
 * Publishes all reports but Allure's, which takes longer to make and much more room. Returns the absolute path of the
 * published page.
 * @throws HarnessError when the reports cannot be written; those that were there before are then there still.
 */
export async function publish(result: RunResult, publication: Publication): Promise<string> {
  releaseRoom(publication.run);
  await withLessIfFull(publication, (parts) => publishTexts(result, parts));
  return join(publication.reports, PAGE);
}

/**
 * Puts the reports of a run that begins in the place of older ones, where there are any, and holds as much room as those of
 * its end may need.
 * @throws HarnessError when there is not so much, or the reports cannot be written.
 */
export async function publishBeginning(result: RunResult, publication: Publication): Promise<void> {
  const { run, reports } = publication;
  const texts = reportsOf(result, publication).map(([, text]) => text);
  try {
    await withLessIfFull(publication, async () => reserveRoom(run, Buffer.byteLength(texts.join(''))));
  } catch (cause) {
    throw new HarnessError('record', `there is no room for the reports in ${reports}: ${messageOf(cause)}`, {
      hint: 'make room on the disk, or choose another folder (`--reports <dir>`)',
      cause,
    });
  }
  const old = [ALLURE_RESULTS, ALLURE_REPORT].some((name) => existsSync(join(reports, name)));
  if (old || filesIn(reports).length > 0) await publishTexts(result, publication);
}

/**
 * Does it again without what is for reading and nothing that counts: what Allure has written, of this run or an older one, and then
 * also without the ladders of the page.
 */
async function withLessIfFull(
  publication: Publication,
  work: (publication: Publication) => Promise<void>,
): Promise<void> {
  const { run, reports } = publication;
  try {
    return await work(publication);
  } catch (error) {
    if (!isFull(error)) throw error;
  }
  for (const folder of [run, reports]) {
    for (const name of [ALLURE_RESULTS, ALLURE_REPORT]) rmSync(join(folder, name), { recursive: true, force: true });
  }
  try {
    await work(publication);
  } catch (error) {
    if (!isFull(error)) throw error;
    await work({ ...publication, ladders: false });
  }
}

async function publishTexts(result: RunResult, publication: Publication): Promise<void> {
  const { reports } = publication;
  await underStage(publication, (staged) => {
    for (const [name, text] of reportsOf(result, publication)) writeFileSync(join(staged, name), text);
    return () => [...new Set([...filesIn(staged), ...filesIn(reports)])].concat(ALLURE_RESULTS, ALLURE_REPORT);
  });
}

/** Publishes what Allure was told, for those who make a report of several runs. Returns why it could not, or undefined. */
export async function publishAllureResults(publication: Publication): Promise<string | undefined> {
  const { run } = publication;
  if (!existsSync(join(run, ALLURE_RESULTS))) return undefined;
  try {
    await underStage(publication, (staged) => {
      cpSync(join(run, ALLURE_RESULTS), join(staged, ALLURE_RESULTS), { recursive: true });
      return () => [ALLURE_RESULTS];
    });
    return undefined;
  } catch (error) {
    return `there are no Allure results beside the reports: ${messageOf(error)}`;
  }
}

/**
 * Publishes the Allure report of a run, and the page with its link. Where another run has published its reports in the
 * meantime, those stay as they are. Returns why it could not, or undefined; what was there before is then there still.
 */
export async function publishAllure(result: RunResult, publication: Publication): Promise<string | undefined> {
  const { reports, run } = publication;
  const page = join(reports, PAGE);
  const own = pageOf(result, { ...publication, allure: false });
  try {
    await underStage(publication, (staged) => {
      writeFileSync(join(staged, PAGE), pageOf(result, { ...publication, allure: true }));
      renameSync(join(run, ALLURE_REPORT), join(staged, ALLURE_REPORT));
      return () => (existsSync(page) && readFileSync(page, 'utf8') === own ? [PAGE, ALLURE_REPORT] : []);
    });
    return undefined;
  } catch (error) {
    return `there is no Allure report: ${messageOf(error)}`;
  }
}

/**
 * Exchanges what `fill` puts in a new folder of the run for what is published under the same names. The names are asked
 * for while no other run publishes.
 */
async function underStage(
  { run, reports }: Publication,
  fill: (staged: string) => () => readonly string[],
): Promise<void> {
  const staged = join(run, 'reports');
  try {
    rmSync(staged, { recursive: true, force: true });
    mkdirSync(staged);
    const names = fill(staged);
    const places = { staged, reports, replaced: join(run, 'replaced') };
    await underLock(join(reports, LOCK), () => exchange(names(), places), { within: WITHIN });
  } catch (cause) {
    throw new HarnessError('record', `the reports could not be published in ${reports}: ${messageOf(cause)}`, {
      hint: `${cause instanceof HarnessError ? cause.hint : 'see what is in the way there'}; what the run recorded is in ${run}`,
      cause,
    });
  } finally {
    rmSync(staged, { recursive: true, force: true });
  }
}

/**
 * Puts the staged reports in the place of those that are there, all or none: a report that this run does not have must not
 * stay there from an older one. What was there is in `replaced` until all is done.
 */
function exchange(names: readonly string[], places: Places): void {
  const { replaced } = places;
  const undo: Array<() => void> = [];
  rmSync(replaced, { recursive: true, force: true });
  mkdirSync(replaced);
  try {
    for (const name of names) (isReport(name) ? exchangeFile : exchangeFolder)(name, places, undo);
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
  if (before) keep(to, old);
  undo.push(() => (before ? renameSync(old, to) : rmSync(to, { force: true })));
  if (existsSync(join(staged, name))) renameSync(join(staged, name), to);
  else rmSync(to, { force: true });
}

/** A second name takes no room, which a full disk does not have. */
function keep(file: string, as: string): void {
  try {
    linkSync(file, as);
  } catch {
    copyFileSync(file, as);
  }
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
