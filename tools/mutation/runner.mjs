import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { determineHitLimitReached } from '@stryker-mutator/api/test-runner';
import { loadTests } from './load-tests.mjs';
import { failureOf } from './test-collection.mjs';

const parts = JSON.parse(readFileSync(new URL('parts.json', import.meta.url), 'utf8'));

/** What the instrumented code reads and writes. */
const context = (globalThis.__stryker__ ??= {});

/** Runs the tests of a part in one process, and loads them again only where a mutant acts while they are loaded. */
class InProcessRunner {
  /** @type {import('./test-collection.mjs').Test[] | undefined} */
  #tests;

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    // A promise that nobody waits for must not end the process: the test that waits in vain says enough.
    process.on('unhandledRejection', () => undefined);
    this.#load();
  }

  async dryRun() {
    this.#load(true);
    const tests = [];
    for (const test of this.#tests) {
      context.currentTestId = test.id;
      const start = performance.now();
      const failureMessage = await failureOf(test);
      const result = { id: test.id, name: test.id, timeSpentMs: performance.now() - start };
      tests.push(failureMessage === undefined ? { ...result, status: 0 } : { ...result, status: 1, failureMessage });
    }
    context.currentTestId = undefined;
    this.#load();
    return { status: 'complete', tests, mutantCoverage: context.mutantCoverage };
  }

  async mutantRun(options) {
    const result = await this.#mutantRun(options);
    if (result.status !== 'killed') return result;
    // What a mutant left behind in a module must not kill the next one: the killing test has to pass without any.
    const killer = this.#tests?.find(({ id }) => id === result.killedBy[0]);
    if (this.#tests === undefined || (await failureOf(killer)) === undefined) return result;
    this.#load();
    return this.#mutantRun(options);
  }

  async #mutantRun({ activeMutant, testFilter, hitLimit, reloadEnvironment }) {
    Object.assign(context, { hitCount: hitLimit === undefined ? undefined : 0, hitLimit });
    if (!reloadEnvironment && this.#tests === undefined) this.#load();
    context.activeMutant = activeMutant.id;
    try {
      if (reloadEnvironment) this.#load();
      const chosen = testFilter === undefined ? this.#tests : this.#tests.filter(({ id }) => testFilter.includes(id));
      const failure = await firstFailure(nearestFirst(chosen, activeMutant.fileName));
      const late = determineHitLimitReached(context.hitCount, context.hitLimit);
      if (late !== undefined) return late;
      return failure === undefined
        ? { status: 'survived', nrOfTests: chosen.length }
        : { status: 'killed', killedBy: [failure.id], failureMessage: failure.message, nrOfTests: failure.count };
    } catch (error) {
      return { status: 'error', errorMessage: String(error?.stack ?? error) };
    } finally {
      Object.assign(context, { activeMutant: undefined, hitCount: undefined, hitLimit: undefined });
      if (reloadEnvironment) this.#tests = undefined;
    }
  }

  #load(counting = false) {
    this.#tests = loadTests(parts[process.env.MUTATION_PART ?? 'judge'], counting);
  }
}

/** The tests named after the mutated file come first: they are the likeliest to notice. */
function nearestFirst(tests, mutated) {
  const name = basename(mutated, '.ts');
  return tests.toSorted((a, b) => Number(b.file.includes(name)) - Number(a.file.includes(name)));
}

async function firstFailure(tests) {
  for (const [index, test] of tests.entries()) {
    const message = await failureOf(test);
    if (message !== undefined) return { id: test.id, message, count: index + 1 };
  }
  return undefined;
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcessRunner)];
