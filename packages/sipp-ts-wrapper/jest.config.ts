/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

/** The package's tests that need no SIPp; those that do have `jest.sipp.config.ts`. */
const config = {
  displayName: 'sipp-ts-wrapper',
  // Jest's own place for it has a name that everybody on the machine can guess.
  cacheDirectory: '<rootDir>/../../node_modules/.cache/jest',
  roots: ['<rootDir>/test'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['<rootDir>/test/sipp/'],
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
} satisfies Config;

export default config;
