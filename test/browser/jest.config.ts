/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';
import { cacheDirectory, typescript } from '../typescript.ts';

/** The reports as a browser shows them: needs Chromium, and a run that has written `reports/`. */
const config: Config = {
  rootDir: '../..',
  cacheDirectory,
  testMatch: ['<rootDir>/test/browser/**/*.test.ts'],
  transform: typescript,
  testEnvironment: 'node',
  modulePathIgnorePatterns: ['<rootDir>/reports/'],
};

export default config;
