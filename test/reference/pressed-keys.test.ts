/** Keys that are pressed, and the orbit that they name. */
import { expect, test } from '@jest/globals';
import { readKeys } from '../../src/reference/pressed-keys.ts';

const POOLS = [
  { first: 100, last: 199 },
  { first: 200, last: 201 },
];
const whole = (orbit: number) => ({ kind: 'orbit', orbit, whole: true });

test.each([
  ['', { kind: 'begun' }],
  ['*', { kind: 'begun' }],
  ['*05', { kind: 'begun' }],
  ['*0512', { kind: 'begun' }],
  ['*05120', whole(120)],
  ['*05201', whole(201)],
  ['*05202', { kind: 'wrong' }],
  ['*053', { kind: 'wrong' }],
  ['*050', { kind: 'wrong' }],
  ['*05#', { kind: 'wrong' }],
  ['*05*05110', whole(110)],
  ['17*05110', whole(110)],
  ['110', { kind: 'begun' }],
])('%s', (keys, keyed) => {
  expect(readKeys(keys, POOLS)).toEqual(keyed);
});

test('a number with which that of another orbit begins is not whole', () => {
  const ranges = [{ first: 8, last: 120 }];
  expect([readKeys('*0512', ranges), readKeys('*0513', ranges), readKeys('*0510', ranges)]).toEqual([
    { kind: 'orbit', orbit: 12, whole: false },
    { kind: 'orbit', orbit: 13, whole: true },
    { kind: 'orbit', orbit: 10, whole: false },
  ]);
});
