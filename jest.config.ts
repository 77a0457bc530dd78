/** @jest-config-loader esbuild-register */
import { existsSync } from 'node:fs';
import type { Config } from 'jest';

/** The project's own tests, TypeScript through swc. */
const unit = {
  displayName: 'unit',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Needs a browser and the reports of a run: `npm run test:browser`.
  testPathIgnorePatterns: ['<rootDir>/test/browser/'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  testEnvironment: 'node',
  modulePathIgnorePatterns: ['<rootDir>/reports/'],
} satisfies NonNullable<Config['projects']>[number];

/** The specs: each YAML file is a test file, run by the built program on the reference server. */
const specs = {
  displayName: 'specs',
  testMatch: ['<rootDir>/specs/**/*.yaml'],
  moduleFileExtensions: ['js', 'json', 'yaml'],
  transform: { '\\.yaml$': '<rootDir>/dist/jest/transformer.js' },
  testEnvironment: '<rootDir>/dist/jest/environment.js',
  modulePathIgnorePatterns: ['<rootDir>/reports/'],
} satisfies NonNullable<Config['projects']>[number];

const built = existsSync(`${__dirname}/dist/jest/environment.js`);

const config: Config = {
  projects: built ? [unit, specs] : [unit],
  ...(built
    ? { testSequencer: '<rootDir>/dist/jest/sequencer.js', reporters: ['default', '<rootDir>/dist/jest/reporter.js'] }
    : {}),
};

export default config;
