import { expect, test } from '@jest/globals';
import { VERDICTS, worst } from '../../src/judge/verdict.ts';

test('the worst of several verdicts is found, in whatever order they come', () => {
  for (const [index, bad] of VERDICTS.entries()) {
    for (const better of VERDICTS.slice(index)) {
      expect([worst([bad, better]), worst([better, bad]), worst([better, bad, better])]).toEqual([bad, bad, bad]);
    }
  }
  expect(worst([])).toBe('not-applicable');
});
