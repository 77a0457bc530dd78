/** Plans the run of the specs that jest was given directly (`npx jest specs/…`), and puts specs in order. */
import { LARGEST_INPUT, readInputFile } from '../input-file.ts';
import { dirname, resolve } from 'node:path';
import type { Candidate } from '../candidate/candidate.ts';
import { loadCandidate } from '../candidate/load-candidate.ts';
import { weightOf } from '../run/cell-weight.ts';
import type { PlannedCell } from '../run/run-plan.ts';
import type { Cell } from '../suite/cell.ts';
import { InputError } from '../suite/diagnostic.ts';
import { withoutForeignLines } from '../suite/shown-lines.ts';
import { cellsInTwoSuites, cellsOf, loadedOf, missingCells } from '../suite/load-suites.ts';
import { plannedChecks } from '../suite/planned-checks.ts';
import { SEALS } from '../suite/seals.ts';
import { readSuiteFolder, type SuiteFolder } from '../suite/suite-folder.ts';
import { ownRun } from './own-run.ts';
import { planRun, plannedSuite, REFERENCE } from './plan-run.ts';
import { blockName, testName } from './spec-module.ts';
import { CANDIDATE_VARIABLE, RUN_VARIABLE } from './environment-variables.ts';

interface JestRequest {
  readonly root: string;
  readonly listTests: boolean;
  readonly testNamePattern?: string;
}

export interface PlannedSpecs {
  /** The paths, with the longest spec first. */
  readonly order: readonly string[];
  /** Undefined where somebody else has planned the run, or there is none. */
  readonly run: OwnPlan | undefined;
}

export interface OwnPlan {
  /** That of the run. */
  readonly folder: string;
  /** With its secrets, which the plan in the folder has not. */
  readonly candidate: Candidate;
}

/**
 * Where nobody has planned the run, its plan is fixed here, from exactly these files and jest's name pattern. Throws
 * InputError for suites that make no run together, and for a candidate file that cannot be used.
 */
export function planSpecs(paths: readonly string[], request: JestRequest): PlannedSpecs {
  const folders = [...new Set(paths.map((path) => dirname(path)))].map((folder) =>
    readSuiteFolder(folder, request.root),
  );
  // A spec that cannot be read is none of them: its test module says why.
  const cells = new Map(
    folders.flatMap(({ specs }) => specs).map(({ cell }) => [resolve(request.root, cell.at.file), cell]),
  );
  const run = plan(folders, new Set(paths), request);
  const specs = paths.map((path) => ({ path, cell: cells.get(path) }));
  return { order: specs.toSorted((a, b) => weightOf(b.cell) - weightOf(a.cell)).map(({ path }) => path), run };
}

function plan(
  folders: readonly SuiteFolder[],
  paths: ReadonlySet<string>,
  { root, listTests, testNamePattern }: JestRequest,
): OwnPlan | undefined {
  // Jest asks twice under --onlyFailures and for each run under --watch: then the plan of before is ours, and void.
  const isPlanned = process.env[RUN_VARIABLE] !== undefined && ownRun() === undefined;
  if (isPlanned || listTests) return undefined;
  const suites = folders.flatMap((folder) => {
    const loaded = loadedOf(folder, SEALS);
    return loaded === undefined ? [] : [{ loaded, cellFiles: folder.cellFiles }];
  });
  const mistakes = [
    ...folders.flatMap((folder) => missingCells(folder, SEALS)),
    ...cellsInTwoSuites(suites.map(({ loaded }) => loaded)),
  ];
  if (mistakes.length > 0) throw new InputError(mistakes);
  const chosen = suites.flatMap(({ loaded }) =>
    cellsOf(loaded)
      .filter((cell) => paths.has(resolve(root, cell.at.file)))
      .map((cell) => ({ suite: loaded.suite.id, cell })),
  );
  const planned = chosen
    .map(({ suite, cell }): PlannedCell => ({ suite, cell, checks: namedChecks(cell, testNamePattern) }))
    .filter(({ checks }) => checks.length > 0);
  const name = testNamePattern === undefined ? [] : [`-t ${testNamePattern}`];
  const candidate = candidateIn(process.env[CANDIDATE_VARIABLE] ?? REFERENCE);
  const folder = planRun({
    phones: 'native',
    reports: resolve(root, 'reports'),
    candidate,
    suites: suites.map(({ loaded, cellFiles }) => plannedSuite(loaded, cellFiles)),
    planned,
    filters: [...chosen.map(({ cell }) => cell.at.file), ...name],
    strict: false,
  });
  return { folder, candidate };
}

/** The checks that `-t` leaves, matched as jest does it. */
function namedChecks(cell: Cell, pattern: string | undefined): readonly string[] {
  const wanted = pattern === undefined ? undefined : new RegExp(pattern, 'i');
  return plannedChecks(cell).filter((id) => wanted?.test(`${blockName(cell)} ${testName(cell, id)}`) !== false);
}

function candidateIn(file: string): Candidate {
  const path = resolve(file);
  const reading = loadCandidate(readInputFile(path, LARGEST_INPUT.yaml).toString('utf8'), path);
  if ('candidate' in reading) return reading.candidate;
  throw new InputError(withoutForeignLines(path, reading.diagnostics));
}
