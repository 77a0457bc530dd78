import { describe, expect, test } from '@jest/globals';
import type { Action } from '../../src/judge/evidence/actions.ts';
import type { Leg } from '../../src/judge/evidence/legs.ts';
import { Messages, type Seen } from '../../src/judge/evidence/seen-messages.ts';
import { GrowingOwners } from '../../src/judge/evidence/growing-owners.ts';
import { legsIn, Owners } from '../../src/judge/evidence/ownership.ts';
import type { Evidence } from '../../src/dialect/reading.ts';
import { byPool } from '../../src/dialect/read/read-pool-calls.ts';
import type { Party } from '../../src/suite/cell.ts';

interface LegParts {
  readonly tap: Party;
  readonly role?: 'uac' | 'uas';
  readonly callId?: string;
  /** Number of its INVITE; it is answered one later. */
  readonly n: number;
  readonly accept?: number;
  readonly remote?: string;
  readonly replaced?: Leg;
  /** Value of From. */
  readonly from?: string;
}

const invited = (n: number, tap: Party, remote: string, from = '<sip:park@park.example>'): Seen => {
  const headers = [{ name: 'From', value: from }];
  return { n, t: n, tap, remote, direction: 'in', message: { kind: 'request', headers } } as unknown as Seen;
};

function leg({
  tap,
  role = 'uac',
  callId = `${tap}-${role}`,
  n,
  accept = n + 1,
  remote = 'pool',
  replaced,
  from,
}: LegParts): Leg {
  const invite = invited(n, tap, remote, from);
  return { tap, role, callId, invite, accept: { n: accept }, replaced } as unknown as Leg;
}

type ActionParts = Pick<Action, 'verb'> &
  Partial<Pick<Action, 'by' | 'to' | 'call' | 'callId'>> & { from: number; to?: Party };

function action({ from, ...parts }: ActionParts): Action {
  return {
    by: undefined,
    to: undefined,
    call: 'A',
    callId: undefined,
    callIds: parts.callId === undefined ? [] : [parts.callId],
    ...parts,
    asked: { n: from },
    range: { from, to: from + 10 },
  } as unknown as Action;
}

function owned(
  legs: readonly Leg[],
  actions: readonly Action[],
  seen: readonly Seen[] = [],
): ReadonlyArray<string | undefined> {
  const withCallId = (id: string): readonly Leg[] => legs.filter(({ callId }) => callId === id);
  const dialogs = { legs, withCallId, replacedBy: () => undefined };
  const wire = { messages: new Messages(seen), dialogs };
  const settings = { primary: {}, backup: { timeoutTarget: 'dave' } };
  const ringback = byPool({
    ...wire,
    actions,
    phones: new Set(['phone']),
    candidate: { settings, domain: 'park.example' },
  } as unknown as Evidence);
  const owners = new GrowingOwners([ringback], () => undefined);
  owners.update(wire, actions);
  return legs.map((each) => owners.all.get(each));
}

const call = action({ verb: 'call', by: 'alice', to: 'bob', callId: 'one', from: 10 });
const caller = leg({ tap: 'alice', callId: 'one', n: 11 });

const refer = (n: number, callId: string, more: object = {}): Seen => {
  const base = {
    ...invited(n, 'alice', 'bob'),
    callId,
    method: 'REFER',
    seq: 1,
    fromTag: undefined,
    toTag: undefined,
  };
  return { ...base, ...more };
};

describe('a leg that a phone makes belongs to the call', () => {
  test('that its party was told to make or to retrieve, by Call-ID', () => {
    const retrieval = action({ verb: 'retrieve', by: 'carol', call: 'B', callId: 'y', from: 40 });
    const late = leg({ tap: 'alice', callId: 'one', n: 30 });
    const timely = leg({ tap: 'alice', callId: 'two', n: 15 });
    const other = leg({ tap: 'alice', callId: 'two', n: 30 });
    const retriever = leg({ tap: 'carol', callId: 'y', n: 50 });
    const legs = [caller, late, timely, other, retriever];
    expect(owned(legs, [call, retrieval])).toEqual(['A', 'A', undefined, undefined, 'B']);
  });

  test('and by time where the action names no Call-ID', () => {
    const retrieval = action({ verb: 'retrieve', by: 'carol', call: 'B', from: 40 });
    const legs = [leg({ tap: 'carol', callId: 'y', n: 50 }), leg({ tap: 'carol', callId: 'z', n: 51 })];
    expect(owned(legs, [retrieval])).toEqual(['B', undefined]);
  });

  test('and not to one that is being made when a REFER has the party make another', () => {
    const earlier = leg({ tap: 'alice', callId: 'before', n: 2 });
    const callB = action({ verb: 'call', by: 'alice', to: 'bob', call: 'B', callId: 'before', from: 1 });
    const recalled = leg({ tap: 'alice', callId: 'new', n: 14 });
    expect(owned([earlier, caller, recalled], [callB, call], [refer(13, 'before')])[2]).toBe('B');
  });

  test('and not to that of somebody else, nor to one that was only parked or held', () => {
    const dave = leg({ tap: 'dave', callId: 'one', n: 11 });
    const parking = action({ verb: 'park', by: 'bob', callId: 'one', from: 10 });
    expect(owned([dave, leg({ tap: 'bob', callId: 'one', n: 11 })], [call, parking])).toEqual([undefined, undefined]);
  });

  test('but to none when it dials an orbit to see who is there', () => {
    const dial = action({ verb: 'dial', by: 'alice', callId: 'two', from: 12 });
    const probe = leg({ tap: 'alice', callId: 'two', n: 13 });
    const rung = leg({ tap: 'alice', role: 'uas', callId: 'one', n: 13 });
    const carol = leg({ tap: 'carol', callId: 'one', n: 9 });
    expect(owned([probe], [call, dial])).toEqual([undefined]);
    const calledBack = action({ verb: 'call', by: 'carol', to: 'alice', callId: 'one', from: 8 });
    expect(owned([carol, rung], [calledBack, dial])).toEqual(['A', 'A']);
    expect(owned([caller], [call, action({ verb: 'dial', by: 'carol', from: 5 })])).toEqual(['A']);
    expect(owned([caller], [call, action({ verb: 'hold', by: 'alice', from: 5 })])).toEqual(['A']);
  });

  test('to which the last REFER that it got belonged', () => {
    const second = leg({ tap: 'alice', callId: 'b', n: 31 });
    const callB = action({ verb: 'call', by: 'alice', to: 'dave', call: 'B', callId: 'b', from: 30 });
    const referred = leg({ tap: 'alice', callId: 'new', n: 60 });
    const by = (...seen: readonly Seen[]): string | undefined =>
      owned([caller, second, referred], [call, callB], seen)[2];
    expect(by(refer(50, 'one'))).toBe('A');
    expect(by(refer(50, 'b'))).toBe('B');
    expect(by(refer(40, 'one'), refer(50, 'b'))).toBe('B');
    expect(by(refer(50, 'one'), refer(60, 'b'), refer(61, 'b'))).toBe('A');
    expect(by(refer(50, 'one'), refer(51, 'b', { tap: 'bob' }))).toBe('A');
    expect(by(refer(50, 'one'), refer(51, 'b', { direction: 'out' }))).toBe('A');
    expect(by(refer(50, 'one'), refer(51, 'b', { method: 'NOTIFY' }))).toBe('A');
    expect(by(refer(50, 'one'), refer(51, 'b', { message: { kind: 'response', headers: [] } }))).toBe('A');
    expect(by(refer(50, 'unknown'))).toBeUndefined();
    expect(by()).toBeUndefined();
    const answering = leg({ tap: 'alice', role: 'uas', callId: 'new', n: 60, remote: 'phone' });
    expect(owned([caller, answering], [call], [refer(50, 'one')])[1]).toBeUndefined();
  });
});

const ringing = (tap: Party, n: number, more: Partial<LegParts> = {}): Leg =>
  leg({ tap, role: 'uas', callId: 'ring', n, ...more });

describe('a leg that comes in belongs to the call', () => {
  test('of the caller whose Call-ID it has', () => {
    const callee = leg({ tap: 'bob', role: 'uas', callId: 'one', n: 40, remote: 'phone' });
    const stranger = leg({ tap: 'bob', role: 'uas', callId: 'two', n: 40, remote: 'phone' });
    const third = leg({ tap: 'carol', role: 'uas', callId: 'one', n: 40, remote: 'phone' });
    expect(owned([caller, callee, stranger, third], [call])).toEqual(['A', 'A', undefined, 'A']);
    const [, elsewhere] = owned(
      [callee, leg({ tap: 'dave', role: 'uas', callId: 'one', n: 41, remote: 'phone' })],
      [call],
    );
    expect(elsewhere).toBeUndefined();
  });

  test('of no caller when another came through a proxy at the same time', () => {
    const proxied = leg({ tap: 'bob', role: 'uas', callId: 'one', n: 16, remote: 'phone' });
    const before = leg({ tap: 'bob', role: 'uas', callId: 'two', n: 15, remote: 'phone' });
    const after = leg({ tap: 'bob', role: 'uas', callId: 'three', n: 17, remote: 'phone' });
    expect(owned([caller, before, proxied, after], [call])).toEqual(['A', undefined, 'A', undefined]);
  });

  test('of the leg that it replaces', () => {
    const taken = leg({ tap: 'alice', role: 'uas', n: 70, remote: 'phone', replaced: caller });
    const unowned = leg({ tap: 'alice', role: 'uas', n: 70, remote: 'phone', replaced: leg({ tap: 'alice', n: 1 }) });
    expect(owned([caller, taken, unowned], [call])).toEqual(['A', 'A', undefined]);
  });

  test('to which its party is being called or transferred', () => {
    const transfer = action({ verb: 'transfer', by: 'alice', to: 'carol', call: 'C', from: 40 });
    const at = (tap: Party, n: number): Leg => leg({ tap, role: 'uas', callId: `${tap}${n}`, n, remote: 'phone' });
    expect(owned([at('bob', 15), at('bob', 30), at('carol', 45), at('carol', 15)], [call, transfer])).toEqual([
      'A',
      undefined,
      'C',
      undefined,
    ]);
    const hold = action({ verb: 'hold', by: 'alice', to: 'carol', from: 60 });
    expect(owned([at('carol', 65)], [hold])).toEqual([undefined]);
    expect(owned([leg({ tap: 'bob', callId: 'out', n: 15 })], [call])).toEqual([undefined]);
  });

  test('that its pool holds, when it is the parker or the timeout target', () => {
    const park = action({ verb: 'park', by: 'bob', from: 40 });
    const one = (ring: Leg, actions: readonly Action[] = [call, park]): string | undefined =>
      owned([caller, ring], actions)[1];
    expect(one(ringing('bob', 60))).toBe('A');
    expect(one(ringing('dave', 60))).toBe('A');
    expect(one(ringing('carol', 60))).toBeUndefined();
    expect(one(ringing('bob', 60, { remote: 'phone' }))).toBeUndefined();
    expect(one(ringing('bob', 39))).toBeUndefined();
    expect(one(ringing('bob', 40))).toBeUndefined();
    expect(one(ringing('bob', 60), [call])).toBeUndefined();
    expect(one(ringing('bob', 60), [call, action({ verb: 'park', by: 'bob', call: 'Z', from: 40 })])).toBeUndefined();
    expect(one(ringing('bob', 60, { role: 'uac' }))).toBeUndefined();
    const second = action({ verb: 'park', by: 'carol', from: 41 });
    expect(one(ringing('bob', 60), [call, park, second])).toBe('A');
  });
});

test('a leg that a pool makes for a party belongs to the call of that party, also when another was to be parked since', () => {
  const calls = [call, action({ verb: 'call', by: 'carol', to: 'dave', call: 'B', callId: 'two', from: 20 })];
  const parks = [
    action({ verb: 'park', by: 'bob', from: 40 }),
    action({ verb: 'park', by: 'dave', call: 'B', from: 45 }),
    action({ verb: 'park', by: 'bob', call: 'A', from: 50 }),
  ];
  const legs = [caller, leg({ tap: 'carol', callId: 'two', n: 21 })];
  const ring = (from?: string): Leg => leg({ tap: 'dave', role: 'uas', n: 60, ...(from !== undefined && { from }) });
  const owner = (rung: Leg): string | undefined => owned([...legs, rung], [...calls, ...parks])[2];
  expect(owner(ring('Carol <sip:carol@park.example>;tag=1'))).toBe('B');
  expect(owner(ring('<sip:alice@park.example>;tag=1'))).toBe('A');
  expect(owner(ring())).toBe('A');
});

test('legs of a party in a call come in the order in which they were answered', () => {
  const [slow, quick] = [leg({ tap: 'alice', n: 1, accept: 9 }), leg({ tap: 'alice', n: 2, accept: 5 })];
  const others = [leg({ tap: 'bob', n: 3 }), leg({ tap: 'alice', n: 4 })] as const;
  const owners = new Owners();
  for (const each of [slow, quick, others[0]]) owners.add(each, 'A');
  owners.add(others[1], 'B');
  expect(legsIn(owners, 'alice', 'A')).toEqual([quick, slow]);
});
