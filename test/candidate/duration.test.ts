import { expect, test } from '@jest/globals';
import { parseDuration } from '../../src/candidate/duration.ts';

test.each([
  ['1ms', 1],
  ['400ms', 400],
  ['4s', 4_000],
  ['1.5s', 1_500],
  ['1m', 60_000],
  ['60m', 3_600_000],
])('%s is %d ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(['', '4', 's', '4 s', '-4s', '4S', '4h', '0s', '0.1ms', '61m', '1e3s', '4s4', '99999999s'])(
  '%j is no time',
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);
