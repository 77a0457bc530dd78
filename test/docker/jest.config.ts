/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';
import { packages, typescript } from '../typescript.ts';

/** What needs a Docker engine, and fails where there is none. */
const config: Config = {
  rootDir: '../..',
  testMatch: ['<rootDir>/test/docker/**/*.test.ts'],
  transform: typescript,
  moduleNameMapper: packages,
  testEnvironment: 'node',
  // Whole runs have workers of their own.
  maxWorkers: 2,
  modulePathIgnorePatterns: ['<rootDir>/reports/'],
};

export default config;
