/**
 * The one place where jest shows all files of a run before it starts: orders the specs, and where nobody has planned the
 * run (`npx jest specs/…`), fixes its plan from exactly the files and the name pattern that jest was given.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type Sequencing from '@jest/test-sequencer';
import type { TestSequencerOptions } from '@jest/test-sequencer';
import type { Candidate } from '../candidate/candidate.ts';
import { loadCandidate } from '../candidate/load.ts';
import type { PlannedCell } from '../ledger/run.ts';
import type { Cell } from '../spec/cell.ts';
import { InputError } from '../spec/diagnostic.ts';
import { loadCell } from '../spec/load.ts';
import { plannedChecks } from '../spec/plan.ts';
import { CANDIDATE_VARIABLE, RUN_VARIABLE } from './variables.ts';
import { ownRun, setOwnRun } from './own-run.ts';
import { planRun, REFERENCE, suiteBelow } from './plan-run.ts';
import { blockName, testName } from './spec-module.ts';
import { specName } from './transformer.ts';

// Required, because its types and what `import` gives disagree about where the default export is.
const sequencing: typeof Sequencing = createRequire(import.meta.url)('@jest/test-sequencer');

type Tests = Parameters<InstanceType<typeof sequencing.default>['sort']>[0];
type Results = Parameters<InstanceType<typeof sequencing.default>['cacheResults']>[1];
type Test = Tests[number];

// Jest takes a sequencer by its default export.
export default class SpecSequencer extends sequencing.default {
  readonly #globalConfig: TestSequencerOptions['globalConfig'];

  constructor(options: TestSequencerOptions) {
    super(options);
    this.#globalConfig = options.globalConfig;
  }

  /** Specs first, the longest of them first: they wait more than they compute, so the unit tests fit in between. */
  override async sort(tests: Tests): Promise<Tests> {
    const specs = tests.filter(isSpec).map((test) => ({ test, cell: cellOf(test) }));
    const units = tests.filter((test) => !isSpec(test));
    // oxlint-disable-next-line unicorn/no-array-sort -- this is jest's method, not that of arrays
    const others = await super.sort(units);
    this.#plan(
      specs.flatMap(({ cell }) => cell ?? []),
      specs[0]?.test.context.config.rootDir,
    );
    const ordered = specs.toSorted((a, b) => weightOf(b.cell) - weightOf(a.cell));
    return [...ordered.map(({ test }) => test), ...others];
  }

  /** Without remembered times for specs jest does not take quick cells for a reason to run them one after another. */
  override cacheResults(tests: Tests, results: Results): void {
    super.cacheResults(
      tests.filter((test) => !isSpec(test)),
      results,
    );
  }

  #plan(cells: readonly Cell[], root: string | undefined): void {
    const { listTests, testNamePattern } = this.#globalConfig;
    const earlier = ownRun();
    if (earlier === undefined && process.env[RUN_VARIABLE] !== undefined) return;
    // Jest asks twice under --onlyFailures, and again for each run under --watch.
    if (earlier !== undefined) setOwnRun(undefined);
    if (root === undefined || listTests) return;
    const planned = cells.map((cell) => namedChecks(cell, testNamePattern)).filter(({ checks }) => checks.length > 0);
    const run = planRun({
      reports: resolve(root, 'reports'),
      candidate: candidateOf(process.env[CANDIDATE_VARIABLE] ?? REFERENCE),
      suite: suiteBelow(root),
      planned,
      filters: [
        ...cells.map((cell) => cell.at.file),
        ...(testNamePattern === undefined ? [] : [`-t ${testNamePattern}`]),
      ],
      strict: false,
    });
    process.env[RUN_VARIABLE] = run;
    setOwnRun(run);
  }
}

function isSpec(test: Test): boolean {
  return test.path.endsWith('.yaml');
}

/** Nothing for a spec that cannot be read: its test module says why. */
function cellOf(test: Test): Cell | undefined {
  const reading = loadCell(readFileSync(test.path, 'utf8'), specName(test.path, test.context.config.rootDir));
  return 'cell' in reading ? reading.cell : undefined;
}

/** The checks that `-t` leaves, matched as jest does it. */
function namedChecks(cell: Cell, pattern: string | undefined): PlannedCell {
  const wanted = pattern === undefined ? undefined : new RegExp(pattern, 'i');
  const checks = plannedChecks(cell).filter((id) => wanted?.test(`${blockName(cell)} ${testName(cell, id)}`) !== false);
  return { cell, checks };
}

function weightOf(cell: Cell | undefined): number {
  return cell?.scenario.reduce((sum, { steps }) => sum + 1 + steps.length, 0) ?? 0;
}

function candidateOf(file: string): Candidate {
  const path = resolve(file);
  const reading = loadCandidate(readFileSync(path, 'utf8'), path);
  if ('candidate' in reading) return reading.candidate;
  throw new InputError(reading.diagnostics);
}
