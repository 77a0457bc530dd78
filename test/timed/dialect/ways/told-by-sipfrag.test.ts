import { afterEach, describe, expect, test } from '@jest/globals';
import type { DialectSource } from '../../../../src/candidate/dialect/dialect-schema.ts';
import { AS_SITUATION } from '../../../../src/drive/perform-deed.ts';
import { park } from '../../../../src/drive/park.ts';
import type { HistoryBuilder } from '../../../judge/history-builder.ts';
import { referNotify } from '../../../judge/recording.ts';
import { doneIn, inCall, type InCall, parks } from './in-call.ts';
import { judged, keepAt } from './judged.ts';

const lot = (from: 'sipfrag' | 'state'): DialectSource => ({
  park: { by: 'refer', to: '700', proof: 'notify', end: 'parker' },
  orbit: { from },
});

describe('a park in the call whose sipfrag has a Contact', () => {
  let bed: InCall;
  afterEach(() => bed.close());

  test.each([
    ['a transfer', lot('sipfrag')],
    ['an attended transfer', { ...lot('sipfrag'), park: { by: 'attended', to: '700', end: 'parker' } }],
  ] as const)('is told the orbit by it: %s', async (_, source) => {
    bed = await inCall(source);
    const { stage, server } = bed;
    server.onRefer = (refer) => {
      refer.accept(202).notify(200, 'OK', [['Contact', '<sip:103@192.0.2.1:5060>;expires=60']]);
      void server.sessions.get('700')?.bye();
    };
    await park(stage, parks, AS_SITUATION);
    expect(doneIn(bed, 'park')).toMatchObject({ state: 'done', orbit: '103' });
    expect(stage.book.get('A')?.places).toMatchObject([{ pool: 'primary', orbit: '103' }]);
  });
});

describe('the judge of a park whose sipfrag has a Contact', () => {
  function told(source: DialectSource, contact: string): string {
    return judged(source, (history: HistoryBuilder, of: string) => {
      const parker = history.side('A', 'bob');
      const deed = history.asked({ ...parks, callId: parker.callId, pool: 'primary', within: 1000, of });
      history.inDialog(parker, 'REFER', { headers: ['Refer-To: <sip:700@park.example>'] }, 202);
      history.fromPeer(parker, 'NOTIFY', referNotify('SIP/2.0 200 OK', [`Contact: <${contact}>`]));
      keepAt(history, '101', 'parker');
      deed.end(undefined, '101');
      history.lookup('bob', 'primary', '101', { of });
    });
  }

  test('takes its user for the orbit where the dialect has the orbit there', () => {
    expect(told(lot('sipfrag'), 'sip:101@192.0.2.1')).toBe('pass: parked-with-music');
    expect(told(lot('sipfrag'), 'sip:250@192.0.2.1')).toBe('fail: orbit-outside-range');
  });

  test('takes it for any address of the candidate where another means tells the orbit', () => {
    expect(told(lot('state'), 'sip:b2b-7f3a@192.0.2.1')).toBe('pass: parked-with-music');
  });
});
