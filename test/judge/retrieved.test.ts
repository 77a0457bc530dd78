import { describe, expect, test } from '@jest/globals';
import type { Candidate } from '../../src/candidate/candidate.ts';
import { ORBIT_CALLED } from '../candidate/sample.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { contactOf, request, response, sdp } from './sip-text.ts';
import { cited, inShort, type InShort, verdictOf } from './verdict-of.ts';

const acts = [act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' }), act({ verb: 'park', call: 'A', by: 'bob' })];
const cell = cellOf('T', {
  normal: [...acts, check('retrieved', { kind: 'can', deed: { verb: 'retrieve', call: 'A', by: 'carol' } })],
});

const ALONE = {
  code: 'retrieved-without-parkee',
  fields: { deed: "carol's retrieval of call A from orbit 101 of primary", status: '200 OK', parkee: 'alice' },
};
const INSTEAD = { code: 'retriever-parked', fields: { party: 'carol', call: 'A', heard: 'music:primary' } };

type Retrieval = Parameters<HistoryBuilder['retrieve']>[2];

function parked(candidate: Partial<Candidate> = {}): HistoryBuilder {
  return history(cell, candidate).phase('normal').call('A', 'alice', 'bob').park('A', 'bob');
}

interface Story {
  readonly options?: Retrieval;
  readonly second?: Parameters<HistoryBuilder['dial']>[4] | 'none';
  readonly next?: (told: HistoryBuilder, of: string) => void;
}

function retrieving({ options = {}, second = {}, next }: Story = {}): HistoryBuilder {
  const told = parked();
  told.check('retrieved', (of) => {
    told.retrieve('A', 'carol', { ...options, of });
    next?.(told, of);
    if (second !== 'none') told.dial('A', 'bob', 'primary', '101', { ...second, of });
  });
  return told.aftermath();
}

function said(story: Story): InShort {
  return inShort(verdictOf(retrieving(story), 'retrieved'));
}

describe('can retrieve', () => {
  test('passes with the time until both heard each other, citing both legs, the end of the park and the second try', () => {
    const told = retrieving();
    const verdict = verdictOf(told, 'retrieved');
    expect(verdict).toMatchObject({ verdict: 'pass', advisories: [] });
    expect(cited(told, verdict)).toEqual([
      'alice out SIP/2.0 200 OK',
      'carol in SIP/2.0 200 OK',
      'alice out BYE',
      'bob in SIP/2.0 404 Not Found',
      'carol sample alice',
      'alice sample carol',
    ]);
  });

  test('is inconclusive when the park was answered after the parker had stopped waiting', () => {
    const told = history(cell).phase('normal').call('A', 'alice', 'bob');
    told.park('A', 'bob', { final: 'none', takeover: true });
    const park = told.events.find((event) => event.kind === 'action' && event.verb === 'park');
    const callId = park?.kind === 'action' ? park.callId : undefined;
    told.notify('primary', 'bob', callId ?? '', 'SIP/2.0 200 OK', 3, [`Contact: <${contactOf('primary', '101')}>`]);
    told.check('retrieved').aftermath();
    expect(verdictOf(told, 'retrieved')).toMatchObject({
      verdict: 'inconclusive',
      code: 'situation-not-established',
      because: 'park-answered-too-late',
      fields: { call: 'A' },
    });
  });

  test.each([
    ['shows no call', {}, 'fail'],
    ['does not answer, to a harness that is late itself,', { status: 'none' }, 'inconclusive'],
  ] as const)('that was not tried because the pool %s is judged so', (_, answer, verdict) => {
    const told = parked();
    told.orbits.clear();
    told.check(
      'retrieved',
      (of) => {
        told.lookup('carol', 'primary', '101', { ...answer, of });
        told.asked({ verb: 'retrieve', by: 'carol', call: 'A', callId: 'x', of }).end('primary shows no call');
      },
      { load: 400 },
    );
    expect(verdictOf(told.aftermath(), 'retrieved').verdict).toBe(verdict);
  });

  test.each([404, 480, 481, 486, 603])('passes when the second retrieval gets %d', (status) => {
    expect(said({ second: { status } })[0]).toBe('pass');
  });

  test('passes when the second retrieval only gets an announcement', () => {
    expect(said({ second: { status: 200, hears: 'other' } })[0]).toBe('pass');
    expect(said({ second: { status: 200 } })[0]).toBe('pass');
  });

  test.each([
    [
      'a 404',
      { status: 404 },
      {
        code: 'retrieval-failed',
        fields: {
          deed: "carol's retrieval of call A from orbit 101 of primary",
          reply: 'the answer was 404 Not Found',
        },
      },
    ],
    [
      'silence',
      { status: 'none' },
      {
        code: 'retrieval-failed',
        fields: { deed: "carol's retrieval of call A from orbit 101 of primary", reply: 'there was no answer' },
      },
    ],
    [
      'a 200 without a sound',
      { deaf: 'carol' },
      { code: 'not-heard', fields: { listener: 'carol', speaker: 'alice', call: 'A', heard: 'nothing' } },
    ],
    [
      'a sound one way',
      { deaf: 'alice' },
      { code: 'not-heard', fields: { listener: 'alice', speaker: 'carol', call: 'A', heard: 'nothing' } },
    ],
    [
      'music',
      { joined: false, hears: 'music:primary' },
      { code: 'retriever-parked', fields: { party: 'carol', call: 'A', heard: 'music:primary' } },
    ],
    [
      'music from a parkee',
      { hears: 'music:primary' },
      { code: 'retriever-parked', fields: { party: 'carol', call: 'A', heard: 'music:primary' } },
    ],
    [
      'an announcement',
      { joined: false, hears: 'other' },
      { code: 'not-heard', fields: { listener: 'carol', speaker: 'alice', call: 'A', heard: 'other' } },
    ],
    ['a park that goes on', { parkFreed: false }, { code: 'park-leg-still-up', fields: { party: 'alice' } }],
  ] as const satisfies ReadonlyArray<readonly [string, Retrieval, InShort[1]]>)(
    'fails for %s',
    (_, options, reason) => {
      expect(said({ options })).toMatchObject(['fail', reason]);
    },
  );

  test('fails when a second retriever is let in', () => {
    const [verdict, reason] = said({ second: { status: 200, hears: 'alice' } });
    expect(verdict).toBe('fail');
    expect(reason).toMatchObject({
      code: 'retrieved-twice',
      because: 'dial-heard-voice',
      fields: { party: 'bob', place: 'orbit 101 of primary', voice: 'alice', call: 'A' },
    });
  });

  test('fails when a second retriever who was never in the call is let in, as a stranger too', () => {
    const told = parked();
    told.check('retrieved', (of) =>
      told.retrieve('A', 'carol', { of }).dial('A', 'dave', 'primary', '101', { of, status: 200, hears: 'alice' }),
    );
    const verdict = verdictOf(told.aftermath(), 'retrieved');
    expect(verdict.verdict).toBe('fail');
    expect(cited(told, verdict)).toEqual(['dave in SIP/2.0 200 OK', 'dave starts alice']);
  });

  test('fails when a second retriever is let in who hears nothing but is heard', () => {
    const told = parked();
    told.check('retrieved', (of) => {
      told.retrieve('A', 'carol', { of });
      const heardBy = { party: 'alice', leg: told.side('A', 'alice').callId } as const;
      told.dial('A', 'bob', 'primary', '101', { of, status: 200, heardBy });
    });
    const verdict = verdictOf(told.aftermath(), 'retrieved');
    expect(inShort(verdict)).toMatchObject([
      'fail',
      {
        code: 'retrieved-twice',
        because: 'dial-was-heard',
        fields: { party: 'bob', place: 'orbit 101 of primary', listener: 'alice', call: 'A' },
      },
    ]);
    expect(cited(told, verdict)).toEqual(['bob in SIP/2.0 200 OK', 'alice starts bob']);
  });

  test('fails when the pool still sends callers to the call, having been told of its end', () => {
    const told = parked();
    const { callId, localTag, remoteTag } = told.side('A', 'alice');
    const replaces = `${callId}%3Bto-tag%3D${localTag}%3Bfrom-tag%3D${remoteTag}`;
    const contact = `sip:alice@127.0.0.1:41000?Replaces=${replaces}&Require=replaces`;
    told.check('retrieved', (of) =>
      told.retrieve('A', 'carol', { of }).dial('A', 'bob', 'primary', '101', { of, status: 302, contact }),
    );
    const verdict = verdictOf(told.aftermath(), 'retrieved');
    expect(inShort(verdict)).toMatchObject([
      'fail',
      { code: 'orbit-still-leads-to-call', fields: { call: 'A', place: 'orbit 101 of primary' } },
    ]);
    expect(cited(told, verdict)).toEqual(['alice in SIP/2.0 200 OK', 'bob in SIP/2.0 302 Moved Temporarily']);
  });

  test('fails when the second retriever is parked', () => {
    expect(said({ second: { status: 200, hears: 'music:primary' } })[1]).toMatchObject({
      code: 'retrieved-twice',
      because: 'dial-heard-voice',
      fields: { party: 'bob', place: 'orbit 101 of primary', voice: 'music:primary', call: 'A' },
    });
  });

  test.each([
    ['nobody tried', 'none', { code: 'second-retrieval-not-tried', fields: { deed: "carol's retrieval of call A" } }],
    [
      'nobody answered',
      { status: 'none' },
      { code: 'dial-unanswered', fields: { party: 'bob', place: 'orbit 101 of primary' } },
    ],
    [
      'it was only challenged',
      { status: 401 },
      { code: 'dial-challenged', fields: { party: 'bob', place: 'orbit 101 of primary', status: '401 Unauthorized' } },
    ],
    [
      'it was only challenged by a proxy',
      { status: 407 },
      { code: 'dial-challenged', fields: { party: 'bob', place: 'orbit 101 of primary', status: '407 Whatever' } },
    ],
  ] as const)('is inconclusive about a second retrieval when %s', (_, second, reason) => {
    expect(said({ second })).toMatchObject(['inconclusive', reason]);
  });

  test('is not tried a second time by the retriever', () => {
    const told = parked();
    told.check('retrieved', (of) => told.retrieve('A', 'carol', { of }).dial('A', 'carol', 'primary', '101', { of }));
    expect(verdictOf(told.aftermath(), 'retrieved')).toMatchObject({
      verdict: 'inconclusive',
      code: 'second-retrieval-not-tried',
      fields: { deed: "carol's retrieval of call A" },
    });
  });

  test('fails when nothing is shown at the orbit', () => {
    const told = parked();
    told.check('retrieved', (of) => {
      told.lookup('carol', 'primary', '101', { of, shows: [] });
      told
        .asked({ verb: 'retrieve', by: 'carol', call: 'A', callId: 'x', of })
        .end('primary shows no call at orbit 101');
    });
    expect(verdictOf(told.aftermath(), 'retrieved')).toMatchObject({
      verdict: 'fail',
      code: 'no-call-to-retrieve',
      fields: {
        deed: "carol's retrieval of call A from orbit 101 of primary",
        why: 'primary shows no call at orbit 101',
      },
    });
  });

  test('counts a look-up without an answer as one, and as nothing when the harness was late', () => {
    const verdicts = [1, 200].map((load) => {
      const told = parked();
      told.check(
        'retrieved',
        (of) => {
          told.lookup('carol', 'primary', '101', { of, status: 'none' });
          told
            .asked({ verb: 'retrieve', by: 'carol', call: 'A', callId: 'x', of })
            .end('primary shows no call at orbit 101');
        },
        { load },
      );
      return inShort(verdictOf(told.aftermath(), 'retrieved'));
    });
    const reason = {
      code: 'retrieval-without-lookup',
      fields: { deed: "carol's retrieval of call A from orbit 101 of primary", pool: 'primary' },
    };
    expect(verdicts).toMatchObject([
      ['fail', reason],
      ['inconclusive', { code: 'harness-late' }],
    ]);
  });

  test.each([
    [{ shows: [] }, 'carol in NOTIFY'],
    [{ status: 404 }, 'carol in SIP/2.0 404 Not Found'],
  ] as const)('cites by what nothing was shown: %j', (answer, event) => {
    const told = parked();
    told.check('retrieved', (of) => {
      told.lookup('carol', 'primary', '101', { ...answer, of });
      told.asked({ verb: 'retrieve', by: 'carol', call: 'A', callId: 'x', of }).end('primary shows no call');
    });
    expect(cited(told, verdictOf(told.aftermath(), 'retrieved'))).toEqual([event]);
  });

  test.each([
    ['carol was not answered, though bob was', { status: 'none' }, 'fail', 'retrieval-without-lookup'],
    ['the call was shown', {}, 'inconclusive', 'not-tried'],
  ] as const)('that nobody tried is judged by what the retriever saw: %s', (_, answer, expected, code) => {
    const told = parked();
    told.check('retrieved', (of) => {
      told.lookup('carol', 'primary', '101', { ...answer, of }).lookup('bob', 'primary', '101', { of, shows: [] });
      told.asked({ verb: 'retrieve', by: 'carol', call: 'A', callId: 'x', of }).end('the phone crashed');
    });
    expect(inShort(verdictOf(told.aftermath(), 'retrieved'))).toMatchObject([
      expected,
      { code, fields: { deed: "carol's retrieval of call A from orbit 101 of primary" } },
    ]);
  });

  test('is inconclusive when the orbit was never told, so that nobody could try', () => {
    const told = history(cell).phase('normal').call('A', 'alice', 'bob').park('A', 'bob', { orbit: 'none' });
    told.check('retrieved', (of) => {
      told.asked({ verb: 'retrieve', by: 'carol', call: 'A', of }).end('nobody knows where call A is');
    });
    expect(verdictOf(told.aftermath(), 'retrieved')).toMatchObject({
      verdict: 'inconclusive',
      code: 'not-tried',
      fields: { deed: "carol's retrieval of call A", why: 'nobody knows where call A is' },
    });
  });

  test('is inconclusive when nobody tried, whatever was shown before', () => {
    const told = parked().lookup('carol', 'primary', '101', { shows: [] });
    told.check('retrieved', (of) => {
      told.asked({ verb: 'retrieve', by: 'carol', call: 'A', callId: 'x', of }).end('the phone crashed');
    });
    expect(verdictOf(told.aftermath(), 'retrieved')).toMatchObject({
      verdict: 'inconclusive',
      code: 'not-tried',
      fields: { deed: "carol's retrieval of call A from orbit 101 of primary", why: 'the phone crashed' },
    });
  });

  test('fails when the call did not last', () => {
    const [verdict, reason] = said({
      next: (told) => told.fromPeer({ ...told.side('A', 'carol'), peer: 'primary' }, 'BYE'),
    });
    expect(verdict).toBe('fail');
    expect(reason).toMatchObject({
      code: 'retrieval-lost',
      fields: {
        deed: "carol's retrieval of call A from orbit 101 of primary",
        end: 'its leg was ended by a BYE from udp:127.0.0.1:5060',
      },
    });
  });

  test.each([
    ['fails when the parkee is dropped although the retriever is answered', 'other', ALONE],
    ['says that the retriever was parked instead where music is all there is', 'music:primary', INSTEAD],
  ] as const)('%s', (_, hears, reason) => {
    const told = parked();
    const leg = told.side('A', 'alice');
    told.check('retrieved', (of) => {
      told.retrieve('A', 'carol', { of, joined: false, hears }).fromPeer(leg, 'BYE');
      told.unhear('alice', leg.callId);
    });
    const verdict = verdictOf(told.aftermath(undefined, { tidy: false }), 'retrieved');
    expect(inShort(verdict)).toMatchObject(['fail', reason]);
    expect(cited(told, verdict)).toEqual(['carol in SIP/2.0 200 OK']);
  });

  test.each([
    ['alice', { code: 'not-heard', fields: { listener: 'alice', speaker: 'carol', call: 'A', heard: 'nothing' } }],
    [
      'music:backup',
      { code: 'retriever-parked', fields: { party: 'carol', call: 'A', heard: 'music:primary and music:backup' } },
    ],
  ] as const)('tells music from music beside %s', (voice, reason) => {
    const told = parked();
    told.check('retrieved', (of) => {
      told.retrieve('A', 'carol', { of, deaf: 'alice', hears: 'music:primary' });
      told.hear('carol', told.side('A', 'carol').callId, voice);
      told.asked({ verb: 'listen', by: 'carol', call: 'A', of }).end();
    });
    expect(inShort(verdictOf(told.aftermath(), 'retrieved'))).toMatchObject(['fail', reason]);
  });

  test('fails for whoever was in the call before, and is refused, as for anybody else', () => {
    const own = check('retrieved', { kind: 'can', deed: { verb: 'retrieve', call: 'A', by: 'bob' } });
    const told = history(cellOf('T', { normal: [...acts, own] }));
    told.phase('normal').call('A', 'alice', 'bob').park('A', 'bob');
    told.check('retrieved', (of) => told.retrieve('A', 'bob', { of, status: 404 }));
    expect(verdictOf(told.aftermath(), 'retrieved')).toMatchObject({
      verdict: 'fail',
      code: 'retrieval-failed',
      fields: { deed: "bob's retrieval of call A from orbit 101 of primary", reply: 'the answer was 404 Not Found' },
    });
  });

  test.each([
    [1900, 'pass', 'retrieved'],
    [2100, 'fail', 'audio-late'],
  ] as const)('after %d ms of at most 2000 is a %s', (wait, expected, code) => {
    const told = parked();
    told.check('retrieved', (of) => {
      told.retrieve('A', 'carol', { of, deaf: 'carol' });
      const { callId } = told.side('A', 'carol');
      told.wait(wait).hear('carol', callId, 'alice').dial('A', 'bob', 'primary', '101', { of });
    });
    const verdict = verdictOf(told.aftermath(), 'retrieved');
    expect(verdict.verdict).toBe(expected);
    expect(verdict.code).toBe(code);
    expect(verdict.figures['retrievedAfterMs']).toBeGreaterThan(wait);
  });
});

describe('a pool that sends a second retriever on', () => {
  const refused = check('refused', { kind: 'cannot', deed: { verb: 'park', call: 'A', by: 'bob' } });
  const retrieved = check('retrieved', { kind: 'can', deed: { verb: 'retrieve', call: 'A', by: 'carol' } });
  const [call, park] = acts;
  const steps = [call, refused, park, retrieved].flatMap((step) => step ?? []);

  type Bye = 'answered' | 'unanswered' | 'from the pool' | 'answered later';

  /** A park that was refused came before the one that is retrieved. */
  function sending(bye: Bye, statuses: readonly number[], named?: string): InShort {
    const told = history(cellOf('T', { normal: steps }))
      .phase('normal')
      .call('A', 'alice', 'bob');
    told.check('refused', (of) => told.park('A', 'bob', { of, answer: 503 })).park('A', 'bob');
    const leg = told.side('A', 'alice');
    const { callId, localTag, remoteTag } = leg;
    const replaces = `${named ?? callId}%3Bto-tag%3D${localTag}%3Bfrom-tag%3D${remoteTag}`;
    const contact = `sip:alice@127.0.0.1:41000?Replaces=${replaces}&Require=replaces`;
    told.check('retrieved', (of) => {
      told.retrieve('A', 'carol', { of, parkFreed: bye === 'answered' });
      if (bye === 'from the pool') told.fromPeer(leg, 'BYE');
      if (bye === 'unanswered') told.inDialog(leg, 'BYE', {}, 'none');
      if (bye !== 'answered') told.unhear('alice', callId);
      for (const status of statuses) told.dial('A', 'bob', 'primary', '101', { of, status, contact });
      if (bye === 'answered later') told.inDialog(leg, 'BYE');
      told.listen('A', 'carol', 'alice', { of });
    });
    told.orbits.clear();
    return inShort(verdictOf(told.aftermath(), 'retrieved'));
  }

  const FAILED = ['fail', { code: 'orbit-still-leads-to-call', fields: { call: 'A', place: 'orbit 101 of primary' } }];
  const UNKNOWN = [
    'inconclusive',
    { code: 'dial-redirected', fields: { party: 'bob', place: 'orbit 101 of primary' } },
  ];

  test('fails when it had answered the BYE of the parkee, or had sent its own', () => {
    expect(sending('answered', [302])).toEqual(FAILED);
    expect(sending('from the pool', [302])).toEqual(FAILED);
  });

  test('fails when it does so at the second try', () => {
    expect(sending('answered', [404, 302])).toEqual(FAILED);
  });

  test('need not know better before it has answered the BYE', () => {
    expect(sending('unanswered', [302])).toMatchObject(UNKNOWN);
    expect(sending('answered later', [302])).toMatchObject(UNKNOWN);
  });

  test('to another call does not send him to this one', () => {
    expect(sending('answered', [302], 'another@parkspec')).toMatchObject(UNKNOWN);
  });
});

/** The retriever's leg and the parkee's stay with the pool; the music ends. */
function joinedByPool(musicEnds: boolean | 'told late'): HistoryBuilder {
  const told = parked(ORBIT_CALLED);
  told.check('retrieved', (of) => {
    const callId = 'joined@parkspec';
    const deed = told.asked({ verb: 'retrieve', by: 'carol', call: 'A', callId, orbit: '101', pool: 'primary', of });
    const parts = {
      uri: 'sip:101@park.example',
      from: 'carol',
      fromTag: 'c',
      to: '101',
      callId,
      seq: 1,
      contact: contactOf('carol'),
    };
    const invite = request({ ...parts, method: 'INVITE', type: 'application/sdp', body: sdp() });
    told.deliver('carol', 'primary', invite);
    told.deliver(
      'primary',
      'carol',
      response(invite, 200, {
        toTag: 'p',
        contact: contactOf('primary', '101'),
        type: 'application/sdp',
        body: sdp(),
      }),
    );
    const alice = told.side('A', 'alice');
    if (musicEnds === true) told.unhear('alice', alice.callId);
    told.hear('carol', callId, 'alice').hear('alice', alice.callId, 'carol');
    deed.end();
    told.sides.get('A')?.push({ party: 'carol', callId, localTag: 'c', remoteTag: 'p', peer: 'primary' });
    told.orbits.clear();
    told.dial('A', 'bob', 'primary', '101', { of });
    told.inDialog(told.side('A', 'alice'), 'INFO');
    if (musicEnds === 'told late') told.unhear('alice', alice.callId, 'music:primary');
  });
  told.inDialog(told.side('A', 'alice'), 'BYE');
  told.sides.set('A', told.sides.get('A')?.filter(({ party }) => party === 'carol') ?? []);
  return told.aftermath();
}

describe('can retrieve where the pool joins the two itself', () => {
  test('passes when they hear each other and the music has ended', () => {
    expect(verdictOf(joinedByPool(true), 'retrieved').verdict).toBe('pass');
  });

  test('passes when a busy phone says only in the last look that the music has ended', () => {
    expect(verdictOf(joinedByPool('told late'), 'retrieved').verdict).toBe('pass');
  });

  test.each([
    [0, 'fail'],
    [1, 'pass'],
  ])(
    'a phone that is busy may not have said yet that the music has ended: %d ms longer than a gap',
    (more, verdict) => {
      const told = joinedByPool(false);
      const events = told.events.map((event) =>
        event.kind === 'media' && event.event === 'sample' && event.voice === 'music:primary'
          ? { ...event, at: event.t - told.candidate.bounds.gap - more }
          : event,
      );
      told.events.splice(0, told.events.length, ...events);
      expect(verdictOf(told, 'retrieved').verdict).toBe(verdict);
    },
  );

  test('a phone that is behind with every voice has heard no end of the music', () => {
    const told = joinedByPool(false);
    const events = told.events.map((event) =>
      event.kind === 'media' && event.event === 'sample' && event.tap === 'alice'
        ? { ...event, at: event.t - told.candidate.bounds.gap - 60 }
        : event,
    );
    told.events.splice(0, told.events.length, ...events);
    expect(verdictOf(told, 'retrieved')).toMatchObject({ verdict: 'fail', code: 'music-after-retrieval' });
  });

  test('fails when the music goes on', () => {
    expect(verdictOf(joinedByPool(false), 'retrieved')).toMatchObject({
      verdict: 'fail',
      code: 'music-after-retrieval',
      fields: { party: 'alice', voice: 'music:primary' },
    });
  });
});
