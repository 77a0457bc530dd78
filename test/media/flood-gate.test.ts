import { expect, test } from '@jest/globals';
import { FloodGate } from '../../src/media/flood-gate.ts';

test('so many pass in each second, and a flood is told of once', () => {
  let floods = 0;
  const gate = new FloodGate(3, () => (floods += 1));
  const passed = (from: number): number =>
    Array.from({ length: 5 }, (_, n) => gate.admits(from + n)).filter((each) => each).length;
  expect([passed(0), floods]).toEqual([3, 1]);
  expect([passed(900), floods]).toEqual([0, 1]);
  expect([passed(1_000), floods]).toEqual([3, 1]);
});
