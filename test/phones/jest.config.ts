/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';
import { cacheDirectory, packages, typescript } from '../typescript.ts';

/** Cells with one kind of phones and the other; nothing runs beside them. */
const config: Config = {
  rootDir: '../..',
  cacheDirectory,
  testMatch: ['<rootDir>/test/phones/**/*.test.ts'],
  transform: typescript,
  moduleNameMapper: packages,
  testEnvironment: 'node',
  maxWorkers: 1,
  maxConcurrency: 2,
  modulePathIgnorePatterns: ['<rootDir>/reports/'],
};

export default config;
