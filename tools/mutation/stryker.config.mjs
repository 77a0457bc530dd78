import { readFileSync } from 'node:fs';

const name = process.env.MUTATION_PART ?? 'judge';
const part = JSON.parse(readFileSync(new URL('parts.json', import.meta.url), 'utf8'))[name];
const report = process.env.MUTATION_REPORT ?? `reports/mutation/${name}.json`;
const some = (process.env.MUTATION_FILES ?? '').split(',').filter((file) => file !== '');
const without = Object.keys(part['not mutated'] ?? {}).flatMap((path) => [`!${path}`, `!${path}/**`]);

export default {
  plugins: ['./tools/mutation/runner.mjs'],
  testRunner: 'in-process',
  coverageAnalysis: 'perTest',
  ignoreStatic: part.static !== undefined,
  mutate: some.length > 0 ? some : [...part.mutate, ...without],
  concurrency: Number(process.env.MUTATION_WORKERS ?? 2),
  testRunnerNodeArgs: ['--max-semi-space-size=64'],
  // A mutant that never ends is caught by the count of its hits; time is distorted where other work runs.
  timeoutMS: 12_000,
  thresholds: { high: 95, low: part.break, break: some.length > 0 ? null : part.break },
  reporters: ['json', 'progress-append-only'],
  jsonReporter: { fileName: report },
  ignorePatterns: ['/dist', '/reports'],
  // The sandbox needs no tsconfig, and Stryker cannot read it: TypeScript 7 has no programming interface for that.
  tsconfigFile: 'none',
  tempDirName: `${report}.sandbox`,
};
