/** The seal of a suite: what it was when this program was built, and whether a set that was read is still that. Pure. */
import type { Cell } from './cell.ts';
import { type Contents, meaningOf } from './contents.ts';
import { plannedChecks } from './planned-checks.ts';
import { SUITE_FILE, type Suite } from './suite.ts';

export interface Seal extends Contents {
  readonly suite: string;
  readonly version: string;
  readonly cells: readonly SealedCell[];
}

export interface SealedCell {
  readonly id: string;
  readonly file: string;
  readonly checks: readonly string[];
  /** SHA-256 of what the cell demands. */
  readonly meaning: string;
}

/** What there is of a suite, and its contents. */
export interface FoundSuite {
  readonly suite: Suite;
  readonly cells: readonly Cell[];
  readonly contents: Contents;
}

/** How many there are in a suite as it was sealed. */
interface SealedSize {
  readonly cells: number;
  readonly checks: number;
}

/**
 * Whose requirements a suite states: those that parkspec comes with, as they are or modified, or requirements of its
 * user's own. `sha256` is of the contents that were read.
 */
export type Requirements =
  | { readonly kind: 'sealed'; readonly sha256: string }
  | {
      readonly kind: 'modified';
      readonly sha256: string;
      readonly sealed: SealedSize & { readonly version: string; readonly sha256: string };
      /** What differs, a clause each: `DR-12 was changed`. At least one. */
      readonly differences: readonly string[];
    }
  | { readonly kind: 'own'; readonly sha256: string };

export function sealOf({ suite, cells, contents }: FoundSuite): Seal {
  return {
    suite: suite.id,
    version: suite.version,
    cells: cells.map((cell) => ({
      id: cell.id,
      file: fileOf(cell),
      checks: plannedChecks(cell),
      meaning: meaningOf(cell),
    })),
    ...contents,
  };
}

/** Holds a set against the seals of the suites that parkspec comes with. */
export function requirementsOf(found: FoundSuite, seals: readonly Seal[]): Requirements {
  const { sha256 } = found.contents;
  const seal = seals.find(({ suite }) => suite === found.suite.id);
  if (seal === undefined) return { kind: 'own', sha256 };
  if (sha256 === seal.sha256) return { kind: 'sealed', sha256 };
  const sealed = {
    version: seal.version,
    cells: seal.cells.length,
    checks: seal.cells.flatMap(({ checks }) => checks).length,
    sha256: seal.sha256,
  };
  return { kind: 'modified', sha256, sealed, differences: differencesFrom(seal, found) };
}

/** The suite whose cell has this id and demands something else; undefined for a cell as it was sealed, and for others. */
export function alteredFrom(cell: Cell, seals: readonly Seal[]): Seal | undefined {
  return seals.find(({ cells }) => cells.some(({ id, meaning }) => id === cell.id && meaning !== meaningOf(cell)));
}

function differencesFrom(seal: Seal, { cells, contents }: FoundSuite): readonly string[] {
  const found = new Map(cells.map((cell) => [cell.id, cell]));
  const sealed = new Map(seal.cells.map((cell) => [cell.id, cell]));
  const missing = seal.cells.flatMap(({ id }) => (found.has(id) ? [] : [`${id} is missing`]));
  const changed = seal.cells.flatMap(({ id, meaning }) => {
    const cell = found.get(id);
    return cell === undefined || meaningOf(cell) === meaning ? [] : [`${id} was changed`];
  });
  const added = cells.flatMap(({ id }) => (sealed.has(id) ? [] : [`${id} was added`]));
  const suite = contents.files[SUITE_FILE] === seal.files[SUITE_FILE] ? [] : [`${SUITE_FILE} was changed`];
  const rest = cells.flatMap((cell) => {
    const before = sealed.get(cell.id);
    if (before === undefined || before.meaning !== meaningOf(cell)) return [];
    const file = fileOf(cell);
    if (file !== before.file) return [`${before.file} is called ${file}`];
    return contents.files[file] === seal.files[file]
      ? []
      : [`the text of ${file} was changed, what it demands was not`];
  });
  const all = [...missing, ...changed, ...added, ...suite, ...rest];
  return all.length === 0 ? ['a file was added'] : all;
}

function fileOf(cell: Cell): string {
  return cell.at.file.split('/').at(-1) ?? cell.at.file;
}
