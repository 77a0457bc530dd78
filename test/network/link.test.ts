import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Impairment } from '../../src/network/impairment.ts';
import { Access, type Link, type Mishap, type Way } from '../../src/network/link.ts';
import { Tally } from '../../src/network/tally.ts';

const GOOD: Impairment = { loss: 0, delay: 0, jitter: 0, duplicate: 0, reorder: 0 };
const remote = { host: '127.0.0.1', port: 5060 };
const bytes = new Uint8Array([1]);

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function open(impairment: Partial<Impairment>, party = 'alice'): { link: Link; mishaps: Mishap[]; access: Access } {
  const mishaps: Mishap[] = [];
  const access = new Access({ ...GOOD, ...impairment }, { seed: 1, cell: 'DR-11', party });
  return { access, mishaps, link: access.link('sip', (mishap) => mishaps.push(mishap)) };
}

/** The numbers of those of `count` datagrams that got through, in the order in which they did. */
function sent(link: Link, count: number, direction: Way = 'out'): readonly number[] {
  const through: number[] = [];
  for (let n = 0; n < count; n += 1) link.carry(direction, bytes, remote, () => through.push(n));
  jest.runAllTimers();
  return through;
}

describe('a link', () => {
  test('carries at once what nothing happens to', () => {
    const { link, mishaps } = open({});
    const go = jest.fn();
    expect(link.carry('in', bytes, remote, go)).toBe(true);
    expect(go).toHaveBeenCalledTimes(1);
    expect(mishaps).toEqual([]);
  });

  test('loses some, and tells which', () => {
    const { link, mishaps } = open({ loss: 0.5 });
    const through = sent(link, 100);
    expect(through.length + mishaps.length).toBe(100);
    expect(through.length).toBeLessThan(70);
    expect(mishaps[0]).toEqual({ direction: 'out', what: 'lost', delayMs: 0, bytes, remote });
  });

  test('holds back, so that what came later overtakes what came before', () => {
    const { link, mishaps } = open({ jitter: 30, reorder: 0.1 });
    const through = sent(link, 100);
    expect(through).not.toEqual(through.toSorted((a, b) => a - b));
    expect(through.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, n) => n));
    expect(mishaps.every(({ what, delayMs }) => what === 'held' && delayMs > 5)).toBe(true);
    expect(mishaps.length).toBeGreaterThan(50);
  });

  test('carries some twice', () => {
    const { link, mishaps } = open({ duplicate: 0.5 });
    expect(sent(link, 100)).toHaveLength(100 + mishaps.filter(({ what }) => what === 'duplicated').length);
  });

  test('decides by seed, cell, party, channel and direction, whatever else happens', () => {
    const alone = sent(open({ loss: 0.5 }).link, 50);
    const { access, link } = open({ loss: 0.5 });
    const other = access.link('rtp', () => undefined);
    sent(other, 13);
    sent(link, 7, 'in');
    expect(sent(link, 50)).toEqual(alone);
    expect(sent(open({ loss: 0.5 }, 'bob').link, 50)).not.toEqual(alone);
    expect(sent(open({ loss: 0.5 }).link, 50, 'in')).not.toEqual(alone);
    expect(sent(other, 50)).not.toEqual(alone);
  });

  test('goes on where the last link of its channel stopped', () => {
    const whole = sent(open({ loss: 0.5 }).link, 40);
    const { access } = open({ loss: 0.5 });
    const first = sent(
      access.link('sip', () => undefined),
      20,
    );
    const second = sent(
      access.link('sip', () => undefined),
      20,
    ).map((n) => n + 20);
    expect([...first, ...second]).toEqual(whole);
  });
});

describe('a tally', () => {
  test('counts what passed and what did not, and the longest run of losses', () => {
    const tally = new Tally();
    for (const passed of [true, false, false, false, true, false]) tally.count('in', passed);
    tally.mishap({ direction: 'in', what: 'held' });
    expect(tally.take()).toEqual([{ direction: 'in', passed: 2, lost: 4, longestLoss: 3, duplicated: 0, held: 1 }]);
  });

  test('counts a run whole that began before the counts were taken', () => {
    const tally = new Tally();
    tally.count('out', false);
    tally.take();
    tally.count('out', false);
    expect(tally.take()).toMatchObject([{ direction: 'out', lost: 1, longestLoss: 2 }]);
    expect(tally.take()).toEqual([]);
  });
});
