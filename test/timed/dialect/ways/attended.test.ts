import { afterEach, describe, expect, test } from '@jest/globals';
import type { DialectSource } from '../../../../src/candidate/dialect/dialect-schema.ts';
import { AS_SITUATION } from '../../../../src/drive/perform-deed.ts';
import { park } from '../../../../src/drive/park.ts';
import { audioOf } from '../../../../src/sip/sdp.ts';
import type { HistoryBuilder } from '../../../judge/history-builder.ts';
import { contactOf, sdp } from '../../../judge/sip-text.ts';
import { doneIn, inCall, type InCall, parks } from './in-call.ts';
import { judged, keepAt } from './judged.ts';

const ATTENDED = { park: { by: 'attended', to: '${slot}', end: 'parker' }, orbit: { from: 'chosen' } } as const;

/** The parker takes the light of the slot for a proof, which the pool never shows, and leaves its call to the pool. */
const WATCHED: DialectSource = {
  park: { ...ATTENDED.park, proof: ['notify', 'state'], end: 'server' },
  orbit: ATTENDED.orbit,
  state: { held: true },
};

/** The call of the parker is on hold, as its server sees it. */
function isHeld({ server }: InCall): boolean {
  const { remoteSdp } = server.sessions.get('for-bob') ?? {};
  return remoteSdp !== undefined && audioOf(remoteSdp)?.direction === 'sendonly';
}

describe('a park by an attended transfer', () => {
  let bed: InCall;
  afterEach(() => bed.close());

  test('calls the slot, and has the parkee take that call over', async () => {
    bed = await inCall(ATTENDED);
    const { stage, server } = bed;
    const seen: unknown[] = [];
    server.onRefer = (refer, session) => {
      const consult = server.sessions.get('100');
      seen.push(session === server.sessions.get('for-bob'), refer.referTo.replaces?.startsWith(consult?.callId ?? '-'));
      refer.accept(202).notify(200, 'OK');
      void consult?.bye();
    };
    await park(stage, parks, AS_SITUATION);
    expect(doneIn(bed, 'park')).toMatchObject({
      state: 'done',
      orbit: '100',
      callIds: [expect.any(String), expect.any(String)],
    });
    expect(seen).toEqual([true, true]);
    expect(stage.phones.get('bob')?.legs()).toEqual([]);
  });

  test.each([
    ['the call to the slot', 'refused: 486 Busy Here'],
    ['the transfer', 'refused: 403 Forbidden'],
  ])('leaves the call as it was where %s is refused', async (what, why) => {
    bed = await inCall(ATTENDED);
    const { stage, server } = bed;
    server.onRefer = (refer) => refer.reject(403);
    server.onInvite = (invite, number) => {
      if (what === 'the transfer' || number !== '100') return false;
      invite.reject(486);
      return true;
    };
    await park(stage, parks, AS_SITUATION);
    expect(doneIn(bed, 'park')).toMatchObject({ state: 'failed', why });
    expect(stage.phones.get('bob')?.legs()).toHaveLength(1);
    expect(isHeld(bed)).toBe(false);
  });

  test.each(['the call to the slot', 'the transfer', 'the slot'])(
    'takes its call back where %s says nothing',
    async (what) => {
      bed = await inCall(what === 'the slot' ? WATCHED : ATTENDED);
      const { stage, server } = bed;
      server.onRefer = (refer, session) => {
        void (what === 'the slot' ? refer.accept(202).notify(200, 'OK') : refer.accept(202));
        if (what === 'the slot') heldMeanwhile = isHeld(bed) && session === server.sessions.get('for-bob');
      };
      let heldMeanwhile = what !== 'the slot';
      server.onInvite = (_, number) => what === 'the call to the slot' && number === '100';
      await park(stage, parks, AS_SITUATION);
      expect(doneIn(bed, 'park')).toMatchObject({ state: 'failed', why: 'no answer' });
      expect([heldMeanwhile, isHeld(bed)]).toEqual([true, false]);
      expect(stage.phones.get('bob')?.legs()).toHaveLength(1);
    },
  );
});

describe('the judge of a park by an attended transfer', () => {
  interface Options {
    readonly called?: number;
    readonly referred?: number;
    readonly kept?: boolean;
    /** The answer to the re-INVITE that puts the call on hold. */
    readonly held?: number | 'none';
  }

  function attended(
    told: HistoryBuilder,
    of: string,
    { called = 200, referred = 202, kept = true, held }: Options,
  ): void {
    const parker = told.side('A', 'bob');
    const consult = told.newCallId('A.park');
    const callIds = [parker.callId, consult];
    const deed = told.asked({ ...parks, callId: parker.callId, callIds, pool: 'primary', within: 1000, of });
    if (held !== undefined) {
      told.inDialog(parker, 'INVITE', { type: 'application/sdp', body: sdp('sendonly') }, held);
      if (held === 'none') told.wait(1000);
      if (held !== 200) return deed.end(held === 'none' ? 'no answer' : `refused: ${held}`);
    }
    const parts = { uri: 'sip:101@park.example', from: 'bob', fromTag: 'b', to: '101', callId: consult };
    const body = { type: 'application/sdp', body: sdp() };
    const invite = { ...parts, ...body, method: 'INVITE', seq: 1, contact: contactOf('bob') };
    told.ask('bob', 'primary', invite, called, {
      toTag: 'c',
      ...(called === 200 ? { ...body, contact: contactOf('primary') } : {}),
    });
    if (called !== 200) return deed.end(`refused: ${called}`);
    told.ack('bob', 'primary', { ...parts, seq: 1, toTag: 'c' });
    const referTo = `Refer-To: <sip:101@park.example?Replaces=${consult}%3Bto-tag%3Dc%3Bfrom-tag%3Db&Require=replaces>`;
    told.inDialog(parker, 'REFER', { headers: [referTo] }, referred);
    const over = { ...parts, method: 'BYE', toTag: 'c' };
    if (referred >= 300) {
      told.ask('bob', 'primary', { ...over, seq: 2 });
      return deed.end(`refused: ${referred}`);
    }
    const back = { uri: contactOf('bob'), from: '101', fromTag: 'c', to: 'bob', toTag: 'b', callId: consult, seq: 1 };
    told.ask('primary', 'bob', { ...back, method: 'BYE' });
    const frag = { type: 'message/sipfrag;version=2.0', body: 'SIP/2.0 200 OK\r\n' };
    const state = ['Event: refer', 'Subscription-State: terminated;reason=noresource'];
    told.fromPeer(parker, 'NOTIFY', { ...frag, headers: state });
    if (kept) keepAt(told, '101');
    deed.end(undefined, '101');
  }

  function verdict(options: Options, tried?: 'can' | 'cannot'): string {
    return judged(ATTENDED, (told, of) => attended(told, of, options), tried);
  }

  test('passes a call that is parked, and no word alone', () => {
    expect(verdict({})).toBe('pass: parked-with-music');
    expect(verdict({ kept: false })).toBe('fail: no-party-parked');
  });

  test('takes a refusal of either request for one', () => {
    expect(verdict({ called: 503 })).toBe('fail: park-failed');
    expect([verdict({ called: 503 }, 'cannot'), verdict({ referred: 503 }, 'cannot')]).toEqual([
      'pass: park-refused',
      'pass: park-refused',
    ]);
    expect(verdict({}, 'cannot')).toBe('fail: parked-although-forbidden');
  });

  test('takes a call that could not be held for a park that was asked for', () => {
    expect([verdict({ held: 503 }), verdict({ held: 503 }, 'cannot')]).toEqual([
      'fail: park-failed',
      'pass: park-refused',
    ]);
    expect([verdict({ held: 'none' }), verdict({ held: 'none' }, 'cannot')]).toEqual([
      'fail: park-failed',
      'fail: unanswered-not-refused',
    ]);
    expect(verdict({ held: 200 })).toBe('pass: parked-with-music');
  });
});
