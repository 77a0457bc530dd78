/** Whose requirements a run was held to, as reports say it. */
import type { RunResult } from '../run/ledger.ts';
import type { PlannedSuite, RunPlan } from '../run/run-plan.ts';
import { count } from './words.ts';

/** Differences that are named; the rest are counted. */
const MOST_NAMED = 8;
const SHORT = 12;

/** `dr-table 1.1, sealed: 18 cells, 103 checks, sha256 0b7c41f6d2aa` */
export function requirementsLine({ suite, requirements, cells, checks }: PlannedSuite): string {
  const found = size({ cells, checks, sha256: requirements.sha256 });
  const sealed = requirements.kind === 'modified' ? ` instead of ${size(requirements.sealed)}` : '';
  return `${suite.id} ${suite.version}, ${requirements.kind}: ${found}${sealed}`;
}

function size(of: { readonly cells: number; readonly checks: number; readonly sha256: string }): string {
  return `${count(of.cells, 'cell')}, ${count(of.checks, 'check')}, sha256 ${of.sha256.slice(0, SHORT)}`;
}

/** What the cells of a run are counted against: one that was taken out of a sealed suite still counts. */
export function cellsOfAll({ requirements, cells }: PlannedSuite): number {
  return requirements.kind === 'modified' ? Math.max(cells, requirements.sealed.cells) : cells;
}

/** `not run: dr-table 1.1: it is for pools with addresses of their own, and these share one` */
export function leftOutLines({ leftOut = [] }: Pick<RunPlan, 'leftOut'>): readonly string[] {
  return leftOut.map(({ id, version, why }) => `not run: ${id} ${version}: ${why}`);
}

/** The last line of what the command line prints. */
export function requirementsOfRun({ plan }: Pick<RunResult, 'plan'>): string {
  return `requirements: ${[...plan.suites.map(requirementsLine), ...leftOutLines(plan)].join('; ')}`;
}

/** One sentence about a suite that is not as parkspec comes with it; empty for every other. */
export function modification({ suite, requirements }: PlannedSuite): readonly string[] {
  if (requirements.kind !== 'modified') return [];
  const { differences, sealed } = requirements;
  const rest = differences.length - MOST_NAMED;
  const named = `${differences.slice(0, MOST_NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  return [
    `the requirements are not those of ${suite.id} ${sealed.version} that parkspec comes with, so nothing is shown about these: ${named}`,
  ];
}

/** `Call Park experience during pool failure (https://…)` */
export function sourceLine({ source }: PlannedSuite['suite']): string {
  return source.address === undefined ? source.title : `${source.title} (${source.address})`;
}
