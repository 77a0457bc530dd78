import { expect, test } from '@jest/globals';
import { loadCell } from '../../src/suite/load-cell.ts';

test('a mistake in each word of one long line takes time in proportion to the line', () => {
  const [short, long] = [4_000, 64_000].map((length) => best(`scenario: { a${', from'.repeat(length / 6)} }`));
  // Sixteen times the text: a quadratic reader would take 256 times as long.
  expect(long).toBeLessThan(Math.max(short ?? 0, 0.5) * 80);
});

/** ms of the processor for the fastest of some readings. */
function best(source: string): number {
  const times = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage();
    loadCell(source, 'x.yaml');
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}
