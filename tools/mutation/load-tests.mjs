import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { TestCollection } from './test-collection.mjs';

const require = createRequire(import.meta.url);
const swc = require('@swc/core');
const fc = require('fast-check');

/** Random cases a property gets for each mutant: what a mutant breaks shows early, or has a test of its own. */
const RUNS = 5;

/** Tests that take long come last: most mutants are dead before. */
const SLOW = /property|random|lossy|mutations/;

const SWC = { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } };

/** Where the instrumented code begins to count which mutants a test reaches: wanted once, and then half of all work. */
const COUNTING = /(stryCov_\w+) = cover;\s*cover\.apply\(null, arguments\);/;

const compiled = new Map();
let counting = true;
require.extensions['.ts'] = (module, file) => {
  if (!compiled.has(file)) compiled.set(file, compile(file));
  module._compile(counting ? compiled.get(file) : compiled.get(file).replace(COUNTING, '$1 = () => undefined;'), file);
};

function compile(filename) {
  return swc.transformSync(readFileSync(filename, 'utf8'), { ...SWC, filename }).code;
}

const check = fc.assert;
fc.assert = (property, given) =>
  check(property, { ...given, numRuns: Math.min(RUNS, given?.numRuns ?? RUNS), seed: given?.seed ?? 20_261_123 });

/** The files of tests of a part, quick ones first. */
function testFiles({ tests, 'tests left out': leftOut = {} }) {
  const without = Object.keys(leftOut);
  const files = tests.flatMap((folder) => readdirSync(folder, { recursive: true }).map((file) => join(folder, file)));
  return files
    .filter(
      (file) => file.endsWith('.test.ts') && !without.some((path) => file === path || file.startsWith(`${path}/`)),
    )
    .toSorted((a, b) => Number(SLOW.test(a)) - Number(SLOW.test(b)) || a.localeCompare(b));
}

/** Loads the tests of a part, and what they test, anew; to count what they reach, or only to run them. */
export function loadTests(part, forCounting) {
  counting = forCounting;
  for (const file of Object.keys(require.cache)) if (file.endsWith('.ts')) delete require.cache[file];
  const collection = new TestCollection();
  const globals = require.resolve('@jest/globals');
  require.cache[globals] = {
    id: globals,
    filename: globals,
    loaded: true,
    exports: collection.globals(),
    children: [],
    paths: [],
  };
  for (const file of testFiles(part)) collection.load(file, () => require(join(process.cwd(), file)));
  return collection.tests;
}
