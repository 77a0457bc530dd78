/** The cells of suites, and the choice among them that `--cells` makes. */
import type { Cell } from '../suite/cell.ts';
import { didYouMean } from '../suite/did-you-mean.ts';
import { cellsOf } from '../suite/load-suites.ts';
import type { Candidate } from '../candidate/candidate.ts';
import { chosenSuites, suitesFor } from './chosen-suites.ts';
import { UsageError } from './usage-error.ts';

/**
 * All cells that parkspec comes with for a candidate, in their order: for one whose pools have addresses of their own where none
 * is named. Files are named from the package's folder. Throws InputError when one is not valid.
 */
export function allCells(candidate: Pick<Candidate, 'edge'> = {}): readonly Cell[] {
  return suitesFor(chosenSuites({}), candidate, {}).suites.flatMap(cellsOf);
}

/**
 * The cells that any of the globs means, by id (`DR-2*`) or by file name (`parked.*`, `dr-table/*`). All without globs.
 * Throws UsageError for a glob that means none: a test that tests nothing must not look green.
 */
export function chooseCells(cells: readonly Cell[], globs: readonly string[]): readonly Cell[] {
  if (globs.length === 0) return cells;
  const chosen = globs.map((glob) => {
    const found = cells.filter((cell) => namesOf(cell).some((name) => globPattern(glob).test(name)));
    if (found.length === 0) throw new UsageError(noMatch(glob, cells));
    return found;
  });
  return cells.filter((cell) => chosen.some((found) => found.includes(cell)));
}

function namesOf({ id, at: { file } }: Cell): readonly string[] {
  const parts = file.split('/');
  const tails = parts.map((_, from) => parts.slice(from).join('/'));
  return [id, ...tails, ...tails.map((tail) => tail.replace(/\.ya?ml$/, ''))];
}

function globPattern(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i');
}

function noMatch(glob: string, cells: readonly Cell[]): string {
  const ids = cells.map((cell) => cell.id);
  const meant = didYouMean(glob, ids);
  const hint = meant === undefined ? `the cells are ${ids.join(', ')}` : `did you mean ${meant}?`;
  return `no cell is called \`${glob}\`: ${hint}`;
}
