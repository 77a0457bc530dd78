import { describe, expect, test } from '@jest/globals';
import { CANDIDATE } from './cells.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { sdp } from './sip-text.ts';
import type { Expectation } from '../../src/suite/cell.ts';
import { cited, inShort, type InShort, verdictOf } from './verdict-of.ts';

const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const holdA = { verb: 'hold', call: 'A', by: 'bob' } as const;
const resumeA = { verb: 'resume', call: 'A', by: 'bob' } as const;

const canHold = cellOf('H', { normal: [callA, check('hold', { kind: 'can', deed: holdA })] });
const isHeld = cellOf('H', { normal: [callA, act(holdA), check('held', { kind: 'is', outcome: 'held', call: 'A' })] });
const canResume = cellOf('H', { normal: [callA, act(holdA), check('resume', { kind: 'can', deed: resumeA })] });

function calling(cell = canHold): HistoryBuilder {
  return history(cell).phase('normal').call('A', 'alice', 'bob');
}

function holding(
  hold: Parameters<HistoryBuilder['hold']>[2] = {},
  resume: Parameters<HistoryBuilder['resume']>[2] | 'none' = {},
): HistoryBuilder {
  const told = calling();
  told.check('hold', (of) => {
    told.hold('A', 'bob', { ...hold, of });
    if (resume !== 'none') told.resume('A', 'bob', { ...resume, of }).listen('A', 'alice', 'bob', { of });
  });
  return told.aftermath();
}

describe('can hold', () => {
  test('passes when the held party goes quiet and hears again', () => {
    const told = holding();
    const verdict = verdictOf(told, 'hold');
    expect(verdict).toMatchObject({
      verdict: 'pass',
      code: 'held-and-resumed',
      fields: { by: 'bob', call: 'A' },
      figures: { heldAfterMs: expect.any(Number), resumedAfterMs: expect.any(Number) },
    });
    expect(cited(told, verdict)).toEqual([
      'bob out INVITE',
      'bob in SIP/2.0 200 OK',
      'alice stops bob',
      'bob stops alice',
      'bob out INVITE',
      'bob in SIP/2.0 200 OK',
      'alice sample bob',
      'bob sample alice',
    ]);
  });

  test.each([
    [
      { status: 503 },
      'none',
      {
        code: 'reinvite-failed',
        fields: { party: 'bob', intent: 'hold', reply: 'the answer was 503 Service Unavailable' },
      },
    ],
    [
      { status: 'none' },
      'none',
      { code: 'reinvite-failed', fields: { party: 'bob', intent: 'hold', reply: 'there was no answer' } },
    ],
    [
      { quiet: false },
      {},
      {
        code: 'hold-without-silence',
        because: 'did-not-fall-silent',
        fields: { listener: 'alice', speaker: 'bob', by: 'bob', call: 'A' },
      },
    ],
    [
      { talksOn: true },
      {},
      {
        code: 'hold-without-silence',
        because: 'did-not-fall-silent',
        fields: { listener: 'bob', speaker: 'alice', by: 'bob', call: 'A' },
      },
    ],
    [
      {},
      { status: 503 },
      {
        code: 'reinvite-failed',
        fields: { party: 'bob', intent: 'resume', reply: 'the answer was 503 Service Unavailable' },
      },
    ],
    [
      {},
      { status: 'none' },
      { code: 'reinvite-failed', fields: { party: 'bob', intent: 'resume', reply: 'there was no answer' } },
    ],
  ] as const)('fails for hold %j, resume %j', (hold, resume, reason) => {
    expect(inShort(verdictOf(holding(hold, resume), 'hold'))).toMatchObject(['fail', reason]);
  });

  test('cites the refusal, or the request that met silence', () => {
    const refused = holding({ status: 503 }, 'none');
    expect(cited(refused, verdictOf(refused, 'hold'))).toEqual(['bob in SIP/2.0 503 Service Unavailable']);
    const silent = holding({ status: 'none' }, 'none');
    expect(cited(silent, verdictOf(silent, 'hold'))).toEqual(['bob out INVITE']);
  });

  test('is inconclusive when it was put on hold and nobody tried to take it back', () => {
    expect(inShort(verdictOf(holding({}, 'none'), 'hold'))).toMatchObject([
      'inconclusive',
      { code: 'reinvite-not-sent', fields: { party: 'bob', intent: 'resume' } },
    ]);
  });

  test('is inconclusive when nothing was sent', () => {
    const told = calling();
    told.check('hold', (of) => told.asked({ ...holdA, of }).end('bob has no leg in call A')).aftermath();
    expect(verdictOf(told, 'hold')).toMatchObject({
      verdict: 'inconclusive',
      code: 'reinvite-not-sent',
      fields: { party: 'bob', intent: 'hold' },
    });
  });

  test('fails when the held party goes quiet and is heard again before it was taken back', () => {
    const told = calling();
    told.check('hold', (of) => {
      told.hold('A', 'bob', { of }).hear('alice', told.side('A', 'alice').callId, 'bob');
      told.resume('A', 'bob', { of });
    });
    expect(verdictOf(told.aftermath(), 'hold')).toMatchObject({
      code: 'hold-without-silence',
      because: 'did-not-fall-silent',
      fields: { listener: 'alice', speaker: 'bob', by: 'bob', call: 'A' },
    });
  });

  test.each([
    ['alice', 'bob'],
    ['bob', 'alice'],
  ] as const)('proves nothing when %s had gone deaf before', (listener, speaker) => {
    const told = calling();
    told.unhear(listener, told.side('A', listener).callId);
    told.check('hold', (of) => {
      told.hold('A', 'bob', { of, quiet: listener !== 'alice' }).resume('A', 'bob', { of });
      told.unhear(listener, told.side('A', listener).callId).wait(200);
    });
    expect(inShort(verdictOf(told.aftermath(), 'hold'))).toMatchObject([
      'inconclusive',
      { code: 'silent-before', fields: { listener, speaker, call: 'A' } },
    ]);
  });

  test('fails when a re-INVITE is refused in a call that was silent before', () => {
    const told = calling();
    told.unhear('alice', told.side('A', 'alice').callId);
    told.check('hold', (of) => told.hold('A', 'bob', { of, status: 503 }));
    expect(verdictOf(told.aftermath(), 'hold').verdict).toBe('fail');
  });

  test('fails when nobody hears the holder again', () => {
    const told = calling();
    told.check('hold', (of) => {
      told.hold('A', 'bob', { of }).resume('A', 'bob', { of });
      told.unhear('alice', told.side('A', 'alice').callId).wait(200);
    });
    expect(verdictOf(told.aftermath(), 'hold')).toMatchObject({
      code: 'not-heard',
      fields: { listener: 'alice', speaker: 'bob', call: 'A', heard: 'nothing' },
    });
  });

  test('fails when the call was ended meanwhile', () => {
    const told = calling();
    told.check('hold', (of) => {
      told.hold('A', 'bob', { of });
      told.fromPeer({ ...told.side('A', 'alice'), peer: 'primary' }, 'BYE');
    });
    expect(verdictOf(told.aftermath(), 'hold')).toMatchObject({
      code: 'call-lost',
      fields: { party: 'alice', call: 'A' },
    });
  });

  test('is not applicable where hold is not declared', () => {
    const capabilities = CANDIDATE.capabilities.filter((each) => each !== 'hold');
    const told = history(canHold, { capabilities }).phase('normal').call('A', 'alice', 'bob').aftermath();
    expect(verdictOf(told, 'hold')).toEqual({
      id: 'H/hold',
      verdict: 'not-applicable',
      code: 'capability-not-declared',
      fields: { candidate: 'Sample park server', capability: 'hold' },
      reason: expect.any(String),
      figures: {},
      evidence: [],
      advisories: [],
    });
  });
});

function held(
  then: (told: HistoryBuilder, of: string) => void = () => {},
  hold: Parameters<HistoryBuilder['hold']>[2] = {},
): HistoryBuilder {
  const told = calling(isHeld).hold('A', 'bob', hold);
  return told.check('held', (of) => then(told, of)).aftermath();
}

test('a call that was put on hold and taken back is connected again', () => {
  const steps = cellOf('H', {
    normal: [
      callA,
      check('hold', { kind: 'can', deed: holdA }),
      check('connected', { kind: 'is', outcome: 'connected', call: 'A' }),
    ],
  });
  const told = calling(steps);
  told
    .check('hold', (of) => told.hold('A', 'bob', { of }).resume('A', 'bob', { of }))
    .check('connected')
    .aftermath();
  expect(verdictOf(told, 'connected').verdict).toBe('pass');
});

describe('is held', () => {
  test('passes when the re-INVITE was accepted and neither is heard', () => {
    const told = held();
    const verdict = verdictOf(told, 'held');
    expect(verdict).toMatchObject({
      verdict: 'pass',
      code: 'held',
      fields: { by: 'bob', call: 'A' },
    });
    expect(cited(told, verdict)).toEqual([
      'bob out SIP/2.0 200 OK',
      'alice in SIP/2.0 200 OK',
      'bob out INVITE',
      'bob in SIP/2.0 200 OK',
    ]);
  });

  test('passes with inactive media too', () => {
    const told = calling(isHeld);
    const bob = told.side('A', 'bob');
    const deed = told.asked({ ...holdA, callId: bob.callId });
    told.inDialog(bob, 'INVITE', { type: 'application/sdp', body: sdp('inactive') });
    told.unhear('alice', told.side('A', 'alice').callId, 'bob').unhear('bob', bob.callId, 'alice');
    deed.end();
    expect(verdictOf(told.check('held').aftermath(), 'held').verdict).toBe('pass');
  });

  test('fails when the holder is heard', () => {
    const told = held(undefined, { quiet: false });
    const verdict = verdictOf(told, 'held');
    expect(verdict).toMatchObject({
      verdict: 'fail',
      code: 'heard-on-hold',
      fields: { listener: 'alice', speaker: 'bob', call: 'A' },
    });
    expect(cited(told, verdict)).toEqual(['alice sample bob']);
  });

  test('fails when the holder hears the held party: it was not told', () => {
    const told = held(undefined, { talksOn: true });
    const verdict = verdictOf(told, 'held');
    expect(verdict).toMatchObject({
      verdict: 'fail',
      code: 'heard-on-hold',
      fields: { listener: 'bob', speaker: 'alice', call: 'A' },
    });
    expect(cited(told, verdict)).toEqual(['bob sample alice']);
  });

  test('fails when the call ended', () => {
    const told = held((each) => each.fromPeer({ ...each.side('A', 'alice'), peer: 'primary' }, 'BYE'));
    expect(verdictOf(told, 'held')).toMatchObject({ code: 'call-lost', fields: { party: 'alice', call: 'A' } });
  });

  test('is inconclusive when holding was refused', () => {
    expect(verdictOf(held(undefined, { status: 503 }), 'held')).toMatchObject({
      verdict: 'inconclusive',
      code: 'situation-not-established',
      because: 'reinvite-failed',
      fields: { party: 'bob', intent: 'hold', reply: 'the answer was 503 Service Unavailable' },
    });
  });

  test('is not applicable where hold is not declared', () => {
    const capabilities = CANDIDATE.capabilities.filter((each) => each !== 'hold');
    expect(verdictOf(history(isHeld, { capabilities }), 'held').verdict).toBe('not-applicable');
  });
});

describe('a call that both parties hold', () => {
  const holdByAlice = { ...holdA, by: 'alice' } as const;
  const is = (outcome: 'held' | 'connected'): Expectation => ({ kind: 'is', outcome, call: 'A' });
  const cell = cellOf('H', {
    normal: [
      callA,
      act(holdA),
      act(holdByAlice),
      check('held-by-both', is('held')),
      act(resumeA),
      check('held-by-one', is('held')),
      act({ ...resumeA, by: 'alice' }),
      check('connected', is('connected')),
    ],
  });

  function told(hold: Parameters<HistoryBuilder['hold']>[2] = {}): HistoryBuilder {
    const each = calling(cell).hold('A', 'bob').hold('A', 'alice', hold).check('held-by-both');
    // What bob takes back alone is heard by nobody.
    const bob = each.side('A', 'bob');
    const deed = each.asked({ ...resumeA, callId: bob.callId });
    each.inDialog(bob, 'INVITE', { type: 'application/sdp', body: sdp('sendrecv') });
    deed.end();
    return each.check('held-by-one').resume('A', 'alice').check('connected').aftermath();
  }

  test('is held until the second one has resumed it', () => {
    const verdicts = ['held-by-both', 'held-by-one', 'connected'].map((id) => verdictOf(told(), id));
    expect(verdicts.map(inShort)).toMatchObject([
      ['pass', { code: 'held', fields: { by: 'alice', call: 'A' } }],
      ['pass', { code: 'held', fields: { by: 'alice', call: 'A' } }],
      ['pass', { code: 'connected', fields: { party: 'alice', other: 'bob' } }],
    ]);
  });

  test('is not established where one of the two was refused', () => {
    expect(verdictOf(told({ status: 503 }), 'held-by-both')).toMatchObject({
      verdict: 'inconclusive',
      code: 'situation-not-established',
      because: 'reinvite-failed',
      fields: { party: 'alice', intent: 'hold', reply: 'the answer was 503 Service Unavailable' },
    });
  });
});

function resuming(resume: Parameters<HistoryBuilder['resume']>[2] = {}): HistoryBuilder {
  const told = calling(canResume).hold('A', 'bob');
  return told.check('resume', (of) => told.resume('A', 'bob', { ...resume, of })).aftermath();
}

describe('can hold is not known', () => {
  const cell = cellOf('K', {
    normal: [
      act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' }),
      act({ verb: 'hold', call: 'A', by: 'bob' }),
      act({ verb: 'resume', call: 'A', by: 'bob' }),
      check('it', { kind: 'can', deed: { verb: 'hold', call: 'A', by: 'bob' } }),
    ],
  });

  test.each([
    ['the call was only held before', () => undefined],
    ['the phone only took it back', (told: HistoryBuilder, of: string) => told.resume('A', 'bob', { of })],
  ] as const)('where %s', (_, stage) => {
    const told = history(cell).phase('normal').call('A', 'alice', 'bob').hold('A', 'bob').resume('A', 'bob');
    told.check('it', (of) => stage(told, of)).aftermath();
    expect(verdictOf(told, 'it')).toMatchObject({
      verdict: 'inconclusive',
      code: 'reinvite-not-sent',
      fields: { party: 'bob', intent: 'hold' },
    });
  });
});

describe('can resume', () => {
  test('passes when both hear each other again', () => {
    expect(verdictOf(resuming(), 'resume')).toMatchObject({
      verdict: 'pass',
      code: 'heard-each-other',
      fields: { party: 'bob', other: 'alice', call: 'A' },
      figures: { resumedAfterMs: expect.any(Number) },
    });
  });

  test('fails when it is refused', () => {
    expect(verdictOf(resuming({ status: 503 }), 'resume')).toMatchObject({
      verdict: 'fail',
      code: 'reinvite-failed',
      fields: { party: 'bob', intent: 'resume', reply: 'the answer was 503 Service Unavailable' },
    });
  });
});

describe('cannot hold', () => {
  const cannotHold = cellOf('H', { normal: [callA, check('refused', { kind: 'cannot', deed: holdA })] });

  function refusing(hold: Parameters<HistoryBuilder['hold']>[2]): InShort {
    const told = calling(cannotHold);
    told.check('refused', (of) =>
      told
        .hold('A', 'bob', { ...hold, of })
        .wait(200)
        .listen('A', 'alice', 'bob', { of }),
    );
    return inShort(verdictOf(told.aftermath(), 'refused'));
  }

  test('passes when it is refused and both still hear each other', () => {
    expect(refusing({ status: 503, quiet: false })).toMatchObject([
      'pass',
      { code: 'refused-and-call-unchanged', because: 'refused-in-time', fields: { call: 'A' } },
    ]);
  });

  test('fails when it is accepted', () => {
    expect(refusing({})).toMatchObject([
      'fail',
      { code: 'accepted-not-refused', fields: { deed: "bob's hold of call A", answer: '200 OK', after: 3 } },
    ]);
  });

  test('fails when it is refused but the sound stops', () => {
    expect(refusing({ status: 503, quiet: true })[1]).toMatchObject({
      code: 'not-heard',
      fields: { listener: 'alice', speaker: 'bob', call: 'A', heard: 'nothing' },
    });
  });

  test('fails when there is no answer', () => {
    expect(refusing({ status: 'none', quiet: false })[1]).toMatchObject({
      code: 'unanswered-not-refused',
      fields: { deed: "bob's hold of call A", phase: 'normal' },
    });
  });
});
