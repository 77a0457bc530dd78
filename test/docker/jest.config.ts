/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';
import { cacheDirectory, packages, typescript } from '../typescript.ts';

/** What needs a Docker engine, and fails where there is none. */
const config: Config = {
  rootDir: '../..',
  cacheDirectory,
  testMatch: ['<rootDir>/test/docker/**/*.test.ts'],
  transform: typescript,
  moduleNameMapper: packages,
  testEnvironment: 'node',
  // One file after the other: every run removes what dead ones have left, and a test of cleaning has to see who did it.
  maxWorkers: 1,
  modulePathIgnorePatterns: ['<rootDir>/reports/'],
};

export default config;
