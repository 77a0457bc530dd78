/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

/** Whole runs of the built program, as a user starts them, with candidates of every kind. */
const config: Config = {
  rootDir: '../..',
  testMatch: ['<rootDir>/test/runs/**/*.test.ts'],
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
  // Each run has workers of its own.
  maxWorkers: 2,
  modulePathIgnorePatterns: ['<rootDir>/reports/'],
};

export default config;
