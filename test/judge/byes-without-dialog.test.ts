import { describe, expect, test } from '@jest/globals';
import { act, cellOf, history, type HistoryBuilder } from './history-builder.ts';
import { type Side, tagOf } from './recording.ts';
import { inShort, type InShort, verdictOf } from './verdict-of.ts';

const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const parkA = act({ verb: 'park', call: 'A', by: 'bob' });
const CLEAN = { code: 'nothing-left-behind' };
const WITHOUT_DIALOG = { code: 'bye-without-dialog', fields: { party: 'alice', from: 'udp:127.0.0.1:5060' } };

const said = (told: HistoryBuilder): InShort[1] => inShort(verdictOf(told.aftermath(), 'aftermath'))[1];

/** A call whose answer never came, and the dialog that the pool believes to have with the caller. */
function unanswered(status: number | 'none' = 'none'): readonly [HistoryBuilder, Side] {
  const told = history(cellOf('E', { normal: [callA] }))
    .phase('normal')
    .call('A', 'alice', 'bob', { status });
  const asked = told.events.findLast((event) => event.kind === 'action' && event.verb === 'call');
  const callId = asked?.kind === 'action' ? (asked.callId ?? '') : '';
  return [told, { party: 'alice', callId, localTag: tagOf('alice', callId), remoteTag: 'theirs', peer: 'primary' }];
}

function parked(): readonly [HistoryBuilder, Side] {
  const told = history(cellOf('E', { normal: [callA, parkA] }))
    .phase('normal')
    .call('A', 'alice', 'bob');
  return [told.park('A', 'bob'), told.side('A', 'alice')];
}

describe('a BYE for a dialog of which the phone knows nothing', () => {
  test('is none when the answer that made the dialog may have got lost', () => {
    const [told, side] = unanswered();
    told.fromPeer(side, 'BYE', {}, 481);
    expect(said(told)).toEqual({ code: 'no-call-stood' });
  });

  test('is one when it names another caller than the one without an answer', () => {
    const [told, side] = unanswered();
    told.fromPeer({ ...side, localTag: 'else' }, 'BYE', {}, 481);
    expect(said(told)).toMatchObject(WITHOUT_DIALOG);
  });

  test('is one when the INVITE was refused: no dialog came of it', () => {
    const [told, side] = unanswered(486);
    told.fromPeer(side, 'BYE', {}, 481);
    expect(said(told)).toMatchObject(WITHOUT_DIALOG);
  });

  test('is one when it was another request that got no answer', () => {
    const [told, side] = parked();
    const asking = { ...side, callId: 'asking', localTag: 'a' };
    told.inDialog(asking, 'OPTIONS', { toTag: undefined }, 'none');
    told.fromPeer(asking, 'BYE', {}, 481);
    expect(said(told)).toMatchObject(WITHOUT_DIALOG);
  });

  test('is one when a re-INVITE got no answer, and its tags are wrong', () => {
    const [told, side] = parked();
    told.inDialog(side, 'INVITE', {}, 'none');
    told.fromPeer({ ...side, remoteTag: 'wrong' }, 'BYE', {}, 481);
    expect(said(told)).toMatchObject(WITHOUT_DIALOG);
  });

  test('is one when it names the caller of an INVITE that came in as the callee', () => {
    const [told] = parked();
    const callId = 'why';
    const deed = told.asked({ verb: 'call', by: 'bob', to: 'alice', call: 'A' });
    told.ring('primary', 'alice', callId, { status: 'none' });
    deed.end('no answer');
    const turned = {
      party: 'alice',
      callId,
      localTag: tagOf('primary', callId),
      remoteTag: 'a',
      peer: 'primary',
    } as const;
    told.fromPeer(turned, 'BYE', {}, 481);
    expect(said(told)).toMatchObject(WITHOUT_DIALOG);
  });

  test('is one though the pool goes on in that dialog', () => {
    const [told, side] = parked();
    const wrong = { ...side, remoteTag: 'wrong' };
    told.fromPeer(wrong, 'BYE', {}, 481);
    told.fromPeer(wrong, 'INVITE', {}, 481);
    expect(said(told)).toMatchObject(WITHOUT_DIALOG);
  });

  test('is not the candidate’s when a phone of ours sends it', () => {
    const [told, side] = parked();
    told.inDialog({ ...side, remoteTag: 'wrong' }, 'BYE', {}, 481);
    expect(said(told)).toMatchObject(CLEAN);
  });
});
