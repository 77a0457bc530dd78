import { describe, expect, test } from '@jest/globals';
import { assert, integer, property, string } from 'fast-check';
import { diceFor } from '../../src/network/dice.ts';
import { type Fate, fateOf } from '../../src/network/fate.ts';
import type { Impairment } from '../../src/network/impairment.ts';
import { patienceFor } from '../../src/network/patience.ts';

const GOOD: Impairment = { loss: 0, delay: 0, jitter: 0, duplicate: 0, reorder: 0 };

function fates(impairment: Partial<Impairment>, text: string, count: number): readonly Fate[] {
  const dice = diceFor(text);
  return Array.from({ length: count }, () => fateOf({ ...GOOD, ...impairment }, dice));
}

const part = (all: readonly Fate[], is: (fate: Fate) => boolean): number => all.filter(is).length / all.length;
const isTwice = (fate: Fate): boolean => fate.kind === 'arrives' && fate.delays.length === 2;
const isHeld = (fate: Fate): boolean => fate.kind === 'arrives' && fate.delays[0] === 40;
const lost = (all: readonly Fate[]): readonly number[] => all.flatMap(({ kind }, n) => (kind === 'lost' ? [n] : []));

describe('the fate of datagrams', () => {
  test('is the same for the same text, and another for another', () => {
    const bad = { loss: 0.3, jitter: 30, duplicate: 0.2, reorder: 0.2 };
    expect(fates(bad, '7 DR-11 alice sip in', 200)).toEqual(fates(bad, '7 DR-11 alice sip in', 200));
    expect(fates(bad, '7 DR-11 alice sip in', 200)).not.toEqual(fates(bad, '8 DR-11 alice sip in', 200));
  });

  test('comes as often as it should', () => {
    expect(part(fates({ loss: 0.05 }, 'a', 20_000), ({ kind }) => kind === 'lost')).toBeCloseTo(0.05, 2);
    expect(part(fates({ duplicate: 0.1 }, 'b', 20_000), isTwice)).toBeCloseTo(0.1, 2);
    expect(part(fates({ reorder: 0.1 }, 'c', 20_000), isHeld)).toBeCloseTo(0.1, 2);
  });

  test('of one datagram does not depend on what else is wrong with the network', () => {
    expect(lost(fates({ loss: 0.1, jitter: 30, duplicate: 1 }, 'd', 500))).toEqual(
      lost(fates({ loss: 0.1 }, 'd', 500)),
    );
  });

  test('never takes longer than delay, jitter and being overtaken together, nor shorter than the delay', () => {
    const time = integer({ min: 0, max: 2000 });
    assert(
      property(time, time, string(), (delay, jitter, text) => {
        for (const fate of fates({ delay, jitter, duplicate: 0.5, reorder: 0.5 }, text, 5)) {
          if (fate.kind === 'lost') throw new Error('nothing is lost');
          expect(Math.min(...fate.delays)).toBeGreaterThanOrEqual(delay);
          expect(Math.max(...fate.delays)).toBeLessThanOrEqual(delay + jitter + 40);
        }
      }),
    );
  });

  test('on a network without impairment is to pass at once', () => {
    expect(new Set(fates({}, 'e', 100).map((fate) => JSON.stringify(fate)))).toEqual(
      new Set(['{"kind":"arrives","delays":[0]}']),
    );
  });
});

describe('patience', () => {
  test('covers the retransmissions that such a loss makes necessary, and the delays of a whole exchange', () => {
    expect(patienceFor({ ...GOOD, loss: 0.01 })).toBe(1500);
    expect(patienceFor({ ...GOOD, loss: 0.05 })).toBe(3500);
    expect(patienceFor({ ...GOOD, jitter: 30 })).toBe(300);
    expect(patienceFor({ ...GOOD, delay: 2000, jitter: 2000, loss: 0.5 })).toBe(15_000);
  });
});
