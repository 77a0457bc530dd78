/** The suites of a run: those that parkspec comes with, those of `--specs`, and the choice that `--suite` makes. */
import { realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Candidate } from '../candidate/candidate.ts';
import { isFor, whyNotFor } from '../candidate/shared-address.ts';
import type { LeftOutSuite } from '../run/run-plan.ts';
import type { Suite } from '../suite/suite.ts';
import { leftOutOf } from '../jest/plan-run.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { type Diagnostic, InputError } from '../suite/diagnostic.ts';
import { isFolder } from '../suite/cell-files.ts';
import { didYouMean } from '../suite/did-you-mean.ts';
import { cellsInTwoSuites, type LoadedSuite, loadSuites } from '../suite/load-suites.ts';
import { SEALS } from '../suite/seals.ts';
import { nearName } from './near-name.ts';
import { UsageError } from './usage-error.ts';

const OURS = join(PACKAGE_ROOT, 'specs');

export interface SuiteFlags {
  /** Folders of suites of one's own. */
  readonly specs?: readonly string[];
  /** Ids of suites; all when missing. */
  readonly suite?: readonly string[];
}

/**
 * The suites that are asked for, those that parkspec comes with first. Throws InputError when one of them is not valid or
 * a sealed one is not there, UsageError for a folder or an id that means nothing.
 */
export function chosenSuites({ specs = [], suite = [] }: SuiteFlags): readonly LoadedSuite[] {
  const reading = loadSuites([OURS, ...specs.map(folderNamed)], { root: PACKAGE_ROOT, seals: SEALS });
  if ('diagnostics' in reading) throw new InputError(reading.diagnostics.map(nearby));
  const all = reading.suites;
  const lost = SEALS.filter((seal) => !all.some((one) => one.suite.id === seal.suite));
  if (lost.length > 0) throw new InputError(lost.map(({ suite: id }) => lostSuite(id)));
  const ids = all.map((one) => one.suite.id);
  const unknown = suite.find((id) => !ids.includes(id));
  if (unknown !== undefined) throw new UsageError(noSuite(unknown, ids));
  const chosen = suite.length === 0 ? all : all.filter((one) => suite.includes(one.suite.id));
  const twice = cellsInTwoSuites(chosen);
  if (twice.length > 0) throw new InputError(twice.map(nearby));
  return chosen;
}

/** The suites of a run, and those that parkspec comes with for other candidates. */
export interface FittingSuites {
  readonly suites: readonly LoadedSuite[];
  readonly leftOut: readonly LeftOutSuite[];
}

/** Throws UsageError where a suite was asked for that is not for this candidate, by its id or by its folder. */
export function suitesFor(
  chosen: readonly LoadedSuite[],
  candidate: Pick<Candidate, 'edge'>,
  { suite = [] }: SuiteFlags,
): FittingSuites {
  const unfit = chosen.filter((one) => !isFor(one.suite, candidate));
  const asked = unfit.find((one) => suite.includes(one.suite.id) || one.requirements.kind === 'own');
  if (asked !== undefined)
    throw new UsageError(`the suite \`${asked.suite.id}\` does not fit: ${refusal(asked.suite, suite)}`);
  return { suites: chosen.filter((one) => !unfit.includes(one)), leftOut: unfit.map(leftOutOf) };
}

function refusal(suite: Suite, named: readonly string[]): string {
  const way = named.includes(suite.id) ? '`--suite`' : '`--specs`';
  return `${whyNotFor(suite)}. Leave ${way} out, or test another candidate (\`shared-address\` in docs/edges.md)`;
}

/** The absolute path of a file of a suite that is named from the package's folder. */
export function specPath(file: string): string {
  return resolve(PACKAGE_ROOT, file);
}

function nearby(diagnostic: Diagnostic): Diagnostic {
  return { ...diagnostic, file: nearName(specPath(diagnostic.file)) };
}

function folderNamed(path: string): string {
  const place = resolve(path);
  if (!isFolder(place)) {
    throw new UsageError(`\`--specs ${path}\` names no folder`);
  }
  return realpathSync(place);
}

function lostSuite(id: string): Diagnostic {
  const hint = 'install parkspec again; a suite of your own is named with `--specs`';
  const message = `the suite \`${id}\` that parkspec comes with is not there`;
  return { file: nearName(OURS), line: 1, column: 1, text: '', message, hint };
}

function noSuite(id: string, ids: readonly string[]): string {
  const meant = didYouMean(id, ids);
  const hint = meant === undefined ? `the suites are ${ids.join(', ')}` : `did you mean ${meant}?`;
  return `no suite is called \`${id}\`: ${hint}`;
}
