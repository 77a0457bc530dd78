import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Playout } from '../../src/media/playout.ts';

const FRAME = 160;

/** The packet with this number, arriving at a time of its own or 20 ms after the one before. */
function packet(n: number, at = n * 20, first = 2 ** 32 - 480) {
  return { n, at, samples: new Float64Array(FRAME), timestamp: (first + n * FRAME) % 2 ** 32 };
}

/** The numbers of the packets in the order in which they are played, with the packets that are missing before them. */
function played(packets: ReadonlyArray<ReturnType<typeof packet>>): readonly string[] {
  const playout = new Playout<ReturnType<typeof packet>>();
  return packets.flatMap((each) =>
    playout.push(each).map(({ packet: { n }, lost }) => (lost === 0 ? `${n}` : `${n} after ${lost / FRAME} lost`)),
  );
}

describe('a playout', () => {
  test('plays packets in order at once', () => {
    expect(played([0, 1, 2, 3, 4].map((n) => packet(n)))).toEqual(['0', '1', '2', '3', '4']);
  });

  test('puts packets in order that have overtaken each other', () => {
    const order = [0, 2, 1, 3, 6, 4, 5, 7].map((n, at) => packet(n, at * 20));
    expect(played(order)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
  });

  test('plays a packet that comes twice once', () => {
    expect(played([0, 1, 1, 3, 3, 2, 4].map((n) => packet(n)))).toEqual(['0', '1', '2', '3', '4']);
  });

  test('gives a lost packet up when four wait for it, or when they have waited for 80 ms', () => {
    expect(played([0, 2, 3, 4].map((n) => packet(n)))).toEqual(['0']);
    expect(played([0, 2, 3, 4, 5, 6].map((n) => packet(n)))).toEqual(['0', '2 after 1 lost', '3', '4', '5', '6']);
    expect(played([packet(0), packet(2, 40), packet(3, 120)])).toEqual(['0', '2 after 1 lost', '3']);
  });

  test('drops a packet that comes after its turn', () => {
    expect(played([0, 2, 3, 4, 5, 1, 6].map((n) => packet(n)))).toEqual(['0', '2 after 1 lost', '3', '4', '5', '6']);
  });

  test('follows a sender that begins anew, and one whose timestamps stand still', () => {
    const [before, anew] = [packet(0), [1, 2].map((n) => packet(n, n * 20, 3_000_000_000))];
    expect(played([before, ...anew])).toEqual(['0', '1', '2']);
    const still = Array.from({ length: 12 }, (_, n) => ({ ...packet(0, n * 20), n }));
    expect(played(still).length).toBeGreaterThan(1);
  });

  test('takes packets without timestamps as they come', () => {
    expect(played([3, 1, 2].map((n) => ({ ...packet(n), timestamp: undefined as unknown as number })))).toEqual([
      '3',
      '1',
      '2',
    ]);
  });

  test('tells when what it keeps back has come', () => {
    const playout = new Playout<ReturnType<typeof packet>>();
    for (const n of [0, 3, 2]) playout.push(packet(n, 100 + n));
    expect(playout.keptBack).toEqual({ from: 102, to: 103 });
  });

  test('never plays a packet twice or out of order, whatever the network does', () => {
    const network = fc.array(fc.tuple(fc.nat(40), fc.nat(200)), { maxLength: 80 });
    fc.assert(
      fc.property(network, (arrivals) => {
        const order = arrivals.toSorted(([, a], [, b]) => a - b).map(([n, at]) => packet(n, at, 1_000));
        // Numbers that jump back by five packets in a row are a sender that begins anew.
        const numbers = played(order).map((text) => Number.parseInt(text, 10));
        const backwards = numbers.filter((n, at) => at > 0 && n <= (numbers[at - 1] ?? -1)).length;
        expect(backwards).toBeLessThanOrEqual(Math.floor(order.length / 5));
      }),
    );
  });
});
