import { describe, expect, test } from '@jest/globals';
import { Governor } from '../../src/engine/governor.ts';

describe('a governor', () => {
  test('allows all that it may until a cell is too late', () => {
    const governor = new Governor(12);
    governor.hear(399, 12, 0);
    expect(governor.allowed).toBe(12);
    governor.hear(401, 12, 10);
    expect(governor.allowed).toBe(6);
  });

  test('halves what was under way, not what was allowed, and never comes to nothing', () => {
    const governor = new Governor(12);
    governor.hear(1_000, 5, 0);
    expect(governor.allowed).toBe(2);
    governor.hear(1_000, 1, 10_000);
    expect(governor.allowed).toBe(1);
  });

  test('waits until a cut shows before it cuts again', () => {
    const governor = new Governor(12);
    for (const now of [0, 500, 1_999]) governor.hear(1_000, 12, now);
    expect(governor.allowed).toBe(6);
    governor.hear(1_000, 6, 2_000);
    expect(governor.allowed).toBe(3);
  });

  test('allows one more after each calm while, up to all', () => {
    const governor = new Governor(4);
    governor.hear(1_000, 4, 0);
    const seen = [1_000, 2_000, 3_000, 4_000, 6_000].map((now) => {
      governor.hear(10, 2, now);
      return governor.allowed;
    });
    expect(seen).toEqual([2, 3, 3, 4, 4]);
  });

  test('allows no more while cells are somewhat late', () => {
    const governor = new Governor(4);
    governor.hear(1_000, 4, 0);
    governor.hear(200, 2, 1_900);
    governor.hear(10, 2, 3_800);
    expect(governor.allowed).toBe(2);
    governor.hear(10, 2, 3_900);
    expect(governor.allowed).toBe(3);
  });
});
