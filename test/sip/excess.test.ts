import { expect, test } from '@jest/globals';
import { Excesses, excessText } from '../../src/sip/excess.ts';

const doors = { what: 'doors', most: 12_345, outcome: 'closed' };
const windows = { what: 'windows', most: 2, outcome: 'open' };

test('each limit is told of when it is first exceeded, and in sum at the end where there was more', () => {
  const told: string[] = [];
  const excesses = new Excesses((excess) => told.push(excessText(excess)));
  excesses.count(doors);
  excesses.count(windows);
  for (let n = 0; n < 1_999; n += 1) excesses.count(doors);
  expect(told).toEqual(['more than 12,345 doors: 1 closed', 'more than 2 windows: 1 open']);
  excesses.close();
  expect(told.slice(2)).toEqual(['more than 12,345 doors: 2,000 closed']);
  excesses.close();
  expect(told.length).toBe(3);
});
