import { describe, expect, test } from '@jest/globals';
import { objectionToDeed } from '../../src/suite/call-objections.ts';
import {
  afterDeed,
  afterStep,
  holdersOf,
  otherOf,
  parkeeOf,
  partiesOf,
  type ScenarioCall,
} from '../../src/suite/call-state.ts';
import type { Deed, Expectation, Party, Step, Trial } from '../../src/suite/cell.ts';

const at = { file: 'x.yaml', line: 1, column: 1 };
const callA: Trial = { verb: 'call', call: 'A', by: 'alice', to: 'bob' };
const does = (verb: 'hold' | 'resume' | 'park' | 'retrieve' | 'hangup', by: Party): Trial => ({ verb, call: 'A', by });
const transfer = (by: Party, to: Party): Trial => ({ verb: 'transfer', call: 'A', by, to, how: 'blind' });

/** What these deeds make of call A when they are tried one after the other. */
function after(...deeds: readonly Deed[]): ScenarioCall | undefined {
  return deeds.reduce<ScenarioCall | undefined>((call, deed) => afterDeed(call, deed, 'normal'), undefined);
}

function afterCheck(call: ScenarioCall | undefined, expect_: Expectation): ScenarioCall | undefined {
  return afterStep(call, { kind: 'check', id: 'X/c', expect: expect_, at }, 'normal');
}

const connected = { state: 'connected', pair: ['alice', 'bob'] };
const parked = { state: 'parked', parkee: 'alice', parker: 'bob', phase: 'normal' };

describe('what deeds make of a call', () => {
  test.each<readonly [string, readonly Deed[], object]>([
    ['a call connects its parties', [callA], connected],
    ['a party holds it', [does('hold', 'bob')], { state: 'held', pair: ['alice', 'bob'], holders: ['bob'] }],
    [
      'both parties hold it',
      [does('hold', 'bob'), does('hold', 'alice')],
      { state: 'held', pair: ['alice', 'bob'], holders: ['bob', 'alice'] },
    ],
    [
      'one of two holders resumes it: it is held by the other',
      [does('hold', 'bob'), does('hold', 'alice'), does('resume', 'bob')],
      { state: 'held', pair: ['alice', 'bob'], holders: ['alice'] },
    ],
    ['the last holder resumes it', [does('hold', 'bob'), does('resume', 'bob')], connected],
    ['the other party cannot resume it', [does('hold', 'bob'), does('resume', 'alice')], { holders: ['bob'] }],
    ['it is parked', [does('park', 'bob')], parked],
    ['it is parked while it is held', [does('hold', 'bob'), does('park', 'bob')], parked],
    [
      'it is retrieved, and nobody holds it any more',
      [does('hold', 'alice'), does('park', 'bob'), does('retrieve', 'carol')],
      { state: 'connected', pair: ['alice', 'carol'], wasRetrieved: true },
    ],
    ['its parker takes it back', [does('park', 'bob'), does('retrieve', 'bob')], connected],
    ['its parkee cannot retrieve it', [does('park', 'bob'), does('retrieve', 'alice')], parked],
    ['what is not parked cannot be retrieved', [does('retrieve', 'carol')], { ...connected, wasRetrieved: false }],
    ['it is transferred', [transfer('bob', 'dave')], { state: 'connected', pair: ['alice', 'dave'] }],
    [
      'it is transferred while both parties hold it: the new call is held by nobody',
      [does('hold', 'bob'), does('hold', 'alice'), transfer('bob', 'dave')],
      { state: 'connected', pair: ['alice', 'dave'] },
    ],
    ['it cannot be transferred to a party of its own', [transfer('bob', 'alice')], connected],
    ['a party hangs up', [does('hangup', 'alice')], { state: 'over' }],
    ['a third party cannot end it', [does('hangup', 'carol')], connected],
    ['a third party cannot park it', [does('park', 'carol')], connected],
    ['its parkee hangs up', [does('park', 'bob'), does('hangup', 'alice')], { state: 'over' }],
    ['its parker has left it', [does('park', 'bob'), does('hangup', 'bob')], parked],
    ['a registration changes nothing', [{ verb: 'register', by: 'alice' }], connected],
    ['it is not made again while it lasts', [{ ...callA, by: 'carol', to: 'dave' }], connected],
    [
      'another call has its name when it is over',
      [does('park', 'bob'), does('hangup', 'alice'), { ...callA, by: 'carol', to: 'dave' }],
      { state: 'connected', pair: ['carol', 'dave'], lastPark: undefined },
    ],
  ])('%s', (_, deeds, expected) => {
    expect(after(callA, ...deeds)).toMatchObject(expected);
  });

  test.each([does('hold', 'bob'), does('park', 'bob'), does('retrieve', 'carol'), transfer('bob', 'dave')])(
    'there is no call before it is made: %j',
    (deed) => {
      expect(after(deed)).toBeUndefined();
    },
  );

  test('a call remembers that it was parked, and by whom, whatever becomes of it', () => {
    const park = { parkee: 'alice', parker: 'bob', phase: 'normal' };
    const later = [does('retrieve', 'carol'), does('hold', 'carol'), transfer('carol', 'dave'), does('hangup', 'dave')];
    later.forEach((_, index) => {
      const call = after(callA, does('park', 'bob'), ...later.slice(0, index + 1));
      expect(call).toMatchObject({ lastPark: park, wasRetrieved: true });
    });
  });
});

describe('what checks make of a call', () => {
  const held = after(callA, does('hold', 'bob'));
  const waiting = after(callA, does('park', 'bob'));

  test('a hold that is checked is resumed', () => {
    expect(afterCheck(after(callA), { kind: 'can', deed: does('hold', 'bob') })).toMatchObject(connected);
  });

  test('every other deed that is checked stays done', () => {
    expect(afterCheck(held, { kind: 'can', deed: does('resume', 'bob') })).toMatchObject(connected);
    expect(afterCheck(after(callA), { kind: 'can', deed: does('park', 'bob') })).toMatchObject(parked);
    expect(afterCheck(waiting, { kind: 'can', deed: does('hangup', 'alice') })).toMatchObject({ state: 'over' });
  });

  test.each([does('park', 'bob'), does('hangup', 'bob'), does('hold', 'bob'), transfer('bob', 'dave')])(
    'a deed that cannot be done changes nothing: %j',
    (deed) => {
      expect(afterCheck(after(callA), { kind: 'cannot', deed })).toEqual(after(callA));
    },
  );

  test('a call that cannot be made is over', () => {
    expect(afterCheck(undefined, { kind: 'cannot', deed: callA })).toMatchObject({
      state: 'over',
      lastPark: undefined,
    });
  });

  test('a disconnected call is over; every other state that is looked at stays', () => {
    const is = (outcome: 'disconnected' | 'connected' | 'parked' | 'held' | 'nobody'): Expectation => ({
      kind: 'is',
      outcome,
      call: 'A',
    });
    expect(afterCheck(waiting, is('disconnected'))).toMatchObject({ state: 'over', lastPark: { parkee: 'alice' } });
    expect(afterCheck(after(callA), is('disconnected'))).toMatchObject({ state: 'over' });
    expect(afterCheck(after(callA), is('connected'))).toEqual(after(callA));
    expect(afterCheck(waiting, is('parked'))).toEqual(waiting);
    expect(afterCheck(waiting, is('nobody'))).toEqual(waiting);
    expect(afterCheck(held, is('held'))).toEqual(held);
  });

  test('a call that nobody picks up is delivered when its last settings have shown', () => {
    const setting = (name: 'orbits' | 'pickup-timeout' | 'pickup-attempts' | 'timeout-target'): Expectation => ({
      kind: 'setting',
      setting: name,
      call: 'A',
      of: 'backup',
    });
    const delivered = { state: 'delivered', parkee: 'alice', parker: 'bob' };
    expect(afterCheck(waiting, setting('orbits'))).toEqual(waiting);
    expect(afterCheck(waiting, setting('pickup-timeout'))).toEqual(waiting);
    expect(afterCheck(waiting, setting('pickup-attempts'))).toMatchObject(delivered);
    expect(afterCheck(afterCheck(waiting, setting('pickup-attempts')), setting('timeout-target'))).toMatchObject(
      delivered,
    );
    expect(afterCheck(after(callA), setting('timeout-target'))).toEqual(after(callA));
  });

  test('a timer that is outlived changes nothing', () => {
    const outlives: Expectation = { kind: 'outlives', timer: 'pickup-timeout', call: 'A', of: 'backup' };
    const retrieved = after(callA, does('park', 'bob'), does('retrieve', 'carol'));
    expect(afterCheck(retrieved, outlives)).toEqual(retrieved);
    expect(afterCheck(undefined, outlives)).toBeUndefined();
  });

  test('an announcement is about no call', () => {
    expect(afterCheck(waiting, { kind: 'announces', mode: 'resiliency', by: 'alice' })).toEqual(waiting);
  });

  test('an act is a deed', () => {
    const step: Step = { kind: 'act', deed: does('park', 'bob'), at };
    expect(afterStep(after(callA), step, 'failover')).toMatchObject({ state: 'parked', phase: 'failover' });
  });
});

describe('who is in a call', () => {
  const talking = after(callA);
  const held = after(callA, does('hold', 'bob'));
  const waiting = after(callA, does('park', 'bob'));
  const over = after(callA, does('hangup', 'bob'));
  const delivered = afterCheck(waiting, { kind: 'setting', setting: 'timeout-target', call: 'A', of: 'backup' });

  test.each([
    ['connected', talking, ['alice', 'bob'], 'bob', undefined, []],
    ['held', held, ['alice', 'bob'], 'bob', undefined, ['bob']],
    ['parked', waiting, ['alice'], undefined, 'alice', []],
    ['delivered', delivered, ['alice'], undefined, 'alice', []],
    ['over', over, [], undefined, undefined, []],
    ['not made', undefined, [], undefined, undefined, []],
  ] as const)('when it is %s', (_, call, parties, other, parkee, holders) => {
    expect(partiesOf(call)).toEqual(parties);
    expect([otherOf(call, 'alice'), otherOf(call, 'carol')]).toEqual([other, undefined]);
    expect(parkeeOf(call)).toBe(parkee);
    expect(holdersOf(call)).toEqual(holders);
  });
});

test('a deed on a call is objected to where, and only where, it would change nothing', () => {
  const parties = ['alice', 'bob', 'carol'] as const;
  const deeds: readonly Deed[] = [
    ...parties.flatMap((by) =>
      (['hold', 'resume', 'park', 'retrieve', 'hangup'] as const).map((verb) => does(verb, by)),
    ),
    ...parties.flatMap((by) => parties.map((to) => transfer(by, to))),
  ];
  const seen = new Map<string, ScenarioCall>();
  const open = [after(callA)];
  for (let call = open.pop(); call !== undefined; call = open.pop()) {
    if (seen.has(JSON.stringify(call))) continue;
    seen.set(JSON.stringify(call), call);
    for (const deed of deeds) {
      const next = afterDeed(call, deed, 'normal');
      expect([call, deed, objectionToDeed('A', call, deed) !== undefined]).toEqual([call, deed, next === call]);
      open.push(next);
    }
  }
  // Connected, held by one and by both, parked, over: for each pair of parties, parked before or not, retrieved or not.
  expect(seen.size).toBeGreaterThan(100);
});
