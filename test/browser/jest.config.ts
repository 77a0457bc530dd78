/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

/** The reports as a browser shows them: needs Chromium, and a run that has written `reports/`. */
const config: Config = {
  rootDir: '../..',
  testMatch: ['<rootDir>/test/browser/**/*.test.ts'],
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
};

export default config;
