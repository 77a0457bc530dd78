import { afterEach, describe, expect, test } from '@jest/globals';
import type { DialectSource } from '../../../../src/candidate/dialect/dialect-schema.ts';
import { park } from '../../../../src/drive/park.ts';
import { AS_SITUATION } from '../../../../src/drive/perform-deed.ts';
import { decodeText } from '../../../../src/sip/message/octets.ts';
import { reply } from '../../../../src/sip/ua/send-response.ts';
import type { HistoryBuilder } from '../../../judge/history-builder.ts';
import { doneIn, inCall, type InCall, parks } from './in-call.ts';
import { judged, keepAt } from './judged.ts';

const AUDIO: DialectSource = { dialect: 'dtmf' };
const INFO: DialectSource = { dialect: 'dtmf', park: { via: ['info'] } };
const ANSWERED: DialectSource = { dialect: 'dtmf', park: { via: ['info'], proof: 'answer', end: 'parker' } };

describe('a park by keys', () => {
  let bed: InCall;
  afterEach(() => bed.close());

  test('presses them in the audio where that is agreed on, and the history tells which', async () => {
    bed = await inCall(AUDIO, { digits: true });
    const { stage, server } = bed;
    const parking = server.pressed('for-bob', 6).then((keys) => {
      void server.sessions.get('for-bob')?.bye();
      return keys;
    });
    await park(stage, parks, AS_SITUATION);
    expect(await parking).toBe('*05100');
    expect(doneIn(bed, 'park')).toMatchObject({ state: 'done', orbit: '100' });
    expect(bed.events().filter(({ kind }) => kind === 'digits')).toMatchObject([{ tap: 'bob', digits: '*05100' }]);
  });

  test('sends an INFO for each where it is not', async () => {
    bed = await inCall(AUDIO);
    const { stage, server } = bed;
    const keys: string[] = [];
    const session = server.sessions.get('for-bob');
    if (session === undefined) throw new Error('bob is in no call');
    session.onInfo = (info) => {
      keys.push(decodeText(info.request.body).slice(0, 8));
      reply(info, 200);
      if (keys.length === 6) void session.bye();
    };
    await park(stage, parks, AS_SITUATION);
    expect(keys).toEqual(['Signal=*', 'Signal=0', 'Signal=5', 'Signal=1', 'Signal=0', 'Signal=0']);
    expect(doneIn(bed, 'park')).toMatchObject({ state: 'done', orbit: '100' });
  });

  test('is over with the first INFO that is refused', async () => {
    bed = await inCall(INFO);
    const session = bed.server.sessions.get('for-bob');
    if (session === undefined) throw new Error('bob is in no call');
    session.onInfo = (info) => reply(info, 415);
    await park(bed.stage, parks, AS_SITUATION);
    expect(doneIn(bed, 'park')).toMatchObject({ state: 'failed', why: 'refused: 415 Unsupported Media Type' });
  });
});

describe('the judge of a park by keys', () => {
  interface Options {
    readonly info?: number;
    readonly kept?: boolean;
    readonly parkerEndedBy?: 'pool' | 'parker';
    /** How long nothing comes of it, in ms. */
    readonly waits?: number;
  }

  function pressed(told: HistoryBuilder, of: string, options: Options): void {
    const { info, kept = true, parkerEndedBy, waits = 0 } = options;
    const parker = told.side('A', 'bob');
    const deed = told.asked({ ...parks, callId: parker.callId, pool: 'primary', within: 1000, of });
    if (info === undefined) told.add({ kind: 'digits', tap: 'bob', leg: parker.callId, digits: '*05101' });
    else {
      for (const key of info < 300 ? '*05101' : '*') {
        told.inDialog(
          parker,
          'INFO',
          { type: 'application/dtmf-relay', body: `Signal=${key}\r\nDuration=160\r\n` },
          info,
        );
      }
    }
    if (kept) keepAt(told, '101', parkerEndedBy);
    told.wait(waits);
    deed.end(kept ? undefined : 'no answer', '101');
  }

  test.each([
    ['in the audio', AUDIO, {}],
    ['by INFO', INFO, { info: 200 }],
    ['by INFO whose answer is the word', ANSWERED, { info: 200, parkerEndedBy: 'parker' }],
  ] as const)('passes a call that is parked %s', (_, source, options) => {
    expect(judged(source, (told, of) => pressed(told, of, options))).toBe('pass: parked-with-music');
  });

  test('takes a BYE alone for no park', () => {
    const play = (told: HistoryBuilder, of: string): void => {
      pressed(told, of, {});
      told.fromPeer(told.side('A', 'alice'), 'BYE');
    };
    expect(judged(AUDIO, play)).toBe('fail: no-longer-parked');
  });

  test('takes no BYE of the parker for the word of the pool', () => {
    const own = { parkerEndedBy: 'parker' } as const;
    expect(judged(AUDIO, (told, of) => pressed(told, of, own))).toBe('fail: park-failed');
  });

  test('wants the orbit that was pressed to be one of the pool', () => {
    const play = (told: HistoryBuilder, of: string): void => {
      const { callId } = told.side('A', 'bob');
      const deed = told.asked({ ...parks, callId, pool: 'primary', within: 1000, of });
      told.add({ kind: 'digits', tap: 'bob', leg: callId, digits: '*05999' });
      keepAt(told, '999');
      deed.end(undefined, '999');
    };
    expect(judged(AUDIO, play)).toBe('fail: orbit-outside-range');
  });

  test('takes keys of which nothing comes for a park that failed, and for one that is refused', () => {
    const ignored = { kept: false, waits: 1000 };
    expect(judged(AUDIO, (told, of) => pressed(told, of, ignored))).toBe('fail: park-failed');
    for (const [source, options] of [
      [AUDIO, ignored],
      [INFO, { ...ignored, info: 200 }],
      [INFO, { kept: false, info: 503 }],
    ] as const) {
      expect(judged(source, (told, of) => pressed(told, of, options), 'cannot')).toBe('pass: park-refused');
    }
  });

  test.each([
    ['is heard again', 'pass: park-refused'],
    ['stays silent', 'fail: call-lost-by-refusal'],
    ['was silent before', 'inconclusive: silent-before'],
  ])('the parker, which is not heard while it presses keys that are not heeded, %s: %s', (then, verdict) => {
    const play = (told: HistoryBuilder, of: string): void => {
      const [parker, parkee] = [told.side('A', 'bob'), told.side('A', 'alice')];
      const stops = (): unknown => told.unhear('alice', parkee.callId, 'bob');
      if (then === 'was silent before') stops();
      const deed = told.asked({ ...parks, callId: parker.callId, pool: 'primary', within: 1000, of });
      if (then !== 'was silent before') stops();
      told.add({ kind: 'digits', tap: 'bob', leg: parker.callId, digits: '*05101' });
      if (then === 'is heard again') told.hear('alice', parkee.callId, 'bob');
      told.wait(1000);
      deed.end('no answer', '101');
    };
    expect(judged(AUDIO, play, 'cannot')).toBe(verdict);
  });

  test('does not take keys for unheeded that it has not waited for, and that did park', () => {
    expect(judged(AUDIO, (told, of) => pressed(told, of, { kept: false }), 'cannot')).toBe(
      'inconclusive: answer-awaited-too-briefly',
    );
    expect(judged(AUDIO, (told, of) => pressed(told, of, {}), 'cannot')).toBe('fail: parked-although-forbidden');
  });
});
