import { expect, test } from '@jest/globals';
import { WallClock } from '../../src/capture/wall-clock.ts';

/** Two clocks of one time, one of which counts whole ms and can be set; each look at one takes 10 µs. */
function clocks(wallAtStart: number) {
  let [time, set] = [1000.4, wallAtStart - 1000.4];
  const pass = (ms: number): number => (time += ms);
  return {
    wall: () => Math.floor(pass(0.01) + set),
    monotonic: () => pass(0.01),
    pass,
    set: (by: number) => (set += by),
    wallAt: (monotonic: number) => monotonic + set,
  };
}

test('a time of the wall clock is told on the monotonic one, to a fraction of its tick', () => {
  const both = clocks(1_760_000_000_000.7);
  const clock = new WallClock(both);
  const moment = both.pass(5);
  both.pass(3);
  expect(clock.monotonic(both.wallAt(moment))).toBeCloseTo(moment, 1);
});

test.each([-3_600_000, 40, 3])('a wall clock that is set by %d ms is noticed', (by) => {
  const both = clocks(1_760_000_000_000);
  const clock = new WallClock(both);
  both.set(by);
  const moment = both.pass(5);
  both.pass(3);
  expect(clock.monotonic(both.wallAt(moment))).toBeCloseTo(moment, 1);
});

test('nothing has happened later than now', () => {
  const both = clocks(1_760_000_000_000);
  const clock = new WallClock(both);
  const now = both.monotonic();
  expect(clock.monotonic(both.wallAt(now + 1.5))).toBeLessThan(now + 0.1);
});

test('one who is kept from the processor while it looks takes a later moment', () => {
  const both = clocks(1_760_000_000_000);
  let looks = 0;
  const clock = new WallClock({
    ...both,
    wall: () => {
      looks += 1;
      if (looks === 3) both.pass(1.5);
      return both.wall();
    },
  });
  const moment = both.pass(5);
  both.pass(3);
  expect(clock.monotonic(both.wallAt(moment))).toBeCloseTo(moment, 1);
});
