import { describe, expect, test } from '@jest/globals';
import { type Dialogs, GrowingDialogs, isLive, type Leg } from '../../src/judge/evidence/legs.ts';
import { isRequest, Messages, readMessages } from '../../src/judge/evidence/seen-messages.ts';
import type { Party } from '../../src/suite/cell.ts';
import { act, cellOf, history, type HistoryBuilder } from './history-builder.ts';
import { contactOf, request, type RequestParts, response } from './sip-text.ts';

function calling(): HistoryBuilder {
  const acts = [act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' })];
  return history(cellOf('L', { normal: acts }))
    .phase('normal')
    .call('A', 'alice', 'bob');
}

function dialogs(told: HistoryBuilder): Dialogs {
  return new GrowingDialogs().follow(readMessages(told.events));
}

const legsOf = (told: HistoryBuilder, tap: Party): readonly Leg[] =>
  dialogs(told).legs.filter((leg) => leg.tap === tap);

const INVITE: RequestParts = {
  method: 'INVITE',
  uri: 'sip:bob@park.example',
  from: 'alice',
  fromTag: 'a',
  to: 'bob',
  callId: 'one',
  seq: 1,
  contact: contactOf('alice'),
};
const bye = (parts: Partial<RequestParts>): string =>
  request({ ...INVITE, method: 'BYE', toTag: 'b', seq: 2, ...parts });
const ok = (toTag: string, of = request(INVITE)): string => response(of, 200, { toTag, contact: contactOf('bob') });

/** At alice's tap: her INVITE, sent twice, and what answers it. */
function asked(...answers: readonly string[]): HistoryBuilder {
  const told = history(cellOf('L', { normal: [] }));
  for (let time = 0; time < 2; time += 1) told.sip('alice', 'out', 'primary', request(INVITE));
  for (const answer of answers) told.sip('alice', 'in', 'primary', answer);
  return told;
}

describe('a leg', () => {
  test('is one side of an answered call, with the target of its peer', () => {
    const { legs, invitations } = dialogs(calling());
    expect(
      legs.map(({ tap, role, remoteTarget, ended, replaced }) => [tap, role, remoteTarget, ended, replaced]),
    ).toEqual([
      ['bob', 'uas', contactOf('alice'), undefined, undefined],
      ['alice', 'uac', contactOf('bob'), undefined, undefined],
    ]);
    expect(invitations.map(({ tap, role }) => [tap, role])).toEqual([
      ['alice', 'uac'],
      ['bob', 'uas'],
    ]);
  });

  test('is made once, of the INVITE that was sent first, however often it and its answer come', () => {
    const told = asked(ok('b'), ok('b'));
    const { legs, invitations } = dialogs(told);
    expect(legs).toHaveLength(1);
    expect(invitations.map(({ invite }) => invite.n)).toEqual([2]);
    expect(legs[0]?.invite.n).toBe(2);
  });

  test('is not made by a re-INVITE, by an answer without a tag, or by one to another method', () => {
    expect(dialogs(calling().hold('A', 'bob'))).toMatchObject({ invitations: { length: 2 }, legs: { length: 2 } });
    expect(dialogs(asked(response(request(INVITE), 200))).legs).toEqual([]);
    expect(dialogs(asked(ok('b', request({ ...INVITE, method: 'UPDATE' })))).legs).toEqual([]);
    expect(dialogs(asked(ok('b').replace(';tag=a', ''))).legs).toEqual([]);
  });

  test('is each of those that a forked INVITE got, and a BYE ends the one that it names', () => {
    const told = asked(ok('b'), ok('c'));
    told.sip('alice', 'out', 'primary', bye({ toTag: 'c' }));
    expect(legsOf(told, 'alice').map(({ remoteTag, ended }) => [remoteTag, ended?.how])).toEqual([
      ['b', undefined],
      ['c', 'local-bye'],
    ]);
  });

  test('ends by a BYE with its own tag, in its own call, at its own phone', () => {
    const told = history(cellOf('L', { normal: [] }));
    for (const parts of [INVITE, { ...INVITE, callId: 'two' }]) {
      told.sip('bob', 'in', 'primary', request(parts));
      for (const toTag of ['b', 'c']) told.sip('bob', 'out', 'primary', ok(toTag, request(parts)));
    }
    told.sip('alice', 'out', 'primary', request(INVITE));
    told.sip('alice', 'in', 'primary', ok('c'));
    told.sip('bob', 'in', 'primary', bye({ toTag: 'c' }));
    expect(dialogs(told).legs.map(({ tap, callId, localTag, ended }) => [tap, callId, localTag, ended?.how])).toEqual([
      ['bob', 'one', 'b', undefined],
      ['bob', 'one', 'c', 'remote-bye'],
      ['bob', 'two', 'b', undefined],
      ['bob', 'two', 'c', undefined],
      ['alice', 'one', 'a', undefined],
    ]);
  });

  test('has ended when it ended first', () => {
    const told = calling();
    const leg = told.side('A', 'bob');
    told.fromPeer({ ...leg, peer: 'primary' }, 'BYE');
    told.inDialog({ ...leg, peer: 'primary' }, 'UPDATE', {}, 481);
    expect(legsOf(told, 'bob').map(({ ended }) => ended?.how)).toEqual(['remote-bye']);
  });

  test('is up from its answer to its end', () => {
    const told = calling();
    told.inDialog(told.side('A', 'alice'), 'BYE');
    const [leg] = legsOf(told, 'alice');
    const [from, to] = [leg?.accept.n ?? 0, leg?.ended?.n ?? 0];
    const up = [from - 1, from, to - 1, to].map((n) => leg !== undefined && isLive(leg, n));
    expect(up).toEqual([false, true, true, false]);
  });
});

const theirs = (n: number): string => bye({ from: 'bob', fromTag: 'b', to: 'alice', toTag: 'a', seq: n });

/** The leg's CSeq of BYE is 2; bob's that come in have numbers of their own. */
function after(first: 'out' | 'in', then: 'out' | 'in', seq: number): readonly number[] {
  const told = asked(ok('b'));
  for (const [direction, n] of [
    [first, 2],
    [then, seq],
  ] as const)
    told.sip('alice', direction, 'primary', direction === 'in' ? theirs(n) : bye({ seq: n }));
  return legsOf(told, 'alice').flatMap(({ lateByes }) => lateByes.map((late) => late.seq));
}

describe('a late BYE', () => {
  test('is one that comes in after the end, and not the same again', () => {
    expect(after('in', 'in', 3)).toEqual([3]);
    expect(after('in', 'in', 2)).toEqual([]);
    expect(after('out', 'in', 2)).toEqual([2]);
  });

  test('is none that the phone sends', () => {
    expect(after('in', 'out', 3)).toEqual([]);
    expect(after('out', 'out', 3)).toEqual([]);
  });

  test('may have the number of the request whose answer ended the leg', () => {
    const told = asked(ok('b'));
    const update = request({ ...INVITE, method: 'UPDATE', toTag: 'b', seq: 2 });
    told.sip('alice', 'out', 'primary', update);
    told.sip('alice', 'in', 'primary', response(update, 481));
    told.sip('alice', 'in', 'primary', bye({ from: 'bob', fromTag: 'b', to: 'alice', toTag: 'a' }));
    expect(legsOf(told, 'alice').map(({ ended, lateByes }) => [ended?.how, lateByes.length])).toEqual([['error', 1]]);
  });
});

describe('a replaced leg', () => {
  test('is known at the callee: its own, with the tags as it sees them', () => {
    const told = calling().park('A', 'bob').retrieve('A', 'carol');
    const replaced = dialogs(told).legs.map((leg) => [leg.tap, leg.role, leg.replaced !== undefined]);
    expect(replaced).toEqual([
      ['bob', 'uas', false],
      ['alice', 'uac', false],
      ['alice', 'uas', true],
      ['alice', 'uas', true],
      ['carol', 'uac', false],
    ]);
    const mine = legsOf(told, 'alice');
    expect([mine[1]?.replaced, mine[2]?.replaced]).toEqual([mine[0], mine[1]]);
  });

  test.each([
    ['one;to-tag=a;from-tag=b', 'alice', true],
    ['two;to-tag=a;from-tag=b', 'alice', false],
    ['one;to-tag=x;from-tag=b', 'alice', false],
    ['one;to-tag=a;from-tag=x', 'alice', false],
    ['one;to-tag=a;from-tag=b', 'bob', false],
    ['nonsense', 'alice', false],
  ] as const)('is the one that %s names when it comes to %s: %s', (replaces, tap, found) => {
    const told = asked(ok('b'));
    const headers = [`Replaces: ${replaces}`];
    const n = told.sip(tap, 'in', 'primary', request({ ...INVITE, callId: 'new', headers }));
    const messages = new Messages(readMessages(told.events));
    const first = messages.all.filter(isRequest).find((seen) => seen.n === n);
    const made = new GrowingDialogs().follow(messages.all);
    expect(first && made.replacedBy(first)).toBe(found ? made.legs[0] : undefined);
    // Where it is sent, it names a leg of somebody else.
    expect(first && made.replacedBy({ ...first, direction: 'out' })).toBe(
      found || replaces === 'nonsense' || tap === 'alice' ? undefined : made.legs[0],
    );
  });
});

const all = (told: HistoryBuilder): Messages => new Messages(readMessages(told.events));

describe('messages', () => {
  test('that cannot be read, or have no Call-ID or CSeq, are left out', () => {
    const told = history(cellOf('L', { normal: [] }));
    const text = request(INVITE);
    for (const each of ['garbage', text.replace(/Call-ID:.*\r\n/, ''), text.replace(/CSeq:.*\r\n/, ''), text])
      told.sip('alice', 'out', 'primary', each);
    expect(all(told).all).toHaveLength(1);
  });

  test('are requests once each, of one method and direction', () => {
    const told = asked(ok('b'));
    told.sip('alice', 'in', 'primary', request({ ...INVITE, fromTag: 'z' }));
    const found = all(told);
    expect(found.requests('alice', 'one', 'INVITE', 'out').map(({ n }) => n)).toEqual([2]);
    expect(found.requests('alice', 'one', 'INVITE', 'in').map(({ fromTag }) => fromTag)).toEqual(['z']);
    expect(found.requests('alice', 'one', 'BYE', 'out')).toEqual([]);
    expect(found.of('bob', 'one')).toEqual([]);
  });

  test('answer a request that went the other way before them, of that number and method', () => {
    const told = history(cellOf('L', { normal: [] }));
    const invite = request(INVITE);
    told.sip('alice', 'in', 'primary', response(invite, 603));
    const n = told.sip('alice', 'out', 'primary', invite);
    told.sip('alice', 'out', 'primary', response(invite, 603));
    told.sip('alice', 'in', 'primary', response(request({ ...INVITE, seq: 2 }), 603));
    told.sip('alice', 'in', 'primary', response(request({ ...INVITE, method: 'UPDATE' }), 603));
    told.sip('alice', 'in', 'primary', invite);
    told.sip('alice', 'in', 'primary', response(invite, 180));
    told.sip('alice', 'in', 'primary', response(invite, 486));
    const found = all(told);
    const seen = found.all.find((each) => each.n === n);
    expect(seen && found.answers(seen).map(({ message }) => message.status)).toEqual([180, 486]);
    expect(seen && found.final(seen)?.message.status).toBe(486);
  });
});
