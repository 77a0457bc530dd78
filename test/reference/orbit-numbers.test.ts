import { describe, expect, test } from '@jest/globals';
import { Orbits, parseOrbitRange, resumeAt } from '../../src/reference/orbit-numbers.ts';

describe('orbits', () => {
  test('are handed out in turn, and a freed one waits until the range has gone round', () => {
    const orbits = new Orbits({ first: 100, last: 102 });
    expect(orbits.take()).toBe(100);
    orbits.free(100);
    expect([orbits.take(), orbits.take(), orbits.take()]).toEqual([101, 102, 100]);
  });

  test('are never handed out twice at a time, and run out when all are in use', () => {
    const orbits = new Orbits({ first: 7, last: 9 });
    expect([orbits.take(), orbits.take(), orbits.take(), orbits.take()]).toEqual([7, 8, 9, undefined]);
    orbits.free(8);
    expect([orbits.take(), orbits.take()]).toEqual([8, undefined]);
  });

  test('go on from where a restarted pool is told, and from the first if that is outside the range', () => {
    expect(new Orbits({ first: 100, last: 199 }, 142).take()).toBe(142);
    expect(new Orbits({ first: 100, last: 199 }, 242).take()).toBe(100);
  });
});

describe('a restarted pool', () => {
  const range = { first: 100, last: 199 };

  test('goes on a tenth of the range past what its peer remembers', () => {
    expect(resumeAt(range, 103)).toBe(113);
    expect(resumeAt(range, 195)).toBe(105);
  });

  test('begins anew when nobody remembers it', () => {
    expect(resumeAt(range, undefined)).toBeUndefined();
    expect(resumeAt(range, 300)).toBeUndefined();
  });
});

test.each(['100', '199-100', '100-10100', '0-5', 'a-b', '1-2-3', ''])('%j is no range of orbits', (text) => {
  expect(parseOrbitRange(text)).toBeUndefined();
});

test('A range may hold a single orbit', () => {
  expect(parseOrbitRange('700-700')).toEqual({ first: 700, last: 700 });
});
