/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';
import { cacheDirectory, packages, typescript } from '../typescript.ts';

/** Whole runs of the built program, as a user starts them, with candidates of every kind. */
const config: Config = {
  rootDir: '../..',
  cacheDirectory,
  testMatch: ['<rootDir>/test/runs/**/*.test.ts'],
  transform: typescript,
  moduleNameMapper: packages,
  testEnvironment: 'node',
  // Each run has workers of its own.
  maxWorkers: 2,
  // Of the tests of one file that say that they can.
  maxConcurrency: 3,
  modulePathIgnorePatterns: ['<rootDir>/reports/'],
};

export default config;
