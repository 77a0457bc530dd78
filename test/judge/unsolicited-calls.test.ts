import { describe, expect, test } from '@jest/globals';
import type { Party } from '../../src/suite/cell.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { contactOf, response } from './sip-text.ts';
import { inShort, type InShort, verdictOf } from './verdict-of.ts';

const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const parkA = act({ verb: 'park', call: 'A', by: 'bob' });
const cell = cellOf('E', { normal: [callA, parkA] });
const dying = cellOf('E', { normal: [callA, parkA], outage: [], failover: [] });
const backAgain = cellOf('E', {
  normal: [],
  outage: [],
  failover: [],
  'failed-over': [],
  failback: [],
  restored: [callA, parkA],
});
const UNSOLICITED = { code: 'unsolicited-call' };

const said = (told: HistoryBuilder): InShort[1] => inShort(verdictOf(told.aftermath(), 'aftermath'))[1];

function calling(of = cell): HistoryBuilder {
  return history(of).phase('normal').call('A', 'alice', 'bob');
}

/** The pool takes the leg of a party over, who hangs up at last. */
function takeOver(told: HistoryBuilder, call: string, party: Party): void {
  const side = told.side(call, party);
  const to = { callId: `taken-${party}`, localTag: party, remoteTag: 'p' };
  told.answerReplacing('primary', side, to, contactOf('primary', '101'));
  told.inDialog({ ...side, ...to, peer: 'primary' }, 'BYE');
}

/** An answer to the last REFER that came when its sender waited no more. */
function answerRefer(told: HistoryBuilder, status: number): void {
  const refer = told.events.findLast((event) => event.kind === 'sip' && event.text.startsWith('REFER'));
  if (refer?.kind === 'sip') told.sip('bob', 'in', 'primary', response(refer.text, status, { toTag: 'park' }));
}

describe('a call of the candidate while something is asked of it', () => {
  test.each(['park', 'retrieve', 'dial'] as const)('may be to another party in the call (%s)', (verb) => {
    const told = calling().park('A', 'bob');
    const deed = told.asked({ verb, by: 'carol', call: 'A' });
    told.ring('primary', 'alice', 'joined');
    deed.end();
    expect(said(told)).not.toEqual(expect.objectContaining(UNSOLICITED));
  });

  test('may not be to who asks', () => {
    const told = calling();
    const deed = told.asked({ verb: 'park', by: 'bob', call: 'A' });
    told.ring('primary', 'bob', 'why');
    deed.end('no answer');
    expect(said(told)).toMatchObject({ ...UNSOLICITED, fields: { party: 'bob' } });
  });

  test('may not be to somebody who is not in the call', () => {
    const told = calling().park('A', 'bob');
    const deed = told.asked({ verb: 'retrieve', by: 'carol', call: 'A' });
    told.ring('primary', 'dave', 'why');
    deed.end();
    expect(said(told)).toMatchObject({ ...UNSOLICITED, fields: { party: 'dave' } });
  });

  test('may not be to another party in the call for a deed of those two alone', () => {
    const told = calling();
    const deed = told.asked({ verb: 'hold', by: 'bob', call: 'A', callId: told.side('A', 'bob').callId });
    told.ring('primary', 'alice', 'why');
    deed.end();
    expect(said(told)).toMatchObject({ ...UNSOLICITED, fields: { party: 'alice' } });
  });

  test('may be to the callee, by a call of its own', () => {
    const told = history(cell).phase('normal').call('A', 'alice', 'bob', { b2bua: true });
    expect(said(told)).not.toEqual(expect.objectContaining(UNSOLICITED));
  });
});

describe('the takeover of a parkee', () => {
  test('is not asked for before the REFER', () => {
    const told = calling();
    takeOver(told, 'A', 'alice');
    expect(said(told.park('A', 'bob', { takeover: false, answer: 503 }))).toMatchObject({
      ...UNSOLICITED,
      fields: { party: 'alice' },
    });
  });

  test('is not asked for when no REFER could be sent', () => {
    const told = calling();
    told.asked({ verb: 'park', by: 'bob', call: 'A', callId: 'unsent' }).end('unreachable: ECONNREFUSED');
    takeOver(told, 'A', 'alice');
    expect(said(told)).toMatchObject({ ...UNSOLICITED, fields: { party: 'alice' } });
  });

  test('is not asked for in a call that nobody parks', () => {
    const told = calling().park('A', 'bob').call('B', 'carol', 'dave');
    takeOver(told, 'B', 'dave');
    expect(said(told)).toMatchObject({ ...UNSOLICITED, fields: { party: 'dave' } });
  });

  test('is not asked for any more when the park was refused', () => {
    expect(said(calling().park('A', 'bob', { answer: 503, takeover: true }))).toMatchObject({
      ...UNSOLICITED,
      fields: { party: 'alice' },
    });
  });

  test('was asked for though the refusal comes after it', () => {
    const told = calling().park('A', 'bob', { answer: 'none', takeover: true });
    answerRefer(told, 503);
    expect(said(told)).not.toEqual(expect.objectContaining(UNSOLICITED));
  });

  test('that was refused is for the check of the park to blame, as long as it looks', () => {
    const refused = check('refused', { kind: 'cannot', deed: { verb: 'park', call: 'A', by: 'bob' } });
    const checked = (late: boolean): InShort[1] => {
      const told = calling(cellOf('E', { normal: [callA, refused] }));
      told.check('refused', (of) => {
        told.park('A', 'bob', { of, answer: 503 });
        if (!late) takeOver(told, 'A', 'alice');
      });
      if (late) takeOver(told, 'A', 'alice');
      return said(told);
    };
    expect(checked(false)).not.toEqual(expect.objectContaining(UNSOLICITED));
    expect(checked(true)).toEqual({ ...UNSOLICITED, fields: { party: 'alice' } });
  });
});

describe('a ringback', () => {
  test('has its reason also when its pool dies later', () => {
    const told = calling(dying).park('A', 'bob');
    told.ring('primary', 'bob', 'back');
    expect(said(told.phases('outage', 'failover'))).not.toEqual(expect.objectContaining(UNSOLICITED));
  });

  test('has its reason when the call is parked at the pool that stays', () => {
    const told = calling(dying).park('A', 'bob', { pool: 'backup' }).phases('outage', 'failover');
    told.ring('backup', 'bob', 'back');
    expect(said(told)).not.toEqual(expect.objectContaining(UNSOLICITED));
  });

  test('has its reason when the call was parked after its pool had come back', () => {
    const told = history(backAgain).phases('normal', 'outage', 'failover', 'failed-over', 'failback', 'restored');
    told.call('A', 'alice', 'bob').park('A', 'bob', { pool: 'primary' }).ring('primary', 'bob', 'back');
    expect(said(told)).not.toEqual(expect.objectContaining(UNSOLICITED));
  });

  test('has none as long as the pool has not said that the call is parked', () => {
    const told = calling().park('A', 'bob', { takeover: false, final: 'none' });
    told.ring('primary', 'bob', 'back');
    const refer = told.events.findLast((event) => event.kind === 'action' && event.verb === 'park');
    if (refer?.kind === 'action') told.notify('primary', 'bob', refer.callId ?? '', 'SIP/2.0 200 OK', 2);
    expect(said(told)).toMatchObject({ ...UNSOLICITED, fields: { party: 'bob' } });
  });

  test.each(['none', 'SIP/2.0 300 Multiple Choices'])('has none when the pool never said that it is (%s)', (final) => {
    const told = calling().park('A', 'bob', { takeover: false, final });
    told.ring('primary', 'bob', 'back');
    expect(said(told)).toMatchObject({ ...UNSOLICITED, fields: { party: 'bob' } });
  });

  test('has none before the parkee was taken over', () => {
    const told = calling().park('A', 'bob', { takeover: false, final: 'none' });
    told.ring('primary', 'bob', 'early');
    takeOver(told, 'A', 'alice');
    expect(said(told)).toMatchObject({ ...UNSOLICITED, fields: { party: 'bob' } });
  });

  test('may cross the BYE of the parkee until that is answered', () => {
    const crossing = (how: 'in time' | 'late' | 'never answered' | 'theirs'): InShort[1] => {
      const told = calling().park('A', 'bob');
      const leg = told.side('A', 'alice');
      told.unhear('alice', leg.callId).sides.delete('A');
      told.orbits.clear();
      if (how === 'theirs') told.fromPeer(leg, 'BYE', {}, 'none');
      else told.inDialog(leg, 'BYE', {}, how === 'late' ? 200 : 'none');
      const bye = told.events.findLast((event) => event.kind === 'sip');
      if (how === 'never answered') told.wait(3000);
      told.ring('primary', 'bob', 'back');
      if (bye?.kind !== 'sip') throw new Error('there is no BYE');
      if (how === 'in time') told.sip('alice', 'in', 'primary', response(bye.text, 200));
      if (how === 'theirs') told.sip('alice', 'out', 'primary', response(bye.text, 200));
      return said(told);
    };
    expect(crossing('in time')).not.toEqual(expect.objectContaining(UNSOLICITED));
    expect(crossing('late')).toMatchObject(UNSOLICITED);
    expect(crossing('never answered')).toMatchObject(UNSOLICITED);
    expect(crossing('theirs')).toMatchObject(UNSOLICITED);
  });
});
