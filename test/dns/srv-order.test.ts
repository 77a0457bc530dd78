import { describe, expect, test } from '@jest/globals';
import { srvOrder } from '../../src/dns/srv-order.ts';
import { diceFor } from '../../src/network/dice.ts';

const record = (target: string, priority: number, weight: number, port = 5060) =>
  ({ type: 'SRV', priority, weight, port, target }) as const;

function targets(records: ReadonlyArray<ReturnType<typeof record>>, ...thrown: readonly number[]): string {
  const left = [...thrown];
  return srvOrder(records, () => left.shift() ?? 0)
    .map(({ target }) => target)
    .join(' ');
}

describe('the order of servers', () => {
  test('goes by priority, the lowest number first, whatever the weights and the order of the answer', () => {
    expect(targets([record('c', 30, 900), record('a', 0, 0), record('b', 10, 1)])).toBe('a b c');
  });

  test.each([
    [0, 'zero light heavy'],
    [0.09, 'light zero heavy'],
    [0.25, 'light zero heavy'],
    [0.3, 'heavy zero light'],
    [0.999, 'heavy zero light'],
  ])('of equals follows the running sum of their weights: %d', (first, order) => {
    expect(targets([record('heavy', 1, 30), record('zero', 1, 0), record('light', 1, 10)], first)).toBe(order);
  });

  test('is the same for the same seed, and does not depend on the order of the answer', () => {
    const some = ['a', 'b', 'c', 'd', 'e'].map((target) => record(target, 1, 10));
    const order = srvOrder(some, diceFor('DR-S1 alice'));
    expect(srvOrder(some.toReversed(), diceFor('DR-S1 alice'))).toEqual(order);
    expect(order).toHaveLength(5);
    const others = ['1', '2', '3', '4'].map((seed) => srvOrder(some, diceFor(seed)));
    expect(others.some((other) => JSON.stringify(other) !== JSON.stringify(order))).toBe(true);
  });

  test('gives a server as often the first place as its weight says', () => {
    const two = [record('a', 1, 75), record('b', 1, 25)];
    const firsts = Array.from({ length: 2_000 }, (_, n) => srvOrder(two, diceFor(`phone ${n}`))[0]?.target);
    const share = firsts.filter((target) => target === 'a').length / firsts.length;
    expect(share).toBeGreaterThan(0.7);
    expect(share).toBeLessThan(0.8);
  });
});
