import { describe, expect, test } from '@jest/globals';
import { otherOf, type PlannedCall, planSteps } from '../../src/judge/situation/planned-calls.ts';
import type { Deed, Step } from '../../src/suite/cell.ts';
import { act, cellOf, check } from './history-builder.ts';

const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const does = (verb: 'hold' | 'resume' | 'park' | 'hangup', by: 'alice' | 'bob' | 'carol' = 'bob'): Deed => ({
  verb,
  call: 'A',
  by,
});
const retrieve: Deed = { verb: 'retrieve', call: 'A', by: 'carol' };
const transfer: Deed = { verb: 'transfer', call: 'A', by: 'bob', to: 'dave', how: 'blind' };
const look = check('look', { kind: 'is', outcome: 'connected', call: 'A' });

const connected = { state: 'connected', pair: ['alice', 'bob'] };
const parked = { state: 'parked', parkee: 'alice', parker: 'bob', phase: 'normal' };

/** How call A should stand after these steps. */
function after(...steps: readonly Step[]): PlannedCall | undefined {
  return planSteps(cellOf('P', { normal: [...steps, look] })).at(-1)?.before;
}

describe('the plan of a call', () => {
  test.each<readonly [readonly Step[], unknown]>([
    [[], undefined],
    [[callA], connected],
    [[callA, act(does('hold'))], { ...connected, state: 'held', holder: 'bob' }],
    [[callA, act(does('hold')), act(does('hold', 'alice'))], { ...connected, state: 'held', holder: 'bob' }],
    [[callA, act(does('hold')), act(does('resume'))], connected],
    [[callA, act(does('resume'))], connected],
    [[callA, act(does('park'))], parked],
    [[callA, act(does('park', 'carol'))], connected],
    [[callA, act(does('park')), act(does('hold')), act(does('resume'))], parked],
    [[callA, act(does('park')), act(retrieve)], { state: 'connected', pair: ['alice', 'carol'] }],
    [[callA, act(retrieve)], connected],
    [[callA, act(transfer)], { state: 'connected', pair: ['alice', 'dave'] }],
    [[callA, act(does('park')), act(transfer)], parked],
    [[callA, act(does('hangup'))], { state: 'over' }],
    [[callA, act(does('hangup')), act(does('hold')), act(does('resume'))], { state: 'over' }],
    [[act(does('hold'))], undefined],
    [[act(does('resume'))], undefined],
    [[act(does('park'))], undefined],
    [[act(transfer)], undefined],
    [[act(retrieve)], undefined],
    [[callA, act({ verb: 'register', by: 'alice' })], connected],
    [[callA, act({ verb: 'call', call: 'B', by: 'carol', to: 'dave' })], connected],
  ])('%j', (steps, expected) => {
    expect(after(...steps)).toEqual(expected);
  });

  test('follows what a check does, but for a hold, which it undoes, and for what must not work', () => {
    expect(after(callA, check('c', { kind: 'can', deed: does('park') }))).toEqual(parked);
    expect(after(callA, check('c', { kind: 'can', deed: does('hold') }))).toEqual(connected);
    expect(after(callA, check('c', { kind: 'cannot', deed: does('park') }))).toEqual(connected);
  });

  test('says of each step which call and deed it is about', () => {
    const register: Deed = { verb: 'register', by: 'alice' };
    const steps = [
      callA,
      act(register),
      check('a', { kind: 'announces', mode: 'resiliency', by: 'alice' }),
      check('s', { kind: 'setting', setting: 'orbits', call: 'A', of: 'primary' }),
      check('c', { kind: 'cannot', deed: does('park') }),
      look,
    ];
    const plan = planSteps(cellOf('P', { normal: steps.slice(0, 3), failover: steps.slice(3) }));
    expect(plan.map(({ index, phase, call, deed }) => [index, phase, call, deed?.verb])).toEqual([
      [0, 'normal', 'A', 'call'],
      [1, 'normal', undefined, 'register'],
      [2, 'normal', undefined, undefined],
      [3, 'failover', 'A', undefined],
      [4, 'failover', 'A', 'park'],
      [5, 'failover', 'A', undefined],
    ]);
  });

  test('knows who talks to whom', () => {
    const pair = ['alice', 'bob'] as const;
    const held: PlannedCall = { state: 'held', pair, holder: 'bob' };
    const others = (['alice', 'bob', 'carol'] as const).map((party) => [
      otherOf({ state: 'connected', pair }, party),
      otherOf(held, party),
    ]);
    expect(others).toEqual([
      ['bob', 'bob'],
      ['alice', 'alice'],
      [undefined, undefined],
    ]);
    expect(otherOf({ state: 'over' }, 'alice')).toBeUndefined();
    expect(otherOf({ state: 'parked', parkee: 'alice', parker: 'bob', phase: 'normal' }, 'alice')).toBeUndefined();
  });
});
