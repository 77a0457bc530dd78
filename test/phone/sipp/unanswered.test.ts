import { expect, test } from '@jest/globals';
import { Unanswered } from '../../../src/phone/sipp/unanswered.ts';

/** What has come through, in the order in which it did. */
function through(unanswered: Unanswered, call: string, ...requests: readonly string[]): string[] {
  const order: string[] = [];
  for (const request of requests) void unanswered.over(call).then(() => order.push(request));
  return order;
}

const soon = (): Promise<void> => Promise.resolve();

test('a request waits until the newest request of SIPp in its call has an answer', async () => {
  const unanswered = new Unanswered();
  unanswered.sent('a', '1');
  const order = through(unanswered, 'a', 'NOTIFY', 'BYE');
  unanswered.answered('b', '1');
  unanswered.answered('a', 'another');
  await soon();
  expect([order, unanswered.waitingIn('a')]).toEqual([[], 2]);
  unanswered.answered('a', '1');
  await soon();
  expect([order, unanswered.waitingIn('a')]).toEqual([['NOTIFY', 'BYE'], 0]);
});

test('a request that SIPp repeats after its answer holds nothing up', async () => {
  const unanswered = new Unanswered();
  unanswered.sent('a', '1');
  unanswered.answered('a', '1');
  unanswered.sent('a', '1');
  const order = through(unanswered, 'a', 'NOTIFY');
  await soon();
  expect(order).toEqual(['NOTIFY']);
});

test('what waits goes on waiting where SIPp sends another request', async () => {
  const unanswered = new Unanswered();
  unanswered.sent('a', '1');
  const order = through(unanswered, 'a', 'NOTIFY');
  unanswered.sent('a', '2');
  unanswered.answered('a', '1');
  await soon();
  expect(order).toEqual([]);
  unanswered.answered('a', '2');
  await soon();
  expect(order).toEqual(['NOTIFY']);
});

test('other calls wait for nothing, and nothing waits once all is over', async () => {
  const unanswered = new Unanswered();
  unanswered.sent('a', '1');
  const order = through(unanswered, 'b', 'NOTIFY');
  await soon();
  expect(order).toEqual(['NOTIFY']);
  unanswered.clear();
  expect(unanswered.waitingIn('a')).toBe(0);
});
