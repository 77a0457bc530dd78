/**
 * Runs every defect of the reference server against the whole table: `npm run kill-matrix`. Writes docs/kill-matrix.md.
 * Exits 1 when a check is turned red by no defect, a defect turns red more or less than it should, or the unbroken
 * server is not green; with `--check` also when the page is not what is committed.
 *
 *     npm run kill-matrix -- --defects a,b            some defects only: compared, and nothing is written
 *     npm run kill-matrix -- --check --share 3        as the gate does it: each defect on the cells that it should turn
 *                                                     red and on a third of the others, drawn by --seed
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exit, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { allCells } from '../../src/cli/chosen-cells.ts';
import { DEFECTS } from '../../src/reference/defects/catalogue.ts';
import { plannedChecks } from '../../src/suite/planned-checks.ts';
import { type RunOptions, runJobs } from '../cells/run-jobs.ts';
import type { Job, JobResult } from '../cells/job.ts';
import { cellsFor } from './choice.ts';
import { problemsOf, redIn, type TableRun } from './kills.ts';
import { renderPage } from './document.ts';

const PAGE = 'docs/kill-matrix.md';
/**
 * How many cells are run at a time, attempt for attempt. A cell whose situation could not be established is run again
 * with fewer beside it: a busy machine is nobody's fault.
 */
const ATTEMPTS: readonly RunOptions[] = [{}, { each: 1 }, { processes: 2, each: 1 }, { processes: 1, each: 1 }];
const USAGE = 64;

const text = { type: 'string' } as const;
const options = { check: { type: 'boolean' }, defects: text, share: text, seed: text, keep: text, json: text } as const;
const { values } = parseArgs({ options });
const cells = allCells();
const planned = cells.flatMap(plannedChecks);
const wanted = values.defects?.split(',');
const share = { oneIn: Number(values.share ?? 1), seed: values.seed ?? new Date().toISOString().slice(0, 10) };
const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'parkspec-kill-'));

async function main(): Promise<number> {
  const unknown = wanted?.filter((id) => !DEFECTS.some((defect) => defect.id === id)) ?? [];
  if (unknown.length > 0 || !Number.isInteger(share.oneIn) || share.oneIn < 1) {
    const what =
      unknown.length > 0 ? `no defect is called ${unknown.join(', ')}` : '--share must be a whole number from 1';
    stdout.write(`${what}\n`);
    return USAGE;
  }
  const defects = DEFECTS.filter(({ id }) => wanted?.includes(id) !== false);
  const began = performance.now();
  const found = new Map<string, JobResult>();
  const all = [undefined, ...defects].flatMap((defect) => {
    const ids = cells.map(({ id }) => id);
    return cellsFor(defect, ids, share).map((cell) => jobOf(defect?.id, cell, 1));
  });
  let jobs = all;
  let again = 0;
  for (const [before, load] of ATTEMPTS.entries()) {
    if (before > 0) jobs = jobs.filter(isOpen).map(({ defect, cell }) => jobOf(defect, cell, before + 1));
    if (before > 0) again += jobs.length;
    const meter = progress(jobs.length);
    // oxlint-disable-next-line no-await-in-loop -- a second attempt is for what the first left open
    for (const result of await runJobs(jobs, { ...load, onResult: meter })) found.set(result.key, result);
  }
  const runs = [undefined, ...defects].map((defect) => tableRun(defect?.id));
  const problems = problemsOf({ planned, expected: defects, runs, whole: wanted === undefined });
  if (problems.length === 0 && wanted === undefined) problems.push(...pageProblems());
  const drawn = share.oneIn === 1 ? '' : ` (one in ${share.oneIn} of those that should stay green, seed ${share.seed})`;
  const kills = runs.flatMap(redIn).length;
  const seconds = Math.round((performance.now() - began) / 1000);
  stdout.write(
    `${defects.length} defects, ${planned.length} checks, ${all.length} cells${drawn}, ${kills} kills, ${problems.length} problems, ${again} cells run again, ${seconds} s\n`,
  );
  const failed = runs.filter(({ defect }) =>
    problems.some((each) => each.includes(defect ?? 'without a defect')),
  ).length;
  if (values.json !== undefined) writeFileSync(values.json, summary(runs.length, failed, problems));
  if (values.keep === undefined && problems.length === 0) rmSync(folder, { recursive: true });
  else stdout.write(`histories: ${folder}\n`);
  // Last, since of a long output only the end may be shown.
  for (const problem of problems) stdout.write(`✗ ${problem}\n`);
  return problems.length === 0 ? 0 : 1;

  function isOpen(job: Job): boolean {
    const checks = found.get(job.key)?.verdict?.checks;
    if (checks === undefined) return true;
    const turnsRed = DEFECTS.find(({ id }) => id === job.defect)?.turnsRed ?? planned;
    return checks.some(
      ({ id, verdict }) => turnsRed.includes(id) && (verdict === 'inconclusive' || verdict === 'error'),
    );
  }

  function tableRun(defect: string | undefined): TableRun {
    const run = cells.filter((cell) => all.some((job) => job.key === keyOf(defect, cell.id)));
    const checks = run.flatMap((cell): TableRun['checks'] => {
      const result = found.get(keyOf(defect, cell.id));
      const reason = result?.problem ?? 'it was not run';
      return result?.verdict?.checks ?? plannedChecks(cell).map((id) => ({ id, verdict: 'error' as const, reason }));
    });
    return { defect, checks };
  }
}

function jobOf(defect: string | undefined, cell: string, attempt: number): Job {
  const directory = join(folder, defect ?? 'none', attempt === 1 ? cell : `${cell}.${attempt}`);
  const outage = DEFECTS.find(({ id }) => id === defect)?.outage;
  return { key: keyOf(defect, cell), cell, defect, directory, ...(outage && { outage }) };
}

function keyOf(defect: string | undefined, cell: string): string {
  return `${defect ?? 'none'}/${cell}`;
}

/** The page is made from what the defects say of themselves, once a run has shown that it is true. */
function pageProblems(): readonly string[] {
  const rows = cells.map((cell) => ({ id: cell.id, title: cell.title, checks: plannedChecks(cell) }));
  const page = renderPage(rows, DEFECTS);
  if (existsSync(PAGE) && readFileSync(PAGE, 'utf8') === page) return [];
  if (values.check === true) return [`${PAGE} is not up to date: run \`npm run kill-matrix\` and commit it`];
  writeFileSync(PAGE, page);
  return [];
}

/**
 * As jest tells its results: a test for each table that was run, and each problem by its name. What concerns no single
 * table counts as one more.
 */
function summary(runs: number, failed: number, problems: readonly string[]): string {
  return JSON.stringify({
    numTotalTests: runs,
    numPassedTests: runs - failed,
    numFailedTests: problems.length > 0 ? Math.max(failed, 1) : 0,
    testResults: [{ assertionResults: problems.map((fullName) => ({ status: 'failed', fullName })) }],
  });
}

function progress(all: number): () => void {
  let done = 0;
  return () => {
    done += 1;
    if (stdout.isTTY) stdout.write(done === all ? '\r\u001b[K' : `\r${done} of ${all} cells`);
  };
}

exit(await main());
