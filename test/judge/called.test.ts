import { describe, expect, test } from '@jest/globals';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { cited, inShort, type InShort, verdictOf } from './verdict-of.ts';

const callA = { verb: 'call', call: 'A', by: 'alice', to: 'bob' } as const;
const hangUp = { verb: 'hangup', call: 'A', by: 'bob' } as const;

type Call = Parameters<HistoryBuilder['call']>[3];

function calling(kind: 'can' | 'cannot', options: Call | 'none' = {}): HistoryBuilder {
  const told = history(cellOf('C', { normal: [check('it', { kind, deed: callA })] })).phase('normal');
  return told.check('it', (of) => options !== 'none' && told.call('A', 'alice', 'bob', { ...options, of })).aftermath();
}

function said(...story: Parameters<typeof calling>): InShort {
  return inShort(verdictOf(calling(...story), 'it'));
}

describe('can call', () => {
  test('passes with the time until both heard each other', () => {
    const told = calling('can', { after: 100 });
    const verdict = verdictOf(told, 'it');
    const took = verdict.figures['setupMs'];
    expect(took).toBeGreaterThan(100);
    expect(took).toBeLessThan(120);
    expect(inShort(verdict)).toMatchObject([
      'pass',
      { code: 'audio-in-time', fields: { deed: "alice's call to bob (call A)", took } },
    ]);
    expect(cited(told, verdict)).toEqual([
      'bob out SIP/2.0 200 OK',
      'alice in SIP/2.0 200 OK',
      'alice sample bob',
      'bob sample alice',
    ]);
  });

  test.each([
    [
      { status: 486 },
      {
        code: 'call-not-answered',
        fields: { deed: "alice's call to bob (call A)", reply: 'the answer was 486 Busy Here' },
      },
    ],
    [
      { status: 'none' },
      { code: 'call-not-answered', fields: { deed: "alice's call to bob (call A)", reply: 'there was no answer' } },
    ],
    [
      { deaf: 'alice' },
      { code: 'not-heard', fields: { listener: 'alice', speaker: 'bob', call: 'A', heard: 'nothing' } },
    ],
  ] as const satisfies ReadonlyArray<readonly [Call, InShort[1]]>)('fails for %j', (options, reason) => {
    expect(said('can', options)).toMatchObject(['fail', reason]);
  });

  test('is inconclusive when nobody tried', () => {
    expect(said('can', 'none')).toMatchObject([
      'inconclusive',
      { code: 'not-tried', fields: { deed: "alice's call to bob (call A)", why: 'nothing was sent' } },
    ]);
  });

  test('fails when it takes longer than the bound', () => {
    const verdict = verdictOf(calling('can', { after: 2100 }), 'it');
    expect(verdict).toMatchObject({
      code: 'audio-late',
      fields: { deed: "alice's call to bob (call A)", took: 2106, bound: 2000 },
    });
    expect(verdict.figures['setupMs']).toBeGreaterThan(2100);
  });

  test('fails when the call ended at once', () => {
    const told = history(cellOf('C', { normal: [check('it', { kind: 'can', deed: callA })] })).phase('normal');
    told.check('it', (of) => {
      told.call('A', 'alice', 'bob', { of }).fromPeer({ ...told.side('A', 'bob'), peer: 'primary' }, 'BYE');
    });
    expect(verdictOf(told.aftermath(), 'it')).toMatchObject({
      code: 'call-lost',
      fields: { party: 'bob', call: 'A', since: 'entering normal' },
    });
  });

  test('fails when it is answered after the phone of the caller has given it up', () => {
    const verdict = verdictOf(calling('can', { after: 2100, givenUp: true }), 'it');
    expect(inShort(verdict)).toMatchObject([
      'fail',
      { code: 'call-answered-late', fields: { deed: "alice's call to bob (call A)", took: 2103, bound: 2000 } },
    ]);
  });

  test('is inconclusive when the phone of the caller gives up a call that was answered in time', () => {
    expect(said('can', { after: 1900, givenUp: true })).toMatchObject([
      'inconclusive',
      { code: 'call-given-up', fields: { took: 1903, bound: 2000 } },
    ]);
  });

  test('fails when somebody else answers', () => {
    const told = history(cellOf('C', { normal: [check('it', { kind: 'can', deed: callA })] })).phase('normal');
    told.check('it', (of) => told.call('A', 'alice', 'carol', { of })).aftermath();
    expect(verdictOf(told, 'it')).toMatchObject({
      code: 'call-answered-elsewhere',
      fields: { deed: "alice's call to bob (call A)", status: '200 OK', callee: 'bob' },
    });
  });

  test('does not take an earlier call of the same name for this one', () => {
    const steps = [act(callA), act(hangUp), check('it', { kind: 'can', deed: callA })];
    const told = history(cellOf('C', { normal: steps }))
      .phase('normal')
      .call('A', 'alice', 'bob')
      .hangup('A', 'bob');
    told.check('it', (of) => told.call('A', 'alice', 'bob', { of, status: 486 })).aftermath();
    expect(verdictOf(told, 'it')).toMatchObject({
      code: 'call-not-answered',
      fields: { deed: "alice's call to bob (call A)", reply: 'the answer was 486 Busy Here' },
    });
  });
});

describe('cannot call', () => {
  test('passes when it is refused', () => {
    expect(said('cannot', { status: 503 })).toMatchObject([
      'pass',
      { code: 'refused-in-time', fields: { deed: "alice's call to bob", took: 1, answer: '503 Service Unavailable' } },
    ]);
  });

  test('fails when it works; the two are strangers then', () => {
    const [verdict, reason] = said('cannot', {});
    expect(verdict).toBe('fail');
    expect(reason).toMatchObject({ code: 'stranger-heard-too', fields: { listener: 'alice', speaker: 'bob' } });
  });
});

function hangingUp(kind: 'can' | 'cannot', status: number | 'none' = 200): HistoryBuilder {
  const told = history(cellOf('C', { normal: [act(callA), check('it', { kind, deed: hangUp })] }));
  told.phase('normal').call('A', 'alice', 'bob');
  return told.check('it', (of) => told.hangup('A', 'bob', { of, status })).aftermath();
}

describe('hanging up', () => {
  test('passes when both legs are over', () => {
    const told = hangingUp('can');
    const verdict = verdictOf(told, 'it');
    expect(verdict).toMatchObject({ verdict: 'pass', code: 'hung-up', fields: { by: 'bob', call: 'A' } });
    expect(cited(told, verdict)).toEqual(['bob out BYE', 'alice in BYE']);
  });

  test('fails when the other leg is still up', () => {
    const told = history(cellOf('C', { normal: [act(callA), check('it', { kind: 'can', deed: hangUp })] }));
    told.phase('normal').call('A', 'alice', 'bob');
    told.check('it', (of) => {
      const deed = told.asked({ ...hangUp, callId: told.side('A', 'bob').callId, of });
      told.inDialog({ ...told.side('A', 'bob'), peer: 'primary' }, 'BYE');
      deed.end();
    });
    expect(verdictOf(told.aftermath(), 'it')).toMatchObject({
      verdict: 'fail',
      code: 'up-after-hang-up',
      fields: { by: 'bob', call: 'A', party: 'alice' },
    });
  });

  test('that is impossible is refused like everything else', () => {
    expect(verdictOf(hangingUp('cannot', 503), 'it')).toMatchObject({ verdict: 'fail' });
    expect(verdictOf(hangingUp('cannot', 503), 'it')).toMatchObject({ code: 'call-lost', fields: { call: 'A' } });
    expect(verdictOf(hangingUp('cannot'), 'it')).toMatchObject({
      code: 'accepted-not-refused',
      fields: { deed: "bob's hanging up of call A", answer: '200 OK', after: 3 },
    });
  });

  test('in a call that was never there is inconclusive', () => {
    const told = history(cellOf('C', { normal: [act(callA), check('it', { kind: 'can', deed: hangUp })] }));
    told.phase('normal').call('A', 'alice', 'bob', { status: 486 }).check('it').aftermath();
    expect(verdictOf(told, 'it').verdict).toBe('inconclusive');
  });
});

describe('cannot retrieve', () => {
  const cell = cellOf('C', {
    normal: [
      act(callA),
      act({ verb: 'park', call: 'A', by: 'bob' }),
      check('it', { kind: 'cannot', deed: { verb: 'retrieve', call: 'A', by: 'carol' } }),
    ],
  });

  function refusing(
    options: Parameters<HistoryBuilder['retrieve']>[2],
    next: (told: HistoryBuilder) => void = () => {},
  ): InShort {
    const told = history(cell).phase('normal').call('A', 'alice', 'bob').park('A', 'bob');
    told.check('it', (of) => {
      told.retrieve('A', 'carol', { ...options, of });
      next(told);
    });
    return inShort(verdictOf(told.aftermath(), 'it'));
  }

  test('passes when it is refused and the parkee stays parked', () => {
    expect(refusing({ status: 404 })).toMatchObject([
      'pass',
      { code: 'refused-in-time', fields: { deed: "carol's retrieval of call A", took: 3, answer: '404 Not Found' } },
    ]);
  });

  test('passes when only an announcement answers', () => {
    expect(refusing({ joined: false, hears: 'other' })).toMatchObject([
      'pass',
      { code: 'retrieval-reached-no-party', fields: { deed: "carol's retrieval of call A", answer: '200 OK' } },
    ]);
    expect(refusing({ joined: false })[0]).toBe('pass');
  });

  test('fails when the retriever is parked', () => {
    expect(refusing({ joined: false, hears: 'music:primary' })).toMatchObject([
      'fail',
      { code: 'parked-instead-of-refused', fields: { party: 'carol', call: 'A', heard: 'music:primary' } },
    ]);
  });

  test('fails when it works', () => {
    const [verdict, reason] = refusing({});
    expect(verdict).toBe('fail');
    expect(reason).toMatchObject({ code: 'stranger-heard-too', fields: { listener: 'carol', speaker: 'alice' } });
  });

  test('fails when the refusal drops the parkee', () => {
    expect(refusing({ status: 404 }, (told) => told.fromPeer(told.side('A', 'alice'), 'BYE'))).toMatchObject([
      'fail',
      {
        code: 'parkee-dropped-by-refusal',
        fields: {
          deed: "carol's retrieval of call A",
          party: 'alice',
          end: 'its leg was ended by a BYE from udp:127.0.0.1:5060',
        },
      },
    ]);
  });
});
