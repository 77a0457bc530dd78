import { describe, expect, test } from '@jest/globals';
import { plannedAtEnd, plannedSteps } from '../../src/suite/planned-steps.ts';
import type { Deed, Trial } from '../../src/suite/cell.ts';
import { act, cellOf, check } from '../judge/history-builder.ts';

const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const callB = act({ verb: 'call', call: 'B', by: 'carol', to: 'dave' });
const does = (verb: 'hold' | 'park' | 'retrieve', by: 'alice' | 'bob' | 'carol' = 'bob'): Trial => ({
  verb,
  call: 'A',
  by,
});
const look = check('look', { kind: 'is', outcome: 'connected', call: 'A' });

describe('the plan of a cell', () => {
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
    const plan = plannedSteps(cellOf('P', { normal: steps.slice(0, 3), failover: steps.slice(3) }));
    expect(plan.map(({ index, phase, call, deed }) => [index, phase, call, deed?.verb])).toEqual([
      [0, 'normal', 'A', 'call'],
      [1, 'normal', undefined, 'register'],
      [2, 'normal', undefined, undefined],
      [3, 'failover', 'A', undefined],
      [4, 'failover', 'A', 'park'],
      [5, 'failover', 'A', undefined],
    ]);
  });

  test('says how the call of each step should stand before it', () => {
    const steps = [callA, act(does('hold')), check('h', { kind: 'is', outcome: 'held', call: 'A' }), callB];
    const later = [act(does('park')), check('r', { kind: 'can', deed: does('retrieve', 'carol') }), look];
    const plan = plannedSteps(cellOf('P', { normal: steps, failover: later }));
    expect(plan.map(({ before }) => before?.state)).toEqual([
      undefined,
      'connected',
      'held',
      undefined,
      'held',
      'parked',
      'connected',
    ]);
    expect(plan[5]?.before).toMatchObject({ parkee: 'alice', parker: 'bob', phase: 'failover' });
    expect(plan[6]?.before).toMatchObject({ pair: ['alice', 'carol'] });
  });

  test('says how each call should stand at the end', () => {
    const gone = check('gone', { kind: 'is', outcome: 'disconnected', call: 'B' });
    const end = plannedAtEnd(cellOf('P', { normal: [callA, callB, act(does('park'))], outage: [gone] }));
    expect([...end].map(([name, { state }]) => [name, state])).toEqual([
      ['A', 'parked'],
      ['B', 'over'],
    ]);
  });
});
