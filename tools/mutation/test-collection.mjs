import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { bind } = require('jest-each');

/** Milliseconds after which a test that still waits for something has failed. */
const PATIENCE = 5_000;

/** @typedef {{ id: string, file: string, run: () => unknown }} Test */

/**
 * The tests of one part, collected as they are loaded and run as often as one likes. It stands in for jest, which loads
 * every module anew for each run: that takes twenty times as long as the tests themselves.
 */
export class TestCollection {
  /** @type {Test[]} */
  tests = [];
  /** @type {string[]} */
  #groups = [];
  #ids = new Set();
  #file = '';

  /** @param {() => unknown} define */
  load(file, define) {
    this.#file = file;
    define();
  }

  /** What tests import from `@jest/globals`; there are no hooks, and a test that needs one is told so. */
  globals() {
    const test = (name, run) => this.#add(name, run);
    const describe = (name, define) => this.#describe(name, define);
    const each = Object.assign(describe, { each: bind(describe, false), skip: () => undefined });
    return {
      expect: require('expect').expect,
      describe: each,
      test: Object.assign(test, { each: bind(test), skip: () => undefined }),
    };
  }

  #describe(name, define) {
    this.#groups.push(name);
    define();
    this.#groups.pop();
  }

  #add(name, run) {
    const full = [...this.#groups, name].join(' ');
    let id = full;
    for (let again = 2; this.#ids.has(id); again += 1) id = `${full} (${again})`;
    this.#ids.add(id);
    this.tests.push({ id, file: this.#file, run });
  }
}

/**
 * Runs one test, and gives what it threw.
 *
 * @param {Test} test
 * @returns {Promise<string | undefined>}
 */
export async function failureOf({ run }) {
  try {
    const outcome = run();
    if (outcome instanceof Promise) await inTime(outcome);
    return undefined;
  } catch (error) {
    return String(error?.message ?? error) || 'failed';
  }
}

async function inTime(outcome) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the test took more than ${PATIENCE} ms`)), PATIENCE);
  });
  try {
    await Promise.race([outcome, late]);
  } finally {
    clearTimeout(timer);
  }
}
