/** Makes the plan of a run and its folder: what the command line asked for, or what jest was asked for directly. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { PACKAGE_ROOT } from '../package-root.ts';
import type { Candidate, Outage } from '../candidate/candidate.ts';
import type { BadNetwork, Phones } from '../history/event.ts';
import type { Baseline } from '../run/baseline.ts';
import { createRun } from '../run/run-folder.ts';
import { type PlannedCell, RUN_SCHEMA, type RunPlan } from '../run/run-plan.ts';
import { type Cell, PHASES, STATES } from '../suite/cell.ts';
import { loadCell } from '../suite/load-cell.ts';
import { plannedChecks } from '../suite/planned-checks.ts';
import { findFiles } from '../suite/cell-files.ts';
import { PARKSPEC_VERSION } from '../version.ts';

/** The candidate that is tested where none is named. */
export const REFERENCE: string = resolve(PACKAGE_ROOT, 'containers/reference/candidate.yaml');

export interface RunRequest {
  readonly reports: string;
  readonly candidate: Candidate;
  readonly suite: RunPlan['suite'];
  readonly planned: readonly PlannedCell[];
  readonly filters: readonly string[];
  readonly strict: boolean;
  readonly outage?: Outage;
  readonly phones: Phones;
  readonly network?: BadNetwork;
  readonly retries?: number;
  readonly allowFlaky?: boolean;
  readonly baseline?: Baseline;
}

/** Returns the absolute path of the new run's folder. */
export function planRun(request: RunRequest): string {
  const {
    reports,
    candidate,
    suite,
    planned,
    filters,
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
    candidate,
    digest: createHash('sha256').update(readFileSync(candidate.file)).digest('hex'),
    strict,
    ...(outage === undefined ? {} : { outage }),
    ...(network === undefined ? {} : { network }),
    ...(retries === undefined ? {} : { retries }),
    ...(allowFlaky === undefined ? {} : { allowFlaky }),
    ...(baseline === undefined ? {} : { baseline }),
    filters,
    suite,
    cells: planned.toSorted((a, b) => byPlace(a.cell, b.cell)),
  });
}

/** Orders cells as the table is read: row by row, from left to right, then what is stated beside it. */
export function byPlace(a: Cell, b: Cell): number {
  return placeOf(a) - placeOf(b) || (a.id < b.id ? -1 : 1);
}

function placeOf({ state, phase }: Cell): number {
  return STATES.indexOf(state) * PHASES.length + (state === 'service' ? 0 : PHASES.indexOf(phase));
}

export function suiteOf(cells: readonly Cell[]): RunPlan['suite'] {
  return { cells: cells.length, checks: cells.flatMap(plannedChecks).length };
}

/** The size of everything below `specs`. A file that cannot be read counts as a cell: without it nothing is complete. */
export function suiteBelow(root: string): RunPlan['suite'] {
  const files = findFiles('specs', root);
  const readings = files.map((file) => loadCell(readFileSync(resolve(root, file), 'utf8'), file));
  return { ...suiteOf(readings.flatMap((reading) => ('cell' in reading ? [reading.cell] : []))), cells: files.length };
}
