/** What parkspec is to those who import it (docs/own-jest.md). */
export { BenchError, benchFor } from './bench/bench-for.ts';
export type {
  Bench,
  BenchCall,
  BenchExpectation,
  BenchOptions,
  BenchParty,
  BenchPhase,
  BenchPhone,
  BenchReport,
  BenchVerdict,
} from './bench/bench-api.ts';
export type { BenchContainer, BenchContainers } from './bench/bench-container.ts';
export { type SpecsOptions, type SpecsProject, specsProject, specsRun } from './jest/config.ts';
