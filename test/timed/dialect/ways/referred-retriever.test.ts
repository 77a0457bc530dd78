import { describe, expect, test } from '@jest/globals';
import { buildDialect } from '../../../../src/candidate/dialect/build-dialect.ts';
import { act, cellOf, check, history, type HistoryBuilder } from '../../../judge/history-builder.ts';
import { tagOf } from '../../../judge/recording.ts';
import { contactOf, sdp } from '../../../judge/sip-text.ts';
import { verdictOf } from '../../../judge/verdict-of.ts';
import { parks, retrieves } from './in-call.ts';

const cell = cellOf('F', {
  normal: [
    act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' }),
    act(parks),
    check('retrieved', { kind: 'can', deed: retrieves }),
  ],
});
const body = { type: 'application/sdp', body: sdp() };

/** The server answers carol, and refers her to alice. */
function referred(told: HistoryBuilder, of: string, refers: boolean): void {
  const parkee = told.side('A', 'alice');
  const callId = told.newCallId('A.retrieve');
  const asked = {
    verb: 'retrieve',
    by: 'carol',
    call: 'A',
    callId,
    within: 2000,
    orbit: '101',
    pool: 'primary',
  } as const;
  const deed = told.asked({ ...asked, of });
  const dial = (to: 'alice' | 'primary', id: string, headers: readonly string[]): string => {
    const [fromTag, toTag] = [tagOf('carol', id), tagOf(to, id)];
    const parts = { uri: contactOf(to), from: 'carol', fromTag, to, callId: id, seq: 1, contact: contactOf('carol') };
    told.ask('carol', to, { ...parts, ...body, method: 'INVITE', headers }, 200, {
      ...body,
      toTag,
      contact: contactOf(to),
    });
    told.ack('carol', to, { ...parts, toTag });
    return toTag;
  };
  const remoteTag = dial('primary', callId, []);
  const first = { party: 'carol', callId, localTag: tagOf('carol', callId), remoteTag, peer: 'primary' } as const;
  if (refers) {
    told.fromPeer(first, 'REFER', { headers: [`Refer-To: <${contactOf('alice')}>`] }, 202);
    const id = told.strangeCallId();
    const replaces = `Replaces: ${parkee.callId};to-tag=${parkee.localTag};from-tag=${parkee.remoteTag}`;
    const toTag = dial('alice', id, ['Require: replaces', replaces]);
    told.byeTo(parkee, 'primary');
    told.unhear('alice', parkee.callId);
    told.fromPeer(first, 'BYE');
    told.orbits.clear();
    told.hear('carol', id, 'alice').hear('alice', id, 'carol');
    const fromTag = tagOf('carol', id);
    told.sides.set('A', [
      { party: 'carol', callId: id, localTag: fromTag, remoteTag: toTag, peer: 'alice' },
      { party: 'alice', callId: id, localTag: toTag, remoteTag: fromTag, peer: 'carol' },
    ]);
  }
  deed.end();
  told.listen('A', 'carol', 'alice', { of });
}

function verdict(refers: boolean): readonly string[] {
  const dialect = buildDialect({ retrieve: { refer: 'accept' } });
  const told = history(cell, { dialect }).phase('normal').call('A', 'alice', 'bob').park('A', 'bob');
  told.check('retrieved', (of) => {
    referred(told, of, refers);
    told.lookup('dave', 'primary', '101', { of }).dial('A', 'dave', 'primary', '101', { of });
  });
  told.aftermath();
  return ['retrieved', 'aftermath'].map((name) => verdictOf(told, name)).map(({ verdict: v, code }) => `${v}: ${code}`);
}

describe('a retriever whom the server answers and refers to the parkee', () => {
  test('has retrieved the call', () => {
    expect(verdict(true)).toEqual(['pass: retrieved', 'pass: nothing-left-behind']);
  });

  test('has not, where it is referred to nobody', () => {
    expect(verdict(false)[0]).toBe('fail: not-heard');
  });
});
