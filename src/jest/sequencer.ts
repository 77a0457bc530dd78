/**
 * The one place where jest shows all files of a run before it starts: puts the specs in order and has their run planned.
 * Loads nothing of the program as long as there are none, so that the unit tests do not depend on what is built.
 */
import { createRequire } from 'node:module';
import type Sequencing from '@jest/test-sequencer';
import type { TestSequencerOptions } from '@jest/test-sequencer';
import { configurationMistakes } from './check-configuration.ts';
import { noteUnmatched, unmatchedWords } from './unmatched.ts';

// Required, because its types and what `import` gives disagree about where the default export is.
const sequencing: typeof Sequencing = createRequire(import.meta.url)('@jest/test-sequencer');

type Tests = Parameters<InstanceType<typeof sequencing.default>['sort']>[0];
type Results = Parameters<InstanceType<typeof sequencing.default>['cacheResults']>[1];

// Jest takes a sequencer by its default export.
export default class SpecSequencer extends sequencing.default {
  readonly #globalConfig: TestSequencerOptions['globalConfig'];

  constructor(options: TestSequencerOptions) {
    super(options);
    this.#globalConfig = options.globalConfig;
  }

  /** Specs first: they wait more than they compute, so the unit tests fit in between. */
  override async sort(tests: Tests): Promise<Tests> {
    const specs = tests.filter((test) => isSpec(test.path));
    const units = tests.filter((test) => !isSpec(test.path));
    // oxlint-disable-next-line unicorn/no-array-sort -- this is jest's method, not that of arrays
    const ordered = await super.sort(units);
    const [first] = specs;
    if (first === undefined) return ordered;
    const { planSpecs } = await import('./plan-specs.ts');
    const { beginOwnRun } = await import('./own-run.ts');
    const projects = specs.map(({ context }) => context.config);
    const mistakes = configurationMistakes(projects, this.#globalConfig.reporters);
    if (mistakes.length > 0) throw new Error(`${mistakes.join('\n')}\n(docs/own-jest.md)`);
    const paths = specs.map((test) => test.path);
    const { rootDir, testEnvironmentOptions } = first.context.config;
    const options = Object(testEnvironmentOptions['parkspec']);
    const { order, run, unmatched } = planSpecs(paths, { root: rootDir, options, ...this.#globalConfig });
    noteUnmatched(unmatched);
    // Without any test left jest does not ask its reporters.
    if (unmatched !== undefined && ordered.length === 0) throw new Error(unmatchedWords(unmatched));
    if (unmatched !== undefined) return ordered;
    if (run !== undefined) await beginOwnRun(run, this.#globalConfig.maxWorkers);
    const chosen = specs.filter(({ path }) => order.includes(path));
    return [...chosen.toSorted((a, b) => order.indexOf(a.path) - order.indexOf(b.path)), ...ordered];
  }

  /** Without remembered times for specs jest does not take quick cells for a reason to run them one after another. */
  override cacheResults(tests: Tests, results: Results): void {
    super.cacheResults(
      tests.filter((test) => !isSpec(test.path)),
      results,
    );
  }
}

function isSpec(path: string): boolean {
  return path.endsWith('.yaml');
}
