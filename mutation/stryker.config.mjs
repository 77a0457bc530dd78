import { readFileSync } from 'node:fs';

const name = process.env.MUTATION_PART ?? 'judge';
const part = JSON.parse(readFileSync(new URL('parts.json', import.meta.url), 'utf8'))[name];

export default {
  plugins: ['./mutation/runner.mjs'],
  testRunner: 'room',
  coverageAnalysis: 'perTest',
  mutate: process.env.MUTATION_FILES
    ? process.env.MUTATION_FILES.split(' ')
    : [...part.mutate, ...Object.keys(part['not mutated'] ?? {}).flatMap((path) => [`!${path}`, `!${path}/**`])],
  concurrency: 2,
  // A mutant that never ends is caught by the count of its hits; time is distorted where other work runs.
  timeoutMS: 60_000,
  thresholds: { high: 95, low: part.break, break: part.break },
  reporters: ['json', 'progress-append-only'],
  jsonReporter: { fileName: process.env.MUTATION_REPORT ?? `reports/mutation/${name}.json` },
  ignorePatterns: ['/dist', '/reports', '/docs', '/bench', '/containers', '/.ci'],
  // The sandbox needs no tsconfig, and Stryker cannot read it: TypeScript 7 has no programming interface for that.
  tsconfigFile: 'none',
  tempDirName: 'reports/mutation/sandbox',
};
