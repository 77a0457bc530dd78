/** Loads whole suites: which folders they are in, what is wrong with them, and whose requirements they state. */
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Cell } from './cell.ts';
import { isFolder, nameFrom } from './cell-files.ts';
import { type Diagnostic, sortDiagnostics } from './diagnostic.ts';
import { repeatedCells, type Spec } from './repeated-cells.ts';
import type { Contents } from './contents.ts';
import { type Requirements, requirementsOf, type Seal } from './seal.ts';
import { SourceLines } from './source-lines.ts';
import { SUITE_FILE, type Suite } from './suite.ts';
import { readSuiteFolder, type SuiteFolder } from './suite-folder.ts';

export interface LoadedSuite {
  /** Absolute path. */
  readonly folder: string;
  readonly suite: Suite;
  readonly specs: readonly Spec[];
  readonly contents: Contents;
  readonly requirements: Requirements;
}

export type SuitesReading =
  | { readonly suites: readonly LoadedSuite[] }
  | { readonly diagnostics: readonly Diagnostic[] };

export interface LoadOptions {
  /** Files are named from here where they lie below it. */
  readonly root: string;
  /** The seals of the suites that parkspec comes with. */
  readonly seals: readonly Seal[];
}

/** The folder of a suite itself, or all suites whose folders lie in it; absolute, without links, sorted. */
function suiteFolders(folder: string): readonly string[] {
  if (existsSync(join(folder, SUITE_FILE))) return [realpathSync(folder)];
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => isFolder(path) && holdsSpecs(path))
    .map((path) => realpathSync(path))
    .toSorted();
}

/** A folder with YAML files and no suite file is a suite too: one whose mistake is to lack it. */
function holdsSpecs(folder: string): boolean {
  return readdirSync(folder).some((name) => /\.ya?ml$/i.test(name));
}

/** Loads the suites that stand in these folders, each once. All mistakes of all files come back together. */
export function loadSuites(folders: readonly string[], { root, seals }: LoadOptions): SuitesReading {
  const read = folders.map((folder) => ({ folder, found: suiteFolders(folder) }));
  const empty = read.flatMap(({ folder, found }) => (found.length > 0 ? [] : [noSuite(nameFrom(root, folder))]));
  const unique = [...new Set(read.flatMap(({ found }) => found))].map((folder) => readSuiteFolder(folder, root));
  const diagnostics = [
    ...empty,
    ...unique.flatMap((one) => [...one.diagnostics, ...missingCells(one, seals)]),
    ...repeatedSuites(unique, root),
  ];
  if (diagnostics.length > 0) return { diagnostics: sortDiagnostics(diagnostics) };
  return { suites: unique.flatMap((one) => loadedOf(one, seals) ?? []) };
}

/** As far as its files can be used; undefined without a suite file that can be. */
export function loadedOf(found: SuiteFolder, seals: readonly Seal[]): LoadedSuite | undefined {
  const { folder, suite, specs, contents } = found;
  if (suite === undefined) return undefined;
  const requirements = requirementsOf({ suite, cells: specs.map(({ cell }) => cell), contents }, seals);
  return { folder, suite, specs, contents, requirements };
}

export function cellsOf({ specs }: Pick<LoadedSuite, 'specs'>): readonly Cell[] {
  return specs.map(({ cell }) => cell);
}

/** The ids of cells are unique in a run: reports, baselines and the ledger know a check by its id alone. */
export function cellsInTwoSuites(suites: readonly LoadedSuite[]): readonly Diagnostic[] {
  return sortDiagnostics(repeatedCells(suites.flatMap(({ specs }) => specs)));
}

/** Of a sealed suite a missing cell is no mistake of its file but a modification, which its run tells. */
export function missingCells({ suite, missing }: SuiteFolder, seals: readonly Seal[]): readonly Diagnostic[] {
  return seals.some((seal) => seal.suite === suite?.id) ? [] : missing;
}

function noSuite(folder: string): Diagnostic {
  const hint = `a suite is a folder with a \`${SUITE_FILE}\` and its cells: see docs/writing-cells.md`;
  return new SourceLines('', folder).diagnose(0, 'no suite is here', hint);
}

function repeatedSuites(folders: readonly SuiteFolder[], root: string): readonly Diagnostic[] {
  const first = new Map<string, string>();
  return folders.flatMap(({ suite, folder }) => {
    if (suite === undefined) return [];
    const file = nameFrom(root, join(folder, SUITE_FILE));
    const earlier = first.get(suite.id);
    first.set(suite.id, earlier ?? file);
    if (earlier === undefined) return [];
    const message = `the suite id \`${suite.id}\` is used twice`;
    return [{ ...new SourceLines('', file).diagnose(0, message, `${earlier} has it already: give this one another`) }];
  });
}
