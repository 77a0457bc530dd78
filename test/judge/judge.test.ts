import { describe, expect, test } from '@jest/globals';
import { judge } from '../../src/judge/judge.ts';
import { STORIES } from './stories.ts';

describe('a conforming history', () => {
  test.each(Object.entries(STORIES))('%s passes every check', (_, story) => {
    const verdict = judge(story().events);
    const red = verdict.checks.filter((check) => check.verdict !== 'pass');
    expect(red).toEqual([]);
    expect(verdict.verdict).toBe('pass');
  });
});
