import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Turns } from '../../../src/phone/sipp/turns.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** Takes a turn and notes when it came. */
async function asks(turns: Turns, call: string, who: string, order: string[]): Promise<void> {
  await turns.take(call);
  order.push(who);
}

test('of one call one thing at a time has its turn, in the order of asking', async () => {
  const turns = new Turns();
  const order: string[] = [];
  const all = ['first', 'second', 'third'].map((who) => asks(turns, 'a', who, order));
  await all[0];
  expect(order).toEqual(['first']);
  turns.give('a');
  await all[1];
  expect(order).toEqual(['first', 'second']);
  turns.give('a');
  await all[2];
  expect(order).toEqual(['first', 'second', 'third']);
});

test('calls do not wait for each other', async () => {
  const turns = new Turns();
  await turns.take('a');
  await expect(turns.take('b')).resolves.toBeUndefined();
});

test('a turn that nobody gives back ends by itself', async () => {
  const turns = new Turns();
  const order: string[] = [];
  await turns.take('a');
  const next = asks(turns, 'a', 'next', order);
  await jest.advanceTimersByTimeAsync(249);
  expect(order).toEqual([]);
  await jest.advanceTimersByTimeAsync(1);
  await next;
  expect(order).toEqual(['next']);
});

test('what nobody has taken may be given back', async () => {
  const turns = new Turns();
  turns.give('a');
  await expect(turns.take('a')).resolves.toBeUndefined();
});
