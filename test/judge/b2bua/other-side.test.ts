import { describe, expect, test } from '@jest/globals';
import { verdictUnder } from '../bad-network.ts';
import { cellOf, type HistoryBuilder } from '../history-builder.ts';
import { referNotify, type Side } from '../recording.ts';
import { cited, inShort, type InShort, verdictOf } from '../verdict-of.ts';
import { callA, calling } from './calls.ts';

const CLEAN = { code: 'nothing-left-behind' };
const LEFT = {
  code: 'other-side-not-ended',
  fields: { party: 'bob', other: 'alice', bound: 2000 },
};
const cell = cellOf('E', { normal: [callA] });

/** Alice hangs up; so does the candidate, or the phone of bob, `after` ms. */
function leaving(
  after: number,
  { by, status = 200, told = calling(cell) }: { by: 'pool' | 'phone' | 'both'; status?: number; told?: HistoryBuilder },
): HistoryBuilder {
  const [alice, bob] = [told.side('A', 'alice'), told.side('A', 'bob')];
  return told.check('aftermath', (of) => {
    told.wait(told.candidate.bounds.disconnect);
    const hanging = told.asked({ verb: 'hangup', by: 'alice', call: 'A', callId: alice.callId, of });
    told.inDialog(alice, 'BYE', {}, status);
    told.unhear('alice', alice.callId).unhear('bob', bob.callId).sides.delete('A');
    hanging.end();
    // Of these five events each takes a millisecond.
    told.wait(after - 4);
    endOf(told, bob, by);
    told.wait(200);
  });
}

function endOf(told: HistoryBuilder, bob: Side, by: 'pool' | 'phone' | 'both'): void {
  if (by !== 'phone') told.fromPeer(bob, 'BYE', {}, by === 'both' ? 'none' : 200);
  if (by !== 'pool') told.inDialog(bob, 'BYE');
}

const said = (told: HistoryBuilder): InShort[1] => inShort(verdictOf(told.end(), 'aftermath'))[1];

describe('when one of two parties leaves', () => {
  test('the candidate ends the leg of the other', () => {
    expect(said(leaving(1900, { by: 'pool' }))).toMatchObject(CLEAN);
  });

  test('it must not be left to the phone of the other', () => {
    const told = leaving(2000, { by: 'phone' });
    expect(said(told)).toEqual(LEFT);
    expect(cited(told, verdictOf(told, 'aftermath'))).toEqual(['alice in SIP/2.0 200 OK', 'bob out BYE']);
  });

  test('a phone that hangs up before the candidate has to leaves it open', () => {
    expect(said(leaving(1900, { by: 'phone' }))).toMatchObject({
      code: 'other-side-watched-too-briefly',
      fields: { party: 'bob', other: 'alice', needed: 2000 },
    });
  });

  test('a candidate that does not know of it has nothing to end', () => {
    expect(said(leaving(3000, { by: 'phone', status: 481 }))).toMatchObject({ code: 'bye-refused' });
  });

  test('a BYE that our own network has lost is one all the same', () => {
    const told = leaving(3000, { by: 'both' });
    const bye = { tap: 'bob', direction: 'in', start: 'BYE' } as const;
    expect(verdictUnder(told.end(), 'aftermath', bye).code).toBe('nothing-left-behind');
  });

  test('a party that it did not hear is none of its call', () => {
    const told = calling(cell);
    const [alice, bob] = [told.side('A', 'alice'), told.side('A', 'bob')];
    told.unhear('alice', alice.callId).unhear('bob', bob.callId).wait(1000);
    expect(said(leaving(3000, { by: 'phone', told }))).toMatchObject(CLEAN);
  });

  test.each([
    ['a transferor that is told of its success leaves its peer to the target', 'SIP/2.0 200 OK', CLEAN],
    ['one whose transfer has failed leaves nobody to anybody', 'SIP/2.0 486 Busy Here', LEFT],
  ])('%s', (_, final, expected) => {
    const told = calling(cell);
    const alice = told.side('A', 'alice');
    const transfer = { verb: 'transfer', by: 'alice', to: 'carol', call: 'A', callId: alice.callId } as const;
    const deed = told.asked(transfer);
    told.inDialog(alice, 'REFER', { headers: ['Refer-To: <sip:carol@park.example>'] });
    told.fromPeer(alice, 'NOTIFY', referNotify(final));
    deed.end();
    expect(said(leaving(3000, { by: 'phone', told }))).toMatchObject(expected);
  });

  test('a harness that was late proves nothing', () => {
    const told = leaving(2000, { by: 'phone' });
    const late = told.events.map((event) => (event.kind === 'load' ? { ...event, maxDelayMs: 400 } : event));
    told.events.splice(0, told.events.length, ...late);
    expect(verdictOf(told.end(), 'aftermath').verdict).toBe('inconclusive');
  });
});
