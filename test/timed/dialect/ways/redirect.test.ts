import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { buildDialect } from '../../../../src/candidate/dialect/build-dialect.ts';
import type { DialectSource } from '../../../../src/candidate/dialect/dialect-schema.ts';
import { askDialect } from '../../../../src/dialect/ask/ask-dialect.ts';
import type { CallIds, ParkResult } from '../../../../src/dialect/dialect.ts';
import { newCallId } from '../../../../src/sip/token.ts';
import { SAMPLE } from '../../../candidate/sample.ts';
import { contactOf } from '../../../judge/sip-text.ts';
import { tagOf } from '../../../judge/recording.ts';
import type { HistoryBuilder } from '../../../judge/history-builder.ts';
import { Bench, connect } from '../../phone/bench.ts';
import { ScriptedPark } from '../scripted-park.ts';
import { parks } from './in-call.ts';
import { judged, keepAt } from './judged.ts';

const RECIPROCATE: DialectSource = {
  park: { redirects: 'follow' },
  orbit: { from: 'redirect', match: ';orbit=(\\d+)' },
  retrieve: { refer: 'accept' },
};
const within = 2000;

describe('a park server that redirects the REFER', () => {
  let bench: Bench;
  let server: ScriptedPark;
  const uris: string[] = [];
  beforeEach(async () => {
    bench = await Bench.open();
    server = await ScriptedPark.open(bench);
    uris.length = 0;
    server.agent.onRefer = (refer) => {
      const { uri } = refer.request;
      uris.push(uri);
      if (uri.includes('orbit=')) void server.park(refer, bench);
      else refer.reject(302, undefined, [['Contact', `<${uri};orbit=150>`]]);
    };
  });
  afterEach(() => bench.close());

  async function park(source: DialectSource): Promise<ParkResult> {
    const [alice, bob] = await Promise.all([bench.phone('alice'), bench.phone('bob')]);
    const { callee: leg } = await connect(alice, bob);
    const dialect = buildDialect(source);
    const asking = askDialect(dialect);
    const [first = '', ...others] = Array.from({ length: asking.requests.park }, () => newCallId('p'));
    const callIds: CallIds = [first, ...others];
    const next = server.endpoint.address;
    const candidate = { ...SAMPLE, dialect };
    return asking.park({ candidate, parker: bob.phone, leg, pool: 'primary', next, callIds, within });
  }

  test('is sent it again at the orbit that it names', async () => {
    expect(await park(RECIPROCATE)).toMatchObject({ kind: 'parked', orbit: '150' });
    expect(uris).toEqual(['sip:park@park.example', 'sip:park@park.example;orbit=150']);
  });

  test('is not, where its redirects are not to be followed', async () => {
    expect(await park({})).toEqual({ kind: 'refused', status: 302, reason: 'Moved Temporarily' });
    expect(uris).toHaveLength(1);
  });

  test('has its retriever take the parkee over, to whom it refers it', async () => {
    await park(RECIPROCATE);
    server.agent.onInvite = (invite) => {
      const session = invite.offer && invite.accept({ sdp: invite.offer });
      const referral = session?.refer({ referTo: `<${server.takeoverUri()}>` });
      void referral?.final.then(() => session?.bye());
    };
    const { phone } = await bench.phone('carol');
    const dialect = buildDialect(RECIPROCATE);
    const result = await askDialect(dialect).retrieve({
      candidate: { ...SAMPLE, dialect },
      phone,
      orbit: '150',
      pool: 'primary',
      next: server.endpoint.address,
      callIds: [newCallId('r')],
      within,
    });
    if (result.kind !== 'connected') throw new Error(result.kind);
    expect(await result.leg.listen('alice', 3, { within })).toBe(true);
    expect(phone.legs()).toEqual([result.leg]);
  });
});

describe('the judge of a park that is redirected', () => {
  function redirected(told: HistoryBuilder, of: string, { orbit = '101', followed = true }): void {
    const ids = [told.newCallId('A.park'), told.newCallId('A.park')] as const;
    const deed = told.asked({ ...parks, callId: ids[0], callIds: ids, pool: 'primary', within: 1000, of });
    const refer = (uri: string, callId: string, status: number, contact?: string): void => {
      const parts = { uri, from: 'bob', fromTag: tagOf('bob', callId), to: 'park', callId, seq: 1 };
      const headers = [`Refer-To: <${contactOf('alice')}>`];
      const answer = { toTag: 'p', ...(contact === undefined ? {} : { contact }) };
      told.ask('bob', 'primary', { ...parts, headers, method: 'REFER', contact: contactOf('bob') }, status, answer);
    };
    const target = `sip:park@park.example;orbit=${orbit}`;
    refer('sip:park@park.example', ids[0], 302, target);
    if (followed) {
      refer(target, ids[1], 202);
      told.notify('primary', 'bob', ids[1], 'SIP/2.0 200 OK', 1);
      keepAt(told, orbit);
    }
    deed.end(followed ? undefined : 'refused: 302', orbit);
  }

  test('reads the orbit out of the address to which it led', () => {
    expect(judged(RECIPROCATE, (told, of) => redirected(told, of, {}))).toBe('pass: parked-with-music');
    expect(judged(RECIPROCATE, (told, of) => redirected(told, of, { orbit: '250' }))).toBe('fail: orbit-outside-range');
  });

  test('takes a redirect that led nowhere for no park, and for no refusal', () => {
    const play = (told: HistoryBuilder, of: string): void => redirected(told, of, { followed: false });
    expect(judged(RECIPROCATE, play)).toBe('fail: park-failed');
    expect(judged(RECIPROCATE, play, 'cannot')).toBe('fail: neither-done-nor-refused');
  });
});
