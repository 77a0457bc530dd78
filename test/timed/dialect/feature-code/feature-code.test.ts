import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Candidate } from '../../../../src/candidate/candidate.ts';
import { AS_SITUATION } from '../../../../src/drive/perform-deed.ts';
import { CallBook, lastParkee, noteDeed } from '../../../../src/drive/call-book.ts';
import { park } from '../../../../src/drive/park.ts';
import { ReceivedRequests } from '../../../../src/drive/received-requests.ts';
import { retrieve } from '../../../../src/drive/retrieve.ts';
import type { Stage } from '../../../../src/drive/stage.ts';
import type { ActionEvent } from '../../../../src/history/event.ts';
import { Recorder } from '../../../../src/history/recorder.ts';
import { judge } from '../../../../src/judge/judge.ts';
import { newCallId } from '../../../../src/sip/token.ts';
import { buildDialect } from '../../../../src/candidate/dialect/build-dialect.ts';
import { askDialect } from '../../../../src/dialect/ask/ask-dialect.ts';
import { SAMPLE } from '../../../candidate/sample.ts';
import { calling, DIALLED } from '../../../judge/b2bua/calls.ts';
import { act, cellOf, check, type HistoryBuilder } from '../../../judge/history-builder.ts';
import { contactOf, sdp } from '../../../judge/sip-text.ts';
import { tagOf } from '../../../judge/recording.ts';
import { Bench, type TestPhone } from '../../phone/bench.ts';
import { openCodeServer } from './park-server.ts';

const dialect = buildDialect({ dialect: 'feature-code' });
const bounds = { ...SAMPLE.bounds, park: 2000, setup: 500 };
const parks = { verb: 'park', call: 'A', by: 'bob' } as const;
const retrieves = { verb: 'retrieve', call: 'A', by: 'carol' } as const;

describe('the driver, with a dialect that knows no REFER,', () => {
  let bench: Bench;
  let folder = '';
  let recorder: Recorder;
  beforeEach(async () => {
    bench = await Bench.open();
    folder = mkdtempSync(join(tmpdir(), 'parkspec-feature-code-'));
    recorder = new Recorder(join(folder, 'history.jsonl'), () => undefined);
  });
  afterEach(async () => {
    await bench.close();
    recorder.close('complete');
    rmSync(folder, { recursive: true });
  });

  /** Alice and bob in a call through the server, of which each has a leg, and carol. */
  async function inCall(): Promise<{ stage: Stage; server: Awaited<ReturnType<typeof openCodeServer>> }> {
    const server = await openCodeServer(bench);
    const [alice, bob, carol] = await Promise.all([bench.phone('alice'), bench.phone('bob'), bench.phone('carol')]);
    const book = new CallBook();
    const call = book.open('A');
    const dialled = async ({ phone }: TestPhone): Promise<void> => {
      const callId = newCallId('a');
      await phone.dial({ callId, uri: 'sip:a@park.example', next: server.address, within: 1000 });
      call.legs.set(phone.party, callId);
    };
    await dialled(alice);
    await dialled(bob);
    noteDeed(call, { verb: 'call', call: 'A', by: 'alice', to: 'bob' }, 'normal');
    let count = 0;
    const pool = { address: server.address };
    const candidate: Candidate = { ...SAMPLE, dialect, capabilities: [], bounds };
    const stage = {
      cell: cellOf('F', { normal: [act(parks), act(retrieves)] }),
      candidate,
      dialect: askDialect(dialect),
      recorder,
      pools: { primary: pool, backup: pool },
      staying: new Map(),
      phones: new Map([alice, bob, carol].map(({ phone }) => [phone.party, phone])),
      book,
      receivedRequests: new ReceivedRequests(recorder),
      heard: [],
      traffic: undefined,
      phase: 'normal',
      signal: new AbortController().signal,
      nextId: () => (count += 1),
    } as unknown as Stage;
    return { stage, server };
  }

  /** What became of the action of a verb. */
  function done(verb: ActionEvent['verb']): unknown {
    const lines = readFileSync(join(folder, 'history.jsonl'), 'utf8').trim().split('\n');
    return lines.map((line) => JSON.parse(line)).findLast((event) => event.kind === 'action' && event.verb === verb);
  }

  test('parks by an INVITE to the code, and knows the orbit that it chose', async () => {
    const { stage, server } = await inCall();
    await park(stage, parks, AS_SITUATION);
    expect(server.parked).toEqual(['100']);
    expect(done('park')).toMatchObject({ state: 'done', by: 'bob', call: 'A', orbit: '100' });
    const call = stage.book.get('A');
    expect([lastParkee(call), [...(call?.legs.keys() ?? [])], call?.places[0]?.orbit]).toEqual([
      'alice',
      ['alice'],
      '100',
    ]);
    expect(stage.phones.get('bob')?.legs()).toEqual([]);
    await retrieve(stage, retrieves, AS_SITUATION);
    expect(done('lookup')).toBeUndefined();
    expect(done('retrieve')).toMatchObject({ state: 'done', by: 'carol', orbit: '100' });
    expect([...(call?.legs.keys() ?? [])]).toEqual(['alice', 'carol']);
  });

  test.each([
    ['503', 'refused: 503 Service Unavailable'],
    ['silence', 'no answer'],
  ] as const)('takes a call back that is not parked: %s', async (refuse, why) => {
    const { stage, server } = await inCall();
    server.refuse = refuse;
    await park(stage, parks, AS_SITUATION);
    expect(done('park')).toMatchObject({ state: 'failed', why });
    expect(server.held()).toBe(0);
    expect([...(stage.book.get('A')?.legs.keys() ?? [])]).toEqual(['alice', 'bob']);
    expect(stage.phones.get('bob')?.legs()).toHaveLength(1);
  });
});

describe('the judge, with a dialect that knows no REFER,', () => {
  const cell = cellOf('F', {
    normal: [
      act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' }),
      check('parkable', { kind: 'can', deed: parks }),
      check('retrievable', { kind: 'can', deed: retrieves }),
    ],
  });

  interface Options {
    readonly status?: number;
    /** The pool does what it says. */
    readonly kept?: boolean;
    /** It asks the parker for its password first. */
    readonly challenges?: boolean;
    /** It answers only when the parker has given up. */
    readonly givenUp?: boolean;
  }

  function parkByCode(told: HistoryBuilder, of: string, options: Options): void {
    const { status = 200, kept = status === 200, challenges = false, givenUp = false } = options;
    const [parker, parkee] = [told.side('A', 'bob'), told.side('A', 'alice')];
    const callId = told.newCallId('A.park');
    const deed = told.asked({ ...parks, callId, pool: 'primary', within: 1000, of });
    const fromTag = tagOf('bob', callId);
    const parts = { uri: 'sip:*68101@park.example', from: 'bob', fromTag, to: '*68101', callId };
    const body = { type: 'application/sdp', body: sdp() };
    const answer = { toTag: 'code', ...(status === 200 ? { ...body, contact: contactOf('primary') } : {}) };
    const invite = { ...parts, ...body, method: 'INVITE', contact: contactOf('bob') };
    if (challenges) told.ask('bob', 'primary', { ...invite, seq: 1 }, 401, { toTag: 'who' });
    if (givenUp) told.giveUp('bob', 'primary', { ...invite, seq: 2 }, 900);
    else told.ask('bob', 'primary', { ...invite, seq: 2 }, status, answer);
    if (status === 200) {
      told.ack('bob', 'primary', { ...parts, seq: 2, toTag: 'code' });
      told.ask('bob', 'primary', { ...parts, method: 'BYE', seq: 3, toTag: 'code' });
    }
    const at = { pool: 'primary', orbit: '101', music: 'music:primary', parkerEndedBy: 'pool' } as const;
    if (kept) told.keep('A', parker, parkee, at);
    deed.end(status === 200 ? undefined : `refused: ${status}`, '101');
  }

  function verdicts(options: Options, retrieval: Parameters<HistoryBuilder['retrieve']>[2] = {}): readonly string[] {
    const told = calling(cell, { ...DIALLED, dialect });
    told.check('parkable', (of) => parkByCode(told, of, options));
    if (told.orbits.size > 0) {
      told.check('retrievable', (of) =>
        told.retrieve('A', 'carol', { ...retrieval, of }).dial('A', 'dave', 'primary', '101', { of }),
      );
    }
    const { checks } = judge(told.aftermath().events);
    return checks.map(({ verdict, code }) => `${verdict}: ${code}`);
  }

  const TIDY = 'pass: nothing-left-behind';

  test('passes what is parked and retrieved by who is heard', () => {
    expect(verdicts({})).toEqual(['pass: parked-with-music', 'pass: retrieved', TIDY]);
  });

  test('passes a park whose code is answered after a challenge', () => {
    expect(verdicts({ challenges: true })).toEqual(['pass: parked-with-music', 'pass: retrieved', TIDY]);
  });

  test.each([
    [false, 'pass: park-refused'],
    [true, 'fail: unanswered-not-refused'],
  ])('takes a 487 for no refusal where the parker has given up itself: %s', (givenUp, verdict) => {
    const refused = check('refused', { kind: 'cannot', deed: parks });
    const told = calling(cellOf('F', { normal: [...cell.scenario[0]!.steps.slice(0, 1), refused] }), {
      ...DIALLED,
      dialect,
    });
    told.check('refused', (of) => {
      parkByCode(told, of, { status: 487, kept: false, givenUp });
      told.wait(2000).listen('A', 'alice', 'bob', { of });
    });
    const [first] = judge(told.aftermath().events).checks;
    expect(`${first?.verdict}: ${first?.code}`).toBe(verdict);
  });

  test('fails a retriever that is parked instead', () => {
    expect(verdicts({}, { joined: false, hears: 'music:primary' })[1]).toBe('fail: retriever-parked');
  });

  test('fails a park that is refused, and one that is only said to be done', () => {
    expect(verdicts({ status: 503 })[0]).toBe('fail: park-failed');
    expect(verdicts({ kept: false })[0]).toBe('fail: no-party-parked');
  });
});
