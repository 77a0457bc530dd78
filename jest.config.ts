/** @jest-config-loader esbuild-register */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Config } from 'jest';
import { specsProject, specsRun } from './src/jest/config.ts';
import { packages, typescript } from './test/typescript.ts';

/** The project's own tests, TypeScript through swc. */
const unit = {
  displayName: 'unit',
  roots: ['<rootDir>/test'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Whole runs, reports in a browser and what needs a Docker engine have commands of their own: `npm run test:runs`, …
  testPathIgnorePatterns: [
    '<rootDir>/test/browser/',
    '<rootDir>/test/runs/',
    '<rootDir>/test/docker/',
    '<rootDir>/test/phones/',
  ],
  transform: typescript,
  moduleNameMapper: packages,
  testEnvironment: 'node',
} satisfies NonNullable<Config['projects']>[number];

const ownProjects = ['<rootDir>/packages/sipp-ts-wrapper'];

// The specs are run by the built program: before `npm run build` there are none.
const built = existsSync(`${__dirname}/dist/jest/environment.js`);

// Tests of calls and of whole runs wait more than they compute; and a worker that ends takes with it what a test left.
const maxWorkers = Math.max(2, 2 * availableParallelism());

const config: Config = built
  ? {
      maxWorkers,
      projects: [unit, ...ownProjects, specsProject],
      testSequencer: specsRun.testSequencer,
      reporters: ['default', specsRun.reporter],
    }
  : { maxWorkers, projects: [unit, ...ownProjects] };

export default config;
