import { expect, test } from '@jest/globals';
import type { Crossing } from '../../src/history/crossings.ts';
import type { Facts } from '../../src/judge/facts.ts';
import { say } from '../../src/judge/sentences/sentences.ts';
import type { Seen } from '../../src/judge/evidence/seen-messages.ts';
import {
  burstOf,
  costOf,
  delayedIn,
  cutWait,
  inBound,
  neverArrived,
  tookBetween,
  neverReceived,
} from '../../src/judge/excuse/network-cost.ts';

const NEVER = Number.POSITIVE_INFINITY;

function crossing(parts: Partial<Crossing>): Crossing {
  const base = {
    n: 1,
    tap: 'alice',
    direction: 'out',
    remote: 'pool',
    method: 'INVITE',
    status: undefined,
    callId: 'c',
    seq: 1,
  };
  return { ...base, from: 0, through: 0, active: 0, ...parts } as unknown as Crossing;
}

function facts(...crossings: readonly Crossing[]): Facts {
  const outside = ({ t }: { readonly t: number }): number => t;
  return { crossings: { all: () => crossings, outside }, events: [], run: { pools: {} } } as unknown as Facts;
}

const window = { from: 100, to: 200 };

test('a message delays a time in which it is under way, or lost while it is still tried', () => {
  const counts = (parts: Partial<Crossing>): boolean => delayedIn(facts(crossing(parts)), window).length === 1;
  expect(counts({ from: 50, through: 150 })).toBe(true);
  expect(counts({ from: 50, through: 100 })).toBe(false);
  expect(counts({ from: 200, through: 250 })).toBe(false);
  expect(counts({ from: 199, through: 250 })).toBe(true);
  expect(counts({ from: 100, through: NEVER, active: 0 })).toBe(true);
  expect(counts({ from: 99, through: NEVER, active: 99 })).toBe(false);
  expect(counts({ from: 99, through: NEVER, active: 100 })).toBe(true);
  expect(counts({ from: 200, through: NEVER, active: 300 })).toBe(false);
  expect(counts({ from: 50, through: 150, status: 180 })).toBe(false);
  expect(counts({ from: 50, through: 150, status: 200 })).toBe(true);
});

test('a time costs what messages took of it, each moment once, in whatever order they are', () => {
  const delayed = [
    crossing({ from: 150, through: 300 }),
    crossing({ from: 50, through: 120 }),
    crossing({ from: 110, through: 130 }),
  ];
  expect(costOf(delayed, window)).toBe(80);
  expect(costOf([crossing({ from: 100, through: 190 }), crossing({ from: 110, through: 120 })], window)).toBe(90);
  expect(costOf([], window)).toBe(0);
});

test('what was needed is taken off for certain, the rest only perhaps', () => {
  const took = (...crossings: readonly Crossing[]) =>
    tookBetween(facts(...crossings), { n: 1, t: 100 }, { n: 2, t: 200 });
  expect(took()).toEqual({ own: 100, least: 100, ours: 0, evidence: [] });
  expect(took(crossing({ n: 7, from: 100, through: 130 }))).toEqual({ own: 70, least: 70, ours: 30, evidence: [7] });
  expect(took(crossing({ n: 7, from: 100, through: 130, method: 'BYE' }))).toEqual({
    own: 100,
    least: 70,
    ours: 0,
    evidence: [7],
  });
  expect(took(crossing({ n: 7, from: 100, through: 130, status: 200 }))).toMatchObject({ own: 70 });
  const back = tookBetween(facts(crossing({ from: 0, through: 500 })), { n: 1, t: 200 }, { n: 2, t: 100 });
  expect(back).toEqual({ own: 0, least: 0, ours: -100, evidence: [] });
});

test('a bound is kept, broken, or not known', () => {
  const park = { parker: 'bob', call: 'A', pool: 'primary', took: 150 };
  const said = (own: number, least: number, ours = own - least) => {
    const took = { own, least, ours, evidence: [9] };
    const { verdict, figures, evidence, overMs, timed } = inBound(took, 100, 'tookMs', {
      evidence: [3],
      late: say('park-late', { ...park, bound: 100 }),
      good: say('park-in-time', park),
    });
    return { verdict, figures, evidence, overMs, timed };
  };
  expect(said(100, 100)).toMatchObject({ verdict: 'pass', figures: { tookMs: 100 }, evidence: [3] });
  expect(said(150, 120)).toMatchObject({
    verdict: 'fail',
    overMs: 20,
    timed: true,
    figures: { tookMs: 150, networkMs: 30 },
  });
  expect(said(150, 100)).toMatchObject({ verdict: 'inconclusive', evidence: [3, 9] });
});

test('silence proves nothing where the request or its answer was lost', () => {
  const request = {
    n: 5,
    t: 0,
    tap: 'alice',
    callId: 'c',
    seq: 1,
    method: 'INVITE',
    direction: 'out',
  } as unknown as Seen;
  const verdict = (...crossings: readonly Crossing[]) => neverReceived(facts(...crossings), request, 500, 400);
  const answer = { n: 8, direction: 'in', status: 200, through: NEVER } as const;
  expect(verdict()).toBeUndefined();
  expect(verdict(crossing(answer))).toMatchObject({ verdict: 'inconclusive', evidence: [5, 8] });
  for (const other of [
    { tap: 'bob' },
    { callId: 'x' },
    { seq: 2 },
    { method: 'BYE' },
    { direction: 'out' },
    { status: 180 },
    { through: 500 },
  ] as const)
    expect(verdict(crossing({ ...answer, ...other }))).toBeUndefined();
  const lost = { ...facts(), crossings: { all: () => [], outside: () => NEVER } } as unknown as Facts;
  expect(neverReceived(lost, request, 500, 400)).toMatchObject({ verdict: 'inconclusive', evidence: [5] });
  const through = (at: number) =>
    neverReceived({ ...lost, crossings: { all: () => [], outside: () => at } } as unknown as Facts, request, 500, 400);
  expect([through(110), through(111)?.verdict]).toEqual([undefined, 'inconclusive']);
});

test('a wait is long enough, or our own network took of it', () => {
  const slow = facts(crossing({ n: 4, from: 100, through: 120 }));
  expect(cutWait(slow, window, 90)).toBeUndefined();
  expect(cutWait(slow, window, 91)).toMatchObject({ evidence: [4] });
  expect(cutWait(facts(), window, 500)).toBeUndefined();
});

test('a call never arrived when its INVITE to that party was lost', () => {
  const lost = { tap: 'bob', direction: 'in', through: NEVER } as const;
  expect(neverArrived(facts(crossing(lost)), 'bob')).toBeDefined();
  for (const other of [
    { tap: 'carol' },
    { direction: 'out' },
    { method: 'BYE' },
    { status: 200 },
    { through: 5 },
  ] as const)
    expect(neverArrived(facts(crossing({ ...lost, ...other })), 'bob')).toBeUndefined();
});

test('the longest bursts of both directions add up to a silence', () => {
  const burst = (n: number, direction: 'in' | 'out', longestLoss: number, more: object = {}) => ({
    n,
    t: n,
    kind: 'network',
    channel: 'rtp',
    tap: 'alice',
    direction,
    longestLoss,
    ...more,
  });
  const events = [
    burst(5, 'in', 2),
    burst(6, 'in', 3),
    burst(7, 'out', 4),
    burst(8, 'out', 9, { tap: 'bob' }),
    burst(9, 'in', 50, { channel: 'sip' }),
  ];
  const history = { events } as unknown as Facts;
  expect([
    burstOf(history, ['alice'], 5, 9),
    burstOf(history, ['alice'], 7, 9),
    burstOf(history, ['alice'], 5, 5),
  ]).toEqual([140, 80, 40]);
  expect(burstOf(history, ['alice', 'bob'], 5, 9)).toBe(240);
});
