/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';
import unit from './jest.config.ts';

/** What the real SIPp does, and what the package says instead: needs `sipp`, and fails where there is none. */
const config: Config = {
  ...unit,
  displayName: 'sipp',
  roots: ['<rootDir>/test/sipp'],
  testPathIgnorePatterns: [],
  // Each test has SIPp processes of its own, whose timers starve on a busy machine.
  maxWorkers: 2,
};

export default config;
