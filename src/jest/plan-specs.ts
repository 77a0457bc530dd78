/** Plans the run of the specs that jest was given directly (`npx jest specs/…`), and puts specs in order. */
import { dirname, resolve } from 'node:path';
import type { Candidate } from '../candidate/candidate.ts';
import { isFor } from '../candidate/shared-address.ts';
import { weightOf } from '../run/cell-weight.ts';
import type { LeftOutSuite, PlannedCell } from '../run/run-plan.ts';
import type { Cell } from '../suite/cell.ts';
import { InputError } from '../suite/diagnostic.ts';
import { cellsInTwoSuites, cellsOf, loadedOf, missingCells } from '../suite/load-suites.ts';
import { plannedChecks } from '../suite/planned-checks.ts';
import { SEALS } from '../suite/seals.ts';
import { readSuiteFolder, type SuiteFolder } from '../suite/suite-folder.ts';
import { ownRun } from './own-run.ts';
import type { SpecsOptions } from './config.ts';
import { leftOutOf, planRun, plannedSuite } from './plan-run.ts';
import { chosenRun } from './run-options.ts';
import { blockName, testName } from './spec-module.ts';
import { RUN_VARIABLE } from './environment-variables.ts';

interface JestRequest {
  readonly root: string;
  readonly listTests: boolean;
  readonly testNamePattern?: string;
  /** Those of the project. */
  readonly options?: SpecsOptions;
}

export interface PlannedSpecs {
  /** The paths, with the longest spec first; without those of suites that are for other candidates. */
  readonly order: readonly string[];
  /** Undefined where somebody else has planned the run, or there is none. */
  readonly run: OwnPlan | undefined;
  /** The name pattern that no check matches: then there is nothing to run. */
  readonly unmatched?: string;
}

export interface OwnPlan {
  /** That of the run. */
  readonly folder: string;
  /** With its secrets, which the plan in the folder has not. */
  readonly candidate: Candidate;
  /** Whether cells share an outage where they can. */
  readonly together: boolean;
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
  const planned = plan(folders, new Set(paths), request);
  if (planned === 'unmatched') return { order: [], run: undefined, unmatched: request.testNamePattern ?? '' };
  const { run, unfit } = planned;
  const specs = paths.filter((path) => !unfit.has(dirname(path))).map((path) => ({ path, cell: cells.get(path) }));
  return { order: specs.toSorted((a, b) => weightOf(b.cell) - weightOf(a.cell)).map(({ path }) => path), run };
}

function plan(
  folders: readonly SuiteFolder[],
  paths: ReadonlySet<string>,
  { root, listTests, testNamePattern, options = {} }: JestRequest,
): { readonly run: OwnPlan | undefined; readonly unfit: ReadonlySet<string> } | 'unmatched' {
  // Jest asks twice under --onlyFailures and for each run under --watch: then the plan of before is ours, and void.
  const isPlanned = process.env[RUN_VARIABLE] !== undefined && ownRun() === undefined;
  if (isPlanned || listTests) return { run: undefined, unfit: new Set() };
  const found = folders.flatMap((folder) => {
    const loaded = loadedOf(folder, SEALS);
    return loaded === undefined ? [] : [{ loaded, cellFiles: folder.cellFiles }];
  });
  const mistakes = [
    ...folders.flatMap((folder) => missingCells(folder, SEALS)),
    ...cellsInTwoSuites(found.map(({ loaded }) => loaded)),
  ];
  if (mistakes.length > 0) throw new InputError(mistakes);
  const chosenOptions = chosenRun(options, {
    root,
    cells: found.flatMap(({ loaded }) => cellsOf(loaded)),
    env: process.env,
  });
  const { candidate, together } = chosenOptions;
  const suites = found.filter(({ loaded }) => isFor(loaded.suite, candidate));
  const others = found.filter((one) => !suites.includes(one)).map(({ loaded }) => loaded);
  const leftOut = others.map(leftOutOf);
  if (suites.length === 0 && leftOut.length > 0) throw new Error(leftOut.map(misfitWords).join('\n'));
  const chosen = suites.flatMap(({ loaded }) =>
    cellsOf(loaded)
      .filter((cell) => paths.has(resolve(root, cell.at.file)))
      .map((cell) => ({ suite: loaded.suite.id, cell })),
  );
  const planned = chosen
    .map(({ suite, cell }): PlannedCell => ({ suite, cell, checks: namedChecks(cell, testNamePattern) }))
    .filter(({ checks }) => checks.length > 0);
  if (planned.length === 0 && chosen.length > 0) return 'unmatched';
  const name = testNamePattern === undefined ? [] : [`-t ${testNamePattern}`];
  const folder = planRun({
    ...chosenOptions,
    suites: suites.map(({ loaded, cellFiles }) => plannedSuite(loaded, cellFiles)),
    leftOut,
    planned,
    filters: [...chosen.map(({ cell }) => cell.at.file), ...name],
  });
  return { run: { folder, candidate, together }, unfit: new Set(others.map((one) => one.folder)) };
}

function misfitWords({ id, why }: LeftOutSuite): string {
  return `the suite \`${id}\` does not fit: ${why}. Choose other specs, or another candidate by PARKSPEC_CANDIDATE (\`shared-address\` in docs/edges.md)`;
}

/** The checks that `-t` leaves, matched as jest does it. */
function namedChecks(cell: Cell, pattern: string | undefined): readonly string[] {
  const wanted = pattern === undefined ? undefined : new RegExp(pattern, 'i');
  return plannedChecks(cell).filter((id) => wanted?.test(`${blockName(cell)} ${testName(cell, id)}`) !== false);
}
