import { describe, expect, test } from '@jest/globals';
import { didYouMean } from '../../src/suite/did-you-mean.ts';
import { processorTime } from '../processor-time.ts';

const PHASES = ['normal', 'outage', 'failover', 'failed-over', 'failback', 'restored'];

describe('did you mean', () => {
  test.each([
    ['failovr', 'failover'],
    ['Failover', 'failover'],
    ['failedover', 'failed-over'],
    ['fialback', 'failback'],
    ['restord', 'restored'],
  ])('%s is taken for %s', (typed, meant) => {
    expect(didYouMean(typed, PHASES)).toBe(meant);
  });

  test('the nearest of several near names wins', () => {
    expect(didYouMean('failoverd', ['failover', 'failed-over'])).toBe('failover');
  });

  test('a word that is near to nothing is not guessed at', () => {
    expect(didYouMean('dance', PHASES)).toBeUndefined();
  });

  test('one letter is never taken for another', () => {
    expect(didYouMean('A', ['B', 'C'])).toBeUndefined();
  });

  test('a word of a million letters costs no more than a long one', () => {
    const word = 'x'.repeat(1_000_000);
    expect(processorTime(() => didYouMean(word, PHASES))).toBeLessThan(100);
  });
});
