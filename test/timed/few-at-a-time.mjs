/**
 * Jest's own runner with fewer workers: jest has one number of workers for all projects, and a project can only choose its
 * runner. Jest runs the files of one runner after those of another, so nothing computes beside what has a deadline.
 */
import { availableParallelism } from 'node:os';
import TestRunner from 'jest-runner';

/** The tests wait more than they compute; with more of them at a time they would wait for each other. */
const FEW = Math.max(2, availableParallelism());

// Jest takes a runner by its default export.
export default class FewAtATime extends TestRunner {
  constructor(globalConfig, context) {
    super({ ...globalConfig, maxWorkers: Math.min(globalConfig.maxWorkers, FEW) }, context);
  }
}
