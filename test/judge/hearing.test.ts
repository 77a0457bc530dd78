import { describe, expect, test } from '@jest/globals';
import type { HistoryEvent, MediaEvent, VoiceName } from '../../src/history/event.ts';
import { Hearing } from '../../src/judge/evidence/hearing.ts';
import type { Party } from '../../src/suite/cell.ts';

type Line = readonly [
  n: number,
  tap: Party,
  leg: string,
  event: MediaEvent['event'],
  voice: VoiceName,
  gapMs?: number | undefined,
];

/** Each event comes 10 ms after the one before it, so that `at` is ten times `n`. */
function heard(...lines: readonly Line[]): Hearing {
  return new Hearing(
    lines.map(([n, tap, leg, event, voice, gapMs]): HistoryEvent => {
      const gap = gapMs === undefined ? {} : { gapMs };
      return { n, t: 10 * n, kind: 'media', tap, leg, event, voice, at: 10 * n, ...gap };
    }),
  );
}

const ALICE = { tap: 'alice', leg: 'one', voice: 'bob' } as const;
const all = { from: 0, to: 100 };

/** What is on another phone, on another leg, or another voice, all in the thick of it. */
const others = (n: number, event: MediaEvent['event'], gapMs?: number): readonly Line[] => [
  [n, 'bob', 'one', event, 'bob', gapMs],
  [n + 1, 'alice', 'two', event, 'bob', gapMs],
  [n + 2, 'alice', 'one', event, 'carol', gapMs],
];

describe('a sample', () => {
  test('is the last of this voice on this leg of this phone', () => {
    const hearing = heard(
      [1, 'alice', 'one', 'starts', 'bob'],
      [2, 'alice', 'one', 'sample', 'bob', 20],
      ...others(3, 'sample', 20),
    );
    expect(hearing.sample(ALICE, all)?.n).toBe(2);
    expect(hearing.sample(ALICE, { from: 2, to: 2 })?.n).toBe(2);
    expect(hearing.sample(ALICE, { from: 3, to: 9 })).toBeUndefined();
  });

  test('proves nothing when the voice stopped after it, unless it was heard again', () => {
    const lines: readonly Line[] = [
      [2, 'alice', 'one', 'sample', 'bob', 20],
      [3, 'alice', 'one', 'stops', 'bob', 20],
    ];
    expect(heard(...lines).sample(ALICE, all)).toBeUndefined();
    expect(heard(...lines, [4, 'alice', 'one', 'starts', 'bob']).sample(ALICE, all)).toBeUndefined();
    expect(heard(...lines, [4, 'alice', 'one', 'sample', 'bob']).sample(ALICE, all)?.n).toBe(4);
  });

  test('is no start', () => {
    const hearing = heard([2, 'alice', 'one', 'sample', 'bob', 20], [3, 'alice', 'one', 'starts', 'bob']);
    expect(hearing.sample(ALICE, all)?.n).toBe(2);
  });
});

describe('a span', () => {
  const hearing = heard(
    ...others(1, 'starts'),
    [4, 'alice', 'one', 'starts', 'bob'],
    ...others(5, 'stops'),
    [8, 'alice', 'one', 'stops', 'bob'],
    [9, 'alice', 'one', 'starts', 'bob'],
  );

  test('lasts from a start to a stop of the same voice, or goes on', () => {
    const mine = hearing.spans.filter((span) => span.tap === 'alice' && span.leg === 'one' && span.voice === 'bob');
    expect(mine.map(({ fromN, from, toN, to }) => [fromN, from, toN, to])).toEqual([
      [4, 40, 8, 80],
      [9, 90, undefined, undefined],
    ]);
    expect(hearing.spans).toHaveLength(5);
  });

  test('begins with a sample when its start was not recorded; a second start or sample begins none', () => {
    const cut = heard(
      [1, 'alice', 'one', 'sample', 'bob'],
      [2, 'alice', 'one', 'starts', 'bob'],
      [3, 'alice', 'one', 'sample', 'bob'],
    );
    expect(cut.spans.map(({ fromN, toN }) => [fromN, toN])).toEqual([[1, undefined]]);
  });

  test('is not made by a stop alone', () => {
    expect(heard([1, 'alice', 'one', 'stops', 'bob']).spans).toEqual([]);
  });

  test('is heard wherever it overlaps a range', () => {
    const at = (from: number, to: number): number | undefined => hearing.first(ALICE, { from, to })?.fromN;
    expect([at(1, 3), at(1, 4), at(5, 6), at(8, 8), at(9, 50)]).toEqual([undefined, 4, 4, 4, 9]);
    expect(hearing.heard('alice', { from: 8, to: 8 }, 'one').map(({ voice }) => voice)).toEqual(['bob']);
    expect(hearing.heard('alice', { from: 1, to: 3 }).map(({ leg }) => leg)).toEqual(['two', 'one']);
    expect(hearing.voices('alice', all, 'one')).toEqual(['carol', 'bob']);
    expect(hearing.voices('alice', all, 'two')).toEqual(['bob']);
  });

  test('that stopped in a range is found by its voice, or by any', () => {
    expect(hearing.stop('alice', 'one', all, 'bob')?.toN).toBe(8);
    expect(hearing.stop('alice', 'one', all, 'carol')?.toN).toBe(7);
    expect(hearing.stop('alice', 'one', all)?.toN).toBe(8);
    expect(hearing.stop('alice', 'one', { from: 0, to: 7 })?.toN).toBe(7);
    expect(hearing.stop('alice', 'one', { from: 9, to: 20 })).toBeUndefined();
    expect(hearing.stop('alice', 'two', all, 'bob')?.toN).toBe(6);
    expect(hearing.stop('bob', 'one', all)?.toN).toBe(5);
    expect(hearing.stop('bob', 'two', all)).toBeUndefined();
  });
});

describe('the silence of a voice', () => {
  const hearing = heard(
    ...others(1, 'starts'),
    [4, 'alice', 'one', 'starts', 'bob'],
    [8, 'alice', 'one', 'stops', 'bob'],
    [20, 'alice', 'one', 'starts', 'bob'],
    ...others(21, 'stops'),
  );
  const at = (n: number): number | undefined => hearing.silence(ALICE, { n, t: 10 * n });

  test('lasts from its last frame until it is heard again', () => {
    expect([at(8), at(9), at(19), at(20), at(50)]).toEqual([0, 10, 110, 0, 0]);
  });

  test('is none while it is heard, and unknown before it ever was', () => {
    expect([at(3), at(4), at(7)]).toEqual([undefined, 0, 0]);
  });
});

describe('the longest gap', () => {
  const since = { n: 3, t: 30 };

  test('lies between a stop and the next start', () => {
    const hearing = heard([4, 'alice', 'one', 'stops', 'bob'], [9, 'alice', 'one', 'starts', 'bob']);
    expect(hearing.gap(ALICE, since, 100)).toBe(50);
    expect(hearing.gap(ALICE, since, 9)).toBe(50);
    expect(hearing.gap(ALICE, since, 8)).toBe(0);
  });

  test('is counted from the given moment when it began before', () => {
    const hearing = heard([1, 'alice', 'one', 'stops', 'bob'], [5, 'alice', 'one', 'starts', 'bob']);
    expect(hearing.gap(ALICE, since, 100)).toBe(20);
    expect(hearing.gap(ALICE, { n: 5, t: 50 }, 100)).toBe(0);
  });

  test('is not one between a sample and a start', () => {
    const hearing = heard(
      [4, 'alice', 'one', 'stops', 'bob'],
      [5, 'alice', 'one', 'sample', 'bob'],
      [9, 'alice', 'one', 'starts', 'bob'],
    );
    expect(hearing.gap(ALICE, since, 100)).toBe(0);
    expect(heard([9, 'alice', 'one', 'starts', 'bob']).gap(ALICE, since, 100)).toBe(0);
  });

  test('ends with a start, not with a sample', () => {
    const hearing = heard([4, 'alice', 'one', 'stops', 'bob'], [9, 'alice', 'one', 'sample', 'bob', 7]);
    expect(hearing.gap(ALICE, since, 100)).toBe(7);
  });

  test('may be one that a sample or a stop reports, as far as it lies after the given moment', () => {
    expect(heard([9, 'alice', 'one', 'sample', 'bob', 25]).gap(ALICE, since, 100)).toBe(25);
    expect(heard([9, 'alice', 'one', 'stops', 'bob', 25]).gap(ALICE, since, 100)).toBe(25);
    expect(heard([9, 'alice', 'one', 'sample', 'bob', 80]).gap(ALICE, since, 100)).toBe(60);
    expect(heard([3, 'alice', 'one', 'sample', 'bob', 25]).gap(ALICE, since, 100)).toBe(0);
    expect(heard([9, 'alice', 'one', 'sample', 'bob', 25]).gap(ALICE, since, 8)).toBe(0);
  });

  test('is that of one voice on one leg of one phone', () => {
    const hearing = heard(...others(4, 'sample', 25), ...others(7, 'stops'), ...others(10, 'starts'));
    expect(hearing.gap(ALICE, since, 100)).toBe(0);
  });

  test('is not what was measured as a phase was entered', () => {
    const sample = { n: 5, t: 90, kind: 'media', ...ALICE, event: 'sample', at: 90, gapMs: 40 } as const;
    const phase = { n: 4, t: 40, kind: 'phase', phase: 'outage' } as const;
    const gap = (...events: readonly HistoryEvent[]): number => new Hearing([...events, sample]).gap(ALICE, since, 100);
    expect(gap({ ...phase, state: 'entering' })).toBe(0);
    expect(gap({ ...phase, state: 'reached' })).toBe(40);
    expect(gap({ ...phase, n: 3, state: 'entering' }, { ...phase, state: 'missed' })).toBe(40);
    expect(gap({ ...phase, n: 3, state: 'entering' }, { n: 4, t: 40, kind: 'load', maxDelayMs: 1 })).toBe(40);
    expect(gap()).toBe(40);
    expect(gap({ ...phase, n: 3, state: 'entering' }, { ...sample, n: 4, event: 'stops', gapMs: 1 })).toBe(1);
  });
});
