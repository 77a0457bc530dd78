/** @jest-config-loader esbuild-register */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Config } from 'jest';
import { specsProject, specsRun } from './src/jest/config.ts';
import sippWrapper from './packages/sipp-ts-wrapper/jest.config.ts';
import { cacheDirectory, packages, typescript } from './test/typescript.ts';

type Project = NonNullable<Config['projects']>[number];

/** Looked up in jest's sandbox they are slow: what computes with sound took five times as long. */
const sandboxInjectedGlobals: Array<keyof typeof globalThis> = [
  'Array',
  'Boolean',
  'Buffer',
  'Error',
  'Float64Array',
  'Int16Array',
  'JSON',
  'Map',
  'Math',
  'Number',
  'Object',
  'Promise',
  'RegExp',
  'Set',
  'String',
  'Uint8Array',
];

/** Tests of TypeScript, which swc reads. */
const common = {
  cacheDirectory,
  transform: typescript,
  moduleNameMapper: packages,
  testEnvironment: 'node',
  sandboxInjectedGlobals,
};

/** Tests that only compute, on no clock but a virtual one: a busy machine makes them slower and nothing else. */
const unit = {
  ...common,
  displayName: 'unit',
  roots: ['<rootDir>/test'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Whole runs, reports in a browser and what needs a Docker engine have commands of their own: `npm run test:runs`, …
  testPathIgnorePatterns: [
    '<rootDir>/test/browser/',
    '<rootDir>/test/runs/',
    '<rootDir>/test/docker/',
    '<rootDir>/test/phones/',
    '<rootDir>/test/timed/',
  ],
  setupFilesAfterEnv: ['<rootDir>/test/pure.ts'],
} satisfies Project;

const runner = `${__dirname}/test/timed/few-at-a-time.mjs`;

/** Tests with processes, sockets and wall clocks: a few at a time, when all that computes is done. */
const timed = {
  ...common,
  displayName: 'timed',
  roots: ['<rootDir>/test/timed'],
  testMatch: ['<rootDir>/test/timed/**/*.test.ts'],
  setupFilesAfterEnv: ['<rootDir>/test/timed/deadline.ts'],
  runner,
} satisfies Project;

const wrapper = {
  ...sippWrapper,
  cacheDirectory,
  sandboxInjectedGlobals,
  rootDir: `${__dirname}/packages/sipp-ts-wrapper`,
};
const wrapperProcesses = ['<rootDir>/test/pack.test.ts', '<rootDir>/test/run/local.test.ts'];

/** Those of the package, in the same two halves. */
const wrapperUnit = {
  ...wrapper,
  testPathIgnorePatterns: [...wrapper.testPathIgnorePatterns, ...wrapperProcesses],
} satisfies Project;
const wrapperTimed = {
  ...wrapper,
  displayName: `${wrapper.displayName} timed`,
  testMatch: wrapperProcesses,
  runner,
} satisfies Project;

// The specs are run by the built program: before `npm run build` there are none.
const built = existsSync(`${__dirname}/dist/jest/environment.js`);

const maxWorkers = Math.max(2, availableParallelism());

const config: Config = built
  ? {
      maxWorkers,
      cacheDirectory,
      projects: [unit, wrapperUnit, timed, wrapperTimed, { ...specsProject(), cacheDirectory, runner }],
      testSequencer: specsRun.testSequencer,
      reporters: specsRun.reporters,
    }
  : { maxWorkers, cacheDirectory, projects: [unit, wrapperUnit, timed, wrapperTimed] };

export default config;
