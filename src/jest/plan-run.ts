/** Makes the plan of a run and its folder: what the command line asked for, or what jest was asked for directly. */
import { LARGEST_INPUT, readInputFile } from '../input-file.ts';
import { resolve } from 'node:path';
import { PACKAGE_ROOT } from '../package-root.ts';
import type { Candidate, Outage } from '../candidate/candidate.ts';
import { whyNotFor } from '../candidate/shared-address.ts';
import { recordedCandidate } from '../candidate/recorded-candidate.ts';
import { secretsOf } from '../candidate/secret-values.ts';
import type { BadNetwork, Phones } from '../history/event.ts';
import type { Baseline } from '../run/baseline.ts';
import { digestOf } from '../content-digest.ts';
import { createRun } from '../run/run-folder.ts';
import { type LeftOutSuite, type PlannedCell, type PlannedSuite, RUN_SCHEMA } from '../run/run-plan.ts';
import { cellsOf, type LoadedSuite } from '../suite/load-suites.ts';
import { plannedChecks } from '../suite/planned-checks.ts';
import { PARKSPEC_VERSION } from '../version.ts';

/** The candidate that is tested where none is named. */
export const REFERENCE: string = resolve(PACKAGE_ROOT, 'containers/reference/candidate.yaml');

export interface RunRequest {
  readonly reports: string;
  readonly candidate: Candidate;
  /** In the order in which they are shown; those of which no cell is planned are left out of the run. */
  readonly suites: readonly PlannedSuite[];
  readonly leftOut: readonly LeftOutSuite[];
  /** In the order in which they are shown. */
  readonly planned: readonly PlannedCell[];
  readonly filters: readonly string[];
  readonly words?: readonly string[];
  readonly strict: boolean;
  readonly outage?: Outage;
  readonly phones: Phones;
  readonly network?: BadNetwork;
  readonly retries?: number;
  readonly allowFlaky?: boolean;
  readonly baseline?: Baseline;
}

/** Returns the absolute path of the new run's folder. Its plan has no secrets, so the candidate is not to be started from it. */
export function planRun(request: RunRequest): string {
  const {
    reports,
    candidate,
    suites,
    leftOut,
    planned,
    filters,
    words,
    strict,
    outage,
    phones,
    network,
    retries,
    allowFlaky,
    baseline,
  } = request;
  return createRun(reports, {
    schema: RUN_SCHEMA,
    parkspec: PARKSPEC_VERSION,
    node: process.version,
    phones,
    started: new Date().toISOString(),
    pid: process.pid,
    candidate: recordedCandidate(candidate, secretsOf(candidate, process.env)),
    digest: digestOf(readInputFile(candidate.file, LARGEST_INPUT.yaml)),
    strict,
    ...(outage === undefined ? {} : { outage }),
    ...(network === undefined ? {} : { network }),
    ...(retries === undefined ? {} : { retries }),
    ...(allowFlaky === undefined ? {} : { allowFlaky }),
    ...(baseline === undefined ? {} : { baseline }),
    filters,
    ...(words === undefined ? {} : { words }),
    suites: suites.filter(({ suite }) => planned.some((cell) => cell.suite === suite.id)),
    ...(leftOut.length === 0 ? {} : { leftOut }),
    cells: planned,
  });
}

/**
 * A suite as the plan keeps it. `files` is how many cells it should have: one that cannot be read counts, because without
 * it nothing is complete.
 */
export function plannedSuite(loaded: LoadedSuite, files: number = loaded.specs.length): PlannedSuite {
  const { suite, requirements } = loaded;
  return { suite, requirements, cells: files, checks: cellsOf(loaded).flatMap(plannedChecks).length };
}

/** A suite that is for other candidates, as the plan keeps it. */
export function leftOutOf({ suite }: Pick<LoadedSuite, 'suite'>): LeftOutSuite {
  return { id: suite.id, version: suite.version, why: whyNotFor(suite) };
}
