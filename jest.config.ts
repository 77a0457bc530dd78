/** @jest-config-loader esbuild-register */
import { existsSync } from 'node:fs';
import type { Config } from 'jest';
import { specsProject, specsRun } from './src/jest/config.ts';

/** The project's own tests, TypeScript through swc. */
const unit = {
  displayName: 'unit',
  roots: ['<rootDir>/test'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
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
} satisfies NonNullable<Config['projects']>[number];

// The specs are run by the built program: before `npm run build` there are none.
const built = existsSync(`${__dirname}/dist/jest/environment.js`);

const config: Config = built
  ? {
      projects: [unit, specsProject],
      testSequencer: specsRun.testSequencer,
      reporters: ['default', specsRun.reporter],
    }
  : { projects: [unit] };

export default config;
