/**
 * Runs every defect of the reference server against the whole table: `npm run kill-matrix`. Writes the whole matrix to
 * reports/kill-matrix.md, and it in short to docs/kill-matrix.md.
 * Exits 1 when a check is turned red by no defect, a defect turns red more or less than it should, or the unbroken
 * server is not green; with `--check` also when the page is not what is committed.
 *
 *     npm run kill-matrix -- --defects a,b            some defects only: compared, and nothing is written
 *     npm run kill-matrix -- --cells 'DR-S*'          some cells only, by id or file name: compared as well
 *     npm run kill-matrix -- --candidate b2bua.yaml   the reference server as that file has it, in each defect
 *     npm run kill-matrix -- --candidates all         each defect in the files of other dialects, on one cell each; or some
 *                                                     files, with a comma between them
 *     npm run kill-matrix -- --pairs 20               so many of those cells, drawn by --seed, beside the rest
 *     npm run kill-matrix -- --check --share 10       as the gate does it: each defect on the cells that it should turn
 *                                                     red and on a tenth of the others, drawn by --seed
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { exit, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { allCells, chooseCells } from '../../src/cli/chosen-cells.ts';
import type { Defect } from '../../src/reference/defects/defect-table.ts';
import { DEFECTS } from '../../src/reference/defects/catalogue.ts';
import { plannedChecks } from '../../src/suite/planned-checks.ts';
import { type RunOptions, runJobs } from '../cells/run-jobs.ts';
import type { Job, JobResult } from '../cells/job.ts';
import { OTHER_DIALECTS } from '../../src/reference/defects/other-dialects.ts';
import { cellsFor } from './choice.ts';
import type { CellVerdict } from '../../src/judge/verdict.ts';
import { problemsOf, redIn, type TableRun } from './kills.ts';
import { type MatrixCell, renderPage, renderSummary, WHOLE } from './document.ts';
import { drawnPairs, isOpenPair, jobsOfPairs, pairsOf, problemsOfPairs } from './pairs.ts';

const PAGE = 'docs/kill-matrix.md';
/**
 * How many cells are run at a time, attempt for attempt. A cell whose situation could not be established is run again
 * with fewer beside it: a busy machine is nobody's fault. The same holds for a cell that should be red and is green, since
 * a defect that acts at a certain time acts too late on a busy machine. A cell that is red is never run again.
 */
const ATTEMPTS: readonly RunOptions[] = [{}, { atATime: 3 }, { atATime: 2 }, { atATime: 1 }];
const USAGE = 64;

const text = { type: 'string' } as const;
const options = {
  check: { type: 'boolean' },
  candidate: text,
  candidates: text,
  pairs: text,
  cells: text,
  defects: text,
  share: text,
  seed: text,
  keep: text,
  json: text,
} as const;
const { values } = parseArgs({ options });
const cells = chooseCells(allCells(), values.cells?.split(',') ?? []);
const planned = cells.flatMap(plannedChecks);
const wanted = values.defects?.split(',');
const share = {
  oneIn: Number(values.share ?? 1),
  pairs: Number(values.pairs ?? 0),
  seed: values.seed ?? new Date().toISOString().slice(0, 10),
};
const asked = values.candidates?.split(',') ?? ['all'];
const otherFiles = OTHER_DIALECTS.filter((file) => asked.includes('all') || asked.includes(file));
const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'parkspec-kill-'));

async function main(): Promise<number> {
  const [misuse] = misuses();
  if (misuse !== undefined) {
    stdout.write(`${misuse}\n`);
    return USAGE;
  }
  // The table of each defect, and beside it some pairs; or pairs alone.
  const hasTables = values.candidates === undefined;
  const whole = hasTables && wanted === undefined && values.cells === undefined && values.candidate === undefined;
  const defects = DEFECTS.filter(({ id }) => wanted?.includes(id) !== false).map((defect) => {
    return values.cells === undefined ? defect : { ...defect, turnsRed: defect.turnsRed.filter(isPlanned) };
  });
  const began = performance.now();
  const found = new Map<string, JobResult>();
  const subjects = hasTables ? [...subjectsWithout(defects), ...defects] : [];
  const ofTables = subjects.flatMap((subject) => {
    const ids = cells.map(({ id }) => id);
    return cellsFor(subject.id === undefined ? undefined : subject, ids, share).map((cell) => jobOf(subject, cell, 1));
  });
  const possible = pairsOf(defects, otherFiles).filter(({ check }) => isPlanned(check));
  const pairs = hasTables ? drawnPairs(possible, share.pairs, share.seed) : possible;
  const all = [...ofTables, ...jobsOfPairs(pairs, folder)];
  let jobs = all;
  let again = 0;
  for (const [before, load] of ATTEMPTS.entries()) {
    if (before > 0) jobs = jobs.filter(isOpen).map((job) => againOf(job, before + 1));
    if (before > 0) again += jobs.length;
    const meter = progress(jobs.length);
    // oxlint-disable-next-line no-await-in-loop -- a second attempt is for what the first left open
    for (const result of await runJobs(jobs, { ...load, onResult: meter })) found.set(result.key, result);
  }
  const runs = subjects.map(tableRun);
  const problems = [
    ...(hasTables ? problemsOf({ planned, expected: defects, runs, whole }) : []),
    ...problemsOfPairs(pairs, judged),
  ];
  if (problems.length === 0 && whole) problems.push(...pageProblems());
  const drawn = share.oneIn === 1 ? '' : ` (one in ${share.oneIn} of those that should stay green, seed ${share.seed})`;
  const ofPairs = pairs.filter((pair) => problemsOfPairs([pair], judged).length > 0).length;
  const kills = runs.flatMap(redIn).length + pairs.length - ofPairs;
  const seconds = Math.round((performance.now() - began) / 1000);
  stdout.write(
    `${defects.length} defects, ${pairs.length} of them in other dialects, ${planned.length} checks, ${all.length} cells${drawn}, ${kills} kills, ${problems.length} problems, ${again} cells run again, ${seconds} s\n`,
  );
  const failed = runs.filter(({ defect }) =>
    problems.some((each) => each.includes(defect ?? 'without a defect')),
  ).length;
  if (values.json !== undefined)
    writeFileSync(values.json, summary(runs.length + pairs.length, failed + ofPairs, problems));
  if (values.keep === undefined && problems.length === 0) rmSync(folder, { recursive: true });
  else stdout.write(`histories: ${folder}\n`);
  // Last, since of a long output only the end may be shown.
  for (const problem of problems) stdout.write(`✗ ${problem}\n`);
  return problems.length === 0 ? 0 : 1;

  function isPlanned(check: string): boolean {
    return planned.includes(check);
  }

  function judged(key: string): CellVerdict['checks'] | undefined {
    return found.get(key)?.verdict?.checks;
  }

  function isOpen(job: Job): boolean {
    const ofPair = isOpenPair(job.key, pairs, judged);
    if (ofPair !== undefined) return ofPair;
    const checks = judged(job.key);
    if (checks === undefined) return true;
    const defect = DEFECTS.find(({ id }) => id === job.defect);
    const foreseen = [...(defect?.turnsRed ?? []), ...(defect?.mayTurnRed ?? [])];
    if (checks.some(({ id, verdict }) => verdict === 'fail' && !foreseen.includes(id))) return false;
    const settled = defect === undefined ? ['pass', 'fail', 'not-applicable'] : ['fail'];
    const awaited = defect?.turnsRed ?? planned;
    return checks.some(({ id, verdict }) => awaited.includes(id) && !settled.includes(verdict));
  }

  function tableRun(subject: Subject): TableRun {
    const run = cells.filter((cell) => all.some((job) => job.key === keyOf(subject, cell.id)));
    const checks = run.flatMap((cell): TableRun['checks'] => {
      const result = found.get(keyOf(subject, cell.id));
      const reason = result?.problem ?? 'it was not run';
      return result?.verdict?.checks ?? plannedChecks(cell).map((id) => ({ id, verdict: 'error' as const, reason }));
    });
    return { defect: subject.id, candidate: subject.candidate, checks };
  }
}

/** What is wrong with the command line, one sentence each. */
function misuses(): readonly string[] {
  const unknown = wanted?.filter((id) => !DEFECTS.some((defect) => defect.id === id)) ?? [];
  const strange = asked.filter((word) => !['all', ...OTHER_DIALECTS].includes(word));
  return [
    ...(unknown.length > 0 ? [`no defect is called ${unknown.join(', ')}`] : []),
    ...(strange.length > 0 ? [`--candidates must be all, or some of ${OTHER_DIALECTS.join(', ')}`] : []),
    ...(Number.isInteger(share.oneIn) && share.oneIn > 0 ? [] : ['--share must be a whole number from 1']),
    ...(Number.isInteger(share.pairs) && share.pairs >= 0 ? [] : ['--pairs must be a whole number']),
  ];
}

/** The server with a defect, or without one, as one of its candidate files has it. */
type Subject = Pick<Defect, 'candidate' | 'outage'> &
  ({ readonly id: undefined } | { readonly id: string; readonly turnsRed: readonly string[] });

/** The server without a defect, in each candidate file in which a defect is to be seen. */
function subjectsWithout(defects: readonly Defect[]): readonly Subject[] {
  const files = new Set([undefined, ...defects.map(({ candidate }) => candidate)]);
  return [...files].map((candidate) => ({ id: undefined, ...(candidate && { candidate }) }));
}

function jobOf(subject: Subject, cell: string, attempt: number): Job {
  const { id: defect, outage, candidate: name } = subject;
  const directory = join(folder, nameOf(subject), attempt === 1 ? cell : `${cell}.${attempt}`);
  const candidate = values.candidate ?? (name && `fixtures/candidates/${name}.yaml`);
  return {
    key: keyOf(subject, cell),
    cell,
    defect,
    directory,
    ...(candidate && { candidate }),
    ...(outage && { outage }),
  };
}

function againOf(job: Job, attempt: number): Job {
  return { ...job, directory: `${job.directory.replace(/\.\d+$/, '')}.${attempt}` };
}

function keyOf(subject: Subject, cell: string): string {
  return `${nameOf(subject)}/${cell}`;
}

function nameOf({ id, candidate }: Subject): string {
  return id ?? (candidate === undefined ? 'none' : `none-${candidate}`);
}

/** The page is made from what the defects say of themselves, once a run has shown that it is true. */
function pageProblems(): readonly string[] {
  const rows = cells.map((cell): MatrixCell => ({ id: cell.id, title: cell.title, checks: plannedChecks(cell) }));
  mkdirSync(dirname(WHOLE), { recursive: true });
  writeFileSync(WHOLE, renderPage(rows, DEFECTS));
  const page = renderSummary(rows, DEFECTS);
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
