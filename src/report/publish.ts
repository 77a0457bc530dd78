/** Puts the reports of a run where people look for them. Two runs of one folder never mix: the later one replaces all. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, writeWhole } from '../run/run-folder.ts';
import type { RunResult, SuiteResult } from '../run/ledger.ts';
import { ALLURE_REPORT, ALLURE_RESULTS } from './allure.ts';
import { renderBadge } from './badge.ts';
import { complianceOf } from './compliance.ts';
import { renderJunit } from './junit.ts';
import { renderPage } from './page/page.ts';
import { renderSummary } from './summary.ts';

export interface Publication {
  /** The folder of the run, where the Allure report and the histories are. */
  readonly run: string;
  readonly reports: string;
  /** What each cell left behind, by cell id. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** Whether an Allure report was made. */
  readonly allure: boolean;
}

const PAGE = 'index.html';
const LOCK = '.publishing';
/** How long another run may publish before it is taken for dead, in ms. */
const PATIENCE = 10_000;

/** Returns the absolute path of the published page. */
export async function publish(result: RunResult, publication: Publication): Promise<string> {
  const { reports, run, allure } = publication;
  const staged = join(run, 'reports');
  rmSync(staged, { recursive: true, force: true });
  mkdirSync(staged);
  for (const [name, text] of reportsOf(result, publication)) writeFileSync(join(staged, name), text);
  if (existsSync(join(run, ALLURE_RESULTS))) {
    cpSync(join(run, ALLURE_RESULTS), join(staged, ALLURE_RESULTS), { recursive: true });
  }
  if (allure) renameSync(join(run, ALLURE_REPORT), join(staged, ALLURE_REPORT));
  await underLock(join(reports, LOCK), () => {
    const names = new Set([...NAMES, ...badgesIn(reports), ...badgesIn(staged), ALLURE_RESULTS, ALLURE_REPORT]);
    for (const name of names) replace(join(staged, name), join(reports, name), run);
  });
  rmSync(staged, { recursive: true, force: true });
  return join(reports, PAGE);
}

const NAMES = [PAGE, 'compliance.json', 'junit.xml', 'summary.md', 'badge.svg'] as const;

function reportsOf(result: RunResult, { run, files, allure }: Publication): ReadonlyArray<readonly [string, string]> {
  const beside = [
    { href: 'compliance.json', title: 'compliance.json' },
    { href: 'junit.xml', title: 'junit.xml' },
    { href: 'summary.md', title: 'summary.md' },
    ...(allure ? [{ href: `${ALLURE_REPORT}/index.html`, title: 'Allure report' }] : []),
  ];
  return [
    [PAGE, renderPage(result, { run: `runs/${basename(run)}`, files, beside })],
    ['compliance.json', `${JSON.stringify(complianceOf(result), undefined, 2)}\n`],
    ['junit.xml', renderJunit(result)],
    ['summary.md', renderSummary(result)],
    ...result.suites.flatMap(badgesOf),
  ];
}

/** The badge of the first suite, and one of each by its id where there are several. */
function badgesOf(
  suite: SuiteResult,
  at: number,
  all: readonly SuiteResult[],
): ReadonlyArray<readonly [string, string]> {
  const badge = renderBadge(suite);
  const named = all.length === 1 ? [] : [[`badge-${suite.planned.suite.id}.svg`, badge] as const];
  return at === 0 ? [['badge.svg', badge], ...named] : named;
}

/** Those of suites by their ids; a run that has another suite, or one only, must not leave them there. */
function badgesIn(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => /^badge-[a-z0-9-]+\.svg$/.test(name));
}

/** Puts `from` in the place of `to`; a report that this run does not have must not stay there from an older one. */
function replace(from: string, to: string, run: string): void {
  // A file can take another's place in one step, a folder cannot.
  const isFile = statSync(from, { throwIfNoEntry: false })?.isFile() === true;
  const old = join(run, `old-${basename(to)}`);
  if (!isFile && existsSync(to)) renameSync(to, old);
  if (existsSync(from)) renameSync(from, to);
  rmSync(old, { recursive: true, force: true });
}

/** A folder can be made by one process only. A dead owner's lock is taken over. */
async function underLock(lock: string, work: () => void): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  while (!tryLock(lock)) {
    if (isAbandoned(lock) || Date.now() > deadline) rmSync(lock, { recursive: true, force: true });
    else await delay(20);
  }
  try {
    work();
  } finally {
    rmSync(join(lock, 'pid'), { force: true });
    rmdirSync(lock);
  }
}

function tryLock(lock: string): boolean {
  try {
    mkdirSync(lock);
  } catch {
    return false;
  }
  writeWhole(join(lock, 'pid'), String(process.pid));
  return true;
}

function isAbandoned(lock: string): boolean {
  try {
    return !isAlive(Number(readFileSync(join(lock, 'pid'), 'utf8')));
  } catch {
    // Its owner is just about to write its pid, or to remove the lock.
    return false;
  }
}
