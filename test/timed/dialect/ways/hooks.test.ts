import { afterEach, describe, expect, test } from '@jest/globals';
import type { DialectSource } from '../../../../src/candidate/dialect/dialect-schema.ts';
import { lookUp } from '../../../../src/drive/ask-orbit.ts';
import { park } from '../../../../src/drive/park.ts';
import { AS_SITUATION } from '../../../../src/drive/perform-deed.ts';
import type { HookEvent } from '../../../../src/history/event.ts';
import { buildDialect } from '../../../../src/candidate/dialect/build-dialect.ts';
import { act, cellOf, check, type HistoryBuilder } from '../../../judge/history-builder.ts';
import { calling, DIALLED } from '../../../judge/b2bua/calls.ts';
import { verdictOf } from '../../../judge/verdict-of.ts';
import { doneIn, inCall, type InCall, parks } from './in-call.ts';
import { judged, keepAt } from './judged.ts';

const BY_WEB: DialectSource = {
  park: { by: 'hook', hook: { http: { post: 'park?slot=${slot}&call=${callid}' } }, proof: 'hook', end: 'parker' },
  orbit: { from: 'chosen' },
  state: { hook: { http: { get: 'slots/${slot}' } }, parked: 'occupied' },
};
const UNSEEN: DialectSource = { park: BY_WEB.park, orbit: BY_WEB.orbit };
const BY_SCRIPT: DialectSource = {
  park: { by: 'hook', hook: { run: ['${node}', '-e', 'console.log("slot 150 of ${pool}")'] }, proof: 'hook' },
  orbit: { from: 'hook', match: 'slot (\\d+)' },
};
const BY_KEYS: DialectSource = {
  park: { by: 'dtmf', send: '*5', via: ['info'], proof: 'answer' },
  orbit: { from: 'hook', match: '"slot":(\\d+)', hook: { http: { get: 'parked?user=${user}' } } },
};

describe('a hook of a dialect', () => {
  let bed: InCall;
  afterEach(() => bed.close());

  function hooks(): readonly HookEvent[] {
    return bed.events().flatMap((event) => (event.kind === 'hook' ? [event] : []));
  }

  test('parks over HTTP at the orbit that the parker chooses, and looks there', async () => {
    bed = await inCall(BY_WEB);
    const { stage, web } = bed;
    web.answer = (asked) => ({ status: 200, body: asked.startsWith('GET') ? 'occupied' : 'parked' });
    const [leg] = stage.phones.get('bob')?.legs() ?? [];
    await park(stage, parks, AS_SITUATION);
    const asked = `park?slot=100&call=${encodeURIComponent(leg?.callId ?? '')}`;
    expect(web.asked).toEqual([`POST /${asked}`]);
    expect(doneIn(bed, 'park')).toMatchObject({ state: 'done', orbit: '100' });
    expect(stage.phones.get('bob')?.legs()).toEqual([]);
    const { id } = doneIn(bed, 'park') as { id: string };
    expect(hooks()).toMatchObject([
      { action: id, purpose: 'park', hook: 'http', what: `POST primary/${asked}`, outcome: 'done', output: 'parked' },
    ]);
    const look = { by: 'bob', pool: 'primary', of: undefined } as const;
    expect(await lookUp(stage, { ...look, orbit: '100' })).toEqual([{ orbit: '100' }]);
    web.answer = () => ({ status: 200, body: 'free' });
    expect(await lookUp(stage, { ...look, orbit: '101' })).toEqual([]);
    expect(web.asked.slice(1)).toEqual(['GET /slots/100', 'GET /slots/101']);
  });

  test('is refused by a status, and leaves the call as it was', async () => {
    bed = await inCall(BY_WEB);
    bed.web.answer = () => ({ status: 503, body: 'resiliency mode' });
    await park(bed.stage, parks, AS_SITUATION);
    expect(doneIn(bed, 'park')).toMatchObject({ state: 'failed', failure: 'answered' });
    expect(hooks()).toMatchObject([{ outcome: 'refused', words: '503 resiliency mode' }]);
    expect(bed.stage.phones.get('bob')?.legs()).toHaveLength(1);
  });

  test('parks by a script, and takes the orbit from what it prints', async () => {
    bed = await inCall(BY_SCRIPT);
    await park(bed.stage, parks, AS_SITUATION);
    expect(doneIn(bed, 'park')).toMatchObject({ state: 'done', orbit: '150' });
    expect(hooks()).toMatchObject([{ purpose: 'park', words: 'exit code 0', output: 'slot 150 of primary' }]);
  });

  test('that cannot be run is the trouble of the bench', async () => {
    bed = await inCall({ ...BY_SCRIPT, park: { ...BY_SCRIPT.park, hook: { run: ['./no-such-script'] } } });
    await expect(park(bed.stage, parks, AS_SITUATION)).rejects.toThrow('could not be run');
  });

  test('tells the orbit of a call that was parked by keys', async () => {
    bed = await inCall(BY_KEYS);
    bed.web.answer = () => ({ status: 200, body: '{"slot":170}' });
    await park(bed.stage, parks, AS_SITUATION);
    expect(doneIn(bed, 'park')).toMatchObject({ state: 'done', orbit: '170' });
    expect(hooks()).toMatchObject([{ purpose: 'orbit', what: 'GET primary/parked?user=bob' }]);
  });
});

describe('the judge of hooks', () => {
  interface Options {
    readonly outcome?: HookEvent['outcome'];
    readonly slot?: string;
    readonly kept?: boolean;
    readonly output?: string;
    /** Ms to the end of the hook. */
    readonly waited?: number;
  }

  function byHook(told: HistoryBuilder, of: string, options: Options): void {
    const { outcome = 'done', slot = '101', kept = outcome === 'done', output = '', waited = 0 } = options;
    const { callId } = told.side('A', 'bob');
    const deed = told.asked({ ...parks, callId, pool: 'primary', within: 1000, of });
    if (kept) keepAt(told, slot, 'parker');
    const what = `POST primary/park?slot=${slot}&call=${callId}`;
    told.wait(waited);
    const about = { action: deed.id, purpose: 'park', hook: 'http', what, words: 'words', output } as const;
    told.add({ kind: 'hook', ...about, outcome });
    deed.end(outcome === 'done' ? undefined : `refused: 503`, slot);
  }

  test('passes a call that is parked at the orbit of the order, or of what was answered', () => {
    expect(judged(UNSEEN, (told, of) => byHook(told, of, {}))).toBe('pass: parked-with-music');
    expect(judged(UNSEEN, (told, of) => byHook(told, of, { slot: '350' }))).toBe('fail: orbit-outside-range');
    const answered = { ...UNSEEN, orbit: BY_SCRIPT.orbit };
    const play = (output: string) => (told: HistoryBuilder, of: string) => byHook(told, of, { output });
    expect(judged(answered, play('slot 101'))).toBe('pass: parked-with-music');
    expect(judged(answered, play('slot 250'))).toBe('fail: orbit-outside-range');
    expect(judged(answered, play('No such command'))).toBe('fail: orbit-not-told');
  });

  test('takes the end of the hook alone for no park', () => {
    expect(judged(UNSEEN, (told, of) => byHook(told, of, { kept: false }))).toBe('fail: no-party-parked');
  });

  test.each([
    ['refused', 'pass: park-refused', 'fail: park-failed'],
    ['unreachable', 'pass: park-refused', 'fail: park-failed'],
    ['late', 'fail: unanswered-not-refused', 'fail: park-failed'],
    ['done', 'fail: parked-although-forbidden', 'pass: parked-with-music'],
  ] as const)('takes a hook that is %s for what it is', (outcome, forbidden, wanted) => {
    const play = (told: HistoryBuilder, of: string): void => byHook(told, of, { outcome });
    expect([judged(UNSEEN, play, 'cannot'), judged(UNSEEN, play)]).toEqual([forbidden, wanted]);
  });

  test('passes one that nobody answers in the outage, if it was waited for', () => {
    const play = (waited: number) => (told: HistoryBuilder, of: string) =>
      byHook(told, of, { outcome: 'late', waited });
    expect(judged(UNSEEN, play(1_000), 'cannot', 'outage')).toBe('pass: park-refused');
    expect(judged(UNSEEN, play(500), 'cannot', 'outage')).toBe('inconclusive: answer-awaited-too-briefly');
    expect(judged(UNSEEN, play(1_000), 'cannot')).toBe('fail: unanswered-not-refused');
  });

  test.each([
    ['occupied', 'pass: parked-with-music'],
    ['free', 'fail: orbit-showed-no-call'],
  ])('reads what a look at the orbit tells: %s', (output, expected) => {
    const dialect = buildDialect(BY_WEB);
    const call = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
    const cell = cellOf('F', { normal: [call, check('park', { kind: 'can', deed: parks })] });
    const capabilities = [...(DIALLED.capabilities ?? []), 'orbit-status' as const];
    const told = calling(cell, { ...DIALLED, dialect, capabilities });
    told.check('park', (of) => {
      byHook(told, of, {});
      const look = told.asked({
        verb: 'lookup',
        by: 'bob',
        pool: 'primary',
        orbit: '101',
        callId: 'l',
        within: 500,
        of,
      });
      const about = { action: look.id, purpose: 'state', hook: 'http', what: 'GET primary/slots/101' } as const;
      told.add({ kind: 'hook', ...about, outcome: 'done', words: '200', output });
      look.end();
    });
    const { verdict, code } = verdictOf(told.aftermath(), 'park');
    expect(`${verdict}: ${code}`).toBe(expected);
  });
});
