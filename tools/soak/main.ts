/**
 * Runs the table again and again under stress: `npm run soak -- --runs 60`. Exits 1 when a check of the conforming server
 * was red, or one that a defect should turn red has passed; 64 when the command line cannot be meant.
 *
 *     --runs <n>          runs (of each defect, where defects are named), default 6
 *     --profile <names>   of clean, busy, loss-1, loss-5, jitter-30, mixed; default: all in rotation
 *     --network <what>    this network instead of profiles: loss=5%,jitter=30ms,duplicate=1%,reorder=1%,delay=10ms
 *     --busy <n>          processors kept busy, default: as the profile says
 *     --defect <ids>      break the reference server on purpose, or in all ways (all); each on the cells that it should turn
 *                         red, unless --cells says otherwise
 *     --seed <n>          the runs' seeds follow from it; drawn and printed when left out
 *     --cells <ids>       only these cells
 *     --candidate <file>  another candidate than the reference server's own file
 *     --at-a-time <n>     cells that run at a time, default: three for each processor
 *     --keep <folder>     keep every history here; otherwise those of cells that are not green are kept in a folder of /tmp
 */
import { randomInt } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, exit, stderr, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { allCells } from '../../src/cli/chosen-cells.ts';
import { DEFECTS } from '../../src/reference/defects/catalogue.ts';
import { formatImpairment } from '../../src/network/impairment.ts';
import { runJobs } from '../cells/run-jobs.ts';
import type { Job, JobResult } from '../cells/job.ts';
import { renderAccount, wrongIn, type SoakCell, type SoakRun } from './account.ts';
import { whileBusy } from './busy.ts';
import { planRuns } from './plan.ts';
import { impairment, type Profile, PROFILES } from './profiles.ts';

const USAGE = 64;

interface Soak {
  readonly runs: readonly SoakRun[];
  readonly profiles: readonly Profile[];
  readonly cells: readonly string[];
  /** The user has named the cells. */
  readonly ownChoice: boolean;
  readonly candidate: string | undefined;
  readonly atATime: number;
  readonly folder: string;
  readonly keepAll: boolean;
}

async function main(soak: Soak, signal: AbortSignal): Promise<number> {
  const found: SoakCell[] = [];
  // Runs that are equally busy are taken together, so that processors stay busy for all of a run.
  for (const busy of new Set(soak.profiles.map((profile) => profile.busy))) {
    const runs = soak.runs.filter(({ profile }) => profileNamed(soak, profile).busy === busy);
    const jobs = runs.flatMap((run) => cellsOf(soak, run).map((cell) => ({ run, job: jobOf(soak, run, cell) })));
    const byKey = new Map(jobs.map(({ run, job }) => [job.key, { run, job }]));
    const onResult = (result: JobResult): void => {
      const { run, job } = byKey.get(result.key) ?? {};
      if (run !== undefined && job !== undefined && !signal.aborted) found.push(take(soak, run, job, result));
    };
    const all = jobs.map(({ job }) => job);
    // oxlint-disable-next-line no-await-in-loop -- one kind of stress after the other
    await whileBusy(busy, () => runJobs(all, { onResult, signal, atATime: soak.atATime }));
  }
  return conclude(soak, found, signal);
}

/** Tells of what is not green as it comes; its history is kept, so that it can be looked at and judged again. */
function take(soak: Soak, run: SoakRun, job: Job, result: JobResult): SoakCell {
  const checks = result.verdict?.checks ?? [
    { id: `${job.cell}/*`, verdict: 'error' as const, reason: result.problem ?? 'no verdict' },
  ];
  const open = checks.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'not-applicable');
  if (run.defect === undefined) {
    for (const { id, verdict, reason } of open) {
      stdout.write(`run ${run.number} ${run.profile} seed ${run.seed}: ${id} ${verdict}: ${reason}\n`);
    }
  }
  if (open.length === 0 && !soak.keepAll) rmSync(job.directory, { recursive: true, force: true });
  return { run, cell: job.cell, checks };
}

function conclude(soak: Soak, found: readonly SoakCell[], signal: AbortSignal): number {
  const finished = soak.runs.filter(
    (run) => found.filter((each) => each.run === run).length === cellsOf(soak, run).length,
  );
  const cells = found.filter(({ run }) => finished.includes(run));
  stdout.write(`\n${renderAccount(cells)}\n`);
  const wrong = finished.flatMap((run) => {
    const checks = wrongIn(
      cells.filter((each) => each.run === run),
      redFor,
    );
    return checks.length === 0 ? [] : [{ run, checks }];
  });
  for (const { run, checks } of wrong) {
    const what = run.defect === undefined ? 'the conforming server is red' : `defect ${run.defect} is not seen`;
    stdout.write(`✗ run ${run.number}: ${what} in ${checks.join(', ')} (${run.profile}, seed ${run.seed})\n`);
  }
  if (signal.aborted) stdout.write(`interrupted: ${finished.length} of ${soak.runs.length} runs were finished\n`);
  if (readdirSync(soak.folder).length > 0) stdout.write(`histories: ${soak.folder}\n`);
  else rmSync(soak.folder, { recursive: true });
  return wrong.length > 0 ? 1 : signal.aborted ? 130 : 0;
}

/** A defect need not be shown again to leave alone what it should: the kill matrix does that. */
function cellsOf(soak: Soak, { defect }: SoakRun): readonly string[] {
  if (defect === undefined || soak.ownChoice) return soak.cells;
  return soak.cells.filter((cell) => redFor(defect).some((check) => check.startsWith(`${cell}/`)));
}

function redFor(defect: string): readonly string[] {
  return DEFECTS.find(({ id }) => id === defect)?.turnsRed ?? [];
}

function jobOf(soak: Soak, { number, profile, seed, defect }: SoakRun, cell: string): Job {
  const { impairment: bad } = profileNamed(soak, profile);
  const directory = join(soak.folder, `${number}.${profile}.${cell}`);
  // Some show only when the primary goes down in a way of their own.
  const outage = DEFECTS.find(({ id }) => id === defect)?.outage;
  const network = bad && { impairment: bad, seed };
  const { candidate } = soak;
  return { key: `${number} ${cell}`, cell, defect, directory, network, ...(outage && { outage }), candidate };
}

function profileNamed(soak: Pick<Soak, 'profiles'>, name: string): Profile {
  const profile = soak.profiles.find((each) => each.name === name);
  if (profile === undefined) throw new RangeError(`no profile is called ${name}`);
  return profile;
}

/** Throws for a command line that cannot be meant. */
function readArguments(args: readonly string[]): Soak {
  const text = { type: 'string' } as const;
  const options = { runs: text, profile: text, network: text, busy: text, defect: text, seed: text } as const;
  const more = { cells: text, candidate: text, 'at-a-time': text, keep: text } as const;
  const { values } = parseArgs({ args: [...args], options: { ...options, ...more } });
  const seed = values.seed === undefined ? randomInt(2 ** 32) : whole('--seed', values.seed, 2 ** 32 - 1);
  const names = choose(
    '--profile',
    values.profile,
    PROFILES.map(({ name }) => name),
  );
  const own = values.network === undefined ? undefined : impairment(values.network);
  const busy = values.busy === undefined ? undefined : whole('--busy', values.busy, 64);
  const chosen = own === undefined ? PROFILES.filter(({ name }) => names.includes(name)) : [namedAfter(own, busy)];
  const profiles = busy === undefined ? chosen : chosen.map((profile) => ({ ...profile, busy }));
  const defects =
    values.defect === undefined
      ? []
      : choose(
          '--defect',
          values.defect === 'all' ? undefined : values.defect,
          DEFECTS.map(({ id }) => id),
        );
  const runs = whole('--runs', values.runs ?? '6', 100_000);
  stdout.write(`soak of ${runs * Math.max(1, defects.length)} runs, seed ${seed}\n`);
  return {
    runs: planRuns(
      runs,
      profiles.map(({ name }) => name),
      defects,
      seed,
    ),
    profiles,
    cells: choose(
      '--cells',
      values.cells,
      allCells().map(({ id }) => id),
    ),
    ownChoice: values.cells !== undefined,
    candidate: values.candidate,
    atATime: whole('--at-a-time', values['at-a-time'] ?? String(3 * availableParallelism()), 64),
    folder: values.keep ?? mkdtempSync(join(tmpdir(), 'parkspec-soak-')),
    keepAll: values.keep !== undefined,
  };
}

function namedAfter(own: NonNullable<Profile['impairment']>, busy = 0): Profile {
  return { name: formatImpairment(own), impairment: own, busy };
}

/** Those of `known` that the text names, separated by commas; all when there is no text. */
function choose(option: string, text: string | undefined, known: readonly string[]): readonly string[] {
  if (text === undefined) return known;
  const names = text.split(',');
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new RangeError(`${option} ${unknown} is none of ${known.join(', ')}`);
  return names;
}

function whole(option: string, text: string, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= most) return value;
  throw new RangeError(`${option} takes a whole number up to ${most}, got ${text}`);
}

function start(): Promise<number> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  try {
    return main(readArguments(argv.slice(2)), stop.signal);
  } catch (error) {
    stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    return Promise.resolve(USAGE);
  }
}

exit(await start());
