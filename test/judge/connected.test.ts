import { describe, expect, test } from '@jest/globals';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { cited, inShort, verdictOf } from './verdict-of.ts';

const cell = cellOf('C', {
  normal: [act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' })],
  outage: [check('connected', { kind: 'is', outcome: 'connected', call: 'A' })],
});

function calling(): HistoryBuilder {
  return history(cell).phase('normal').call('A', 'alice', 'bob');
}

function inOutage(): HistoryBuilder {
  return calling().phase('outage').wait(1000);
}

/** The same leg, as far as it is the pool that speaks in it. */
function withPool(told: HistoryBuilder, party: 'alice' | 'bob') {
  return { ...told.side('A', party), peer: 'backup' } as const;
}

function checked(
  told: HistoryBuilder,
  options: NonNullable<Parameters<HistoryBuilder['check']>[2]> = {},
): HistoryBuilder {
  return told.check('connected', (of) => told.listen('A', 'alice', 'bob', { of }), options).aftermath();
}

describe('a call that stays connected', () => {
  test('passes with the longest gap, citing both answers and both last samples', () => {
    const told = checked(inOutage());
    const verdict = verdictOf(told, 'connected');
    expect(verdict).toMatchObject({
      verdict: 'pass',
      code: 'connected',
      fields: { party: 'alice', other: 'bob', call: 'A', gap: 20, since: 'entering outage' },
      figures: { gapMs: 20 },
      advisories: [],
    });
    expect(cited(told, verdict)).toEqual([
      'bob out SIP/2.0 200 OK',
      'alice in SIP/2.0 200 OK',
      'alice sample bob',
      'bob sample alice',
    ]);
  });

  test('is read from messages whose bytes are no UTF-8', () => {
    const told = inOutage();
    const spelt = told.events.map((event) =>
      event.kind === 'sip'
        ? ({
            ...event,
            encoding: 'latin1',
            text: event.text.replace('Max-Forwards', 'Subject: \u00fc\r\nMax-Forwards'),
          } as const)
        : event,
    );
    told.events.splice(0, told.events.length, ...spelt);
    expect(verdictOf(checked(told), 'connected').verdict).toBe('pass');
  });

  test('fails when it was lost before its phase began, and says how long before', () => {
    const later = cellOf('C', {
      normal: [act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' })],
      failover: [check('connected', { kind: 'is', outcome: 'connected', call: 'A' })],
    });
    const told = history(later).phase('normal').call('A', 'alice', 'bob').phase('outage');
    told.fromPeer(withPool(told, 'alice'), 'BYE');
    const ended = told.t;
    told.wait(300).phase('failover');
    const entering = told.events.findLast((event) => event.kind === 'phase' && event.state === 'entering');
    const verdict = verdictOf(checked(told), 'connected');
    const before = Math.round((entering?.t ?? 0) - ended);
    expect(before).toBeGreaterThanOrEqual(300);
    expect(verdict.fields).toMatchObject({ after: expect.closeTo(-before, -1), since: 'entering failover' });
    expect(verdict.reason).toMatch(/ BYE from \S+ 30\d ms before entering failover$/);
  });

  test('passes behind a B2BUA, where the callee has another Call-ID', () => {
    const told = history(cell).phase('normal').call('A', 'alice', 'bob', { b2bua: true }).phase('outage');
    expect(verdictOf(checked(told), 'connected').verdict).toBe('pass');
  });

  test.each([
    [300, 'pass'],
    [300.1, 'fail'],
  ] as const)('with a gap of %d ms is a %s', (gapMs, verdict) => {
    const found = verdictOf(checked(inOutage(), { gapMs }), 'connected');
    expect(found.verdict).toBe(verdict);
    expect(found.figures).toEqual({ gapMs });
  });

  test('says who did not hear whom for how long when the gap is too long', () => {
    const told = inOutage();
    const { callId } = told.side('A', 'alice');
    told.unhear('alice', callId, 'bob').wait(500).hear('alice', callId, 'bob').wait(200);
    const verdict = verdictOf(checked(told), 'connected');
    expect(verdict.verdict).toBe('fail');
    expect(verdict).toMatchObject({
      code: 'gap-too-long',
      fields: { listener: 'alice', speaker: 'bob', call: 'A', gap: 621, since: 'entering outage', bound: 300 },
    });
    expect(verdict.figures).toEqual({ gapMs: 621 });
  });

  test('names the other direction when that is the worse one', () => {
    const told = inOutage();
    const { callId } = told.side('A', 'bob');
    told.unhear('bob', callId, 'alice').wait(400).hear('bob', callId, 'alice').wait(200);
    expect(verdictOf(checked(told), 'connected')).toMatchObject({
      code: 'gap-too-long',
      fields: { listener: 'bob', speaker: 'alice', call: 'A', gap: 521, since: 'entering outage', bound: 300 },
    });
  });

  test('names the first direction when both are as bad', () => {
    expect(verdictOf(checked(inOutage(), { gapMs: 400 }), 'connected')).toMatchObject({
      code: 'gap-too-long',
      fields: { listener: 'alice', speaker: 'bob' },
    });
  });

  test('does not answer for a gap of the phase before', () => {
    const told = calling();
    const { callId } = told.side('A', 'alice');
    told.unhear('alice', callId, 'bob').wait(500).hear('alice', callId, 'bob').wait(200).phase('outage').wait(1000);
    expect(verdictOf(checked(told), 'connected')).toMatchObject({ verdict: 'pass', figures: { gapMs: 20 } });
  });

  test('answers only for that part of a gap that lies in the phase', () => {
    const told = calling();
    const { callId } = told.side('A', 'alice');
    told.unhear('alice', callId, 'bob').wait(500).phase('outage').wait(100).hear('alice', callId, 'bob');
    const entering = told.events.find((event) => event.kind === 'phase' && event.phase === 'outage')?.t ?? 0;
    const heard = told.events.findLast((event) => event.kind === 'media' && event.event === 'starts');
    const gapMs = heard?.kind === 'media' ? heard.at - entering : Number.NaN;
    expect(gapMs).toBeGreaterThan(100);
    expect(verdictOf(checked(told), 'connected')).toMatchObject({ verdict: 'pass', figures: { gapMs } });
  });

  test('leaves out what was measured when the phase was entered, however the sample is numbered', () => {
    const told = calling();
    told.add({ kind: 'phase', phase: 'outage', state: 'entering' });
    told.sample(900);
    told.add({ kind: 'fault', fault: 'kill', pool: 'primary', state: 'intended' });
    told.add({ kind: 'fault', fault: 'kill', pool: 'primary', state: 'applied' });
    told.add({ kind: 'phase', phase: 'outage', state: 'reached' });
    expect(verdictOf(checked(told.wait(2000)), 'connected')).toMatchObject({ verdict: 'pass', figures: { gapMs: 20 } });
  });
});

describe('a call that is not connected', () => {
  test('fails when a BYE came in', () => {
    const told = inOutage();
    told.wait(97).fromPeer(withPool(told, 'bob'), 'BYE');
    const verdict = verdictOf(checked(told), 'connected');
    expect(verdict.verdict).toBe('fail');
    expect(verdict).toMatchObject({
      code: 'call-lost',
      fields: {
        party: 'bob',
        call: 'A',
        end: 'its leg was ended by a BYE from udp:127.0.0.1:5070',
        after: 1102,
        since: 'entering outage',
      },
    });
    expect(cited(told, verdict)).toEqual(['bob in BYE']);
  });

  test('names the leg that ended first', () => {
    const told = inOutage();
    for (const party of ['bob', 'alice'] as const) told.fromPeer(withPool(told, party), 'BYE');
    const verdict = verdictOf(checked(told), 'connected');
    expect(verdict).toMatchObject({ code: 'call-lost', fields: { party: 'bob', call: 'A' } });
    expect(cited(told, verdict)).toEqual(['bob in BYE']);
  });

  test('fails when the phone itself sent a BYE', () => {
    const told = inOutage();
    told.inDialog(withPool(told, 'bob'), 'BYE');
    expect(verdictOf(checked(told), 'connected')).toMatchObject({
      code: 'call-lost',
      fields: { party: 'bob', call: 'A', end: 'its phone ended the leg with a BYE' },
    });
  });

  test.each([404, 408, 410, 416, 480, 481, 482, 483, 484, 485, 501, 502, 604])(
    'fails when a re-INVITE was answered %d',
    (status) => {
      const told = inOutage();
      told.inDialog(told.side('A', 'bob'), 'INVITE', {}, status);
      const verdict = verdictOf(checked(told), 'connected');
      expect(verdict).toMatchObject({
        code: 'call-lost',
        fields: { party: 'bob', call: 'A', end: expect.stringContaining(`ended by the answer ${status} `) },
      });
    },
  );

  test.each([488, 491, 500, 503])('stays connected when a re-INVITE was answered %d', (status) => {
    const told = inOutage();
    told.inDialog(told.side('A', 'bob'), 'INVITE', {}, status);
    expect(verdictOf(checked(told), 'connected').verdict).toBe('pass');
  });

  test('stays connected when a request that is of no usage was answered 481', () => {
    const told = inOutage();
    told.inDialog(told.side('A', 'bob'), 'OPTIONS', {}, 481);
    expect(verdictOf(checked(told), 'connected').verdict).toBe('pass');
  });

  test('fails when the sound goes one way only', () => {
    const told = inOutage();
    told.unhear('bob', told.side('A', 'bob').callId);
    const verdict = verdictOf(checked(told), 'connected');
    expect(verdict).toMatchObject({
      verdict: 'fail',
      code: 'not-heard',
      fields: { listener: 'bob', speaker: 'alice', call: 'A', heard: 'nothing' },
    });
    expect(cited(told, verdict)).toEqual(['bob out SIP/2.0 200 OK', 'alice sample bob']);
  });

  test('says what is heard instead', () => {
    const told = inOutage();
    const { callId } = told.side('A', 'alice');
    told.unhear('alice', callId).hear('alice', callId, 'music:primary');
    expect(verdictOf(checked(told), 'connected')).toMatchObject({
      code: 'not-heard',
      fields: { listener: 'alice', speaker: 'bob', call: 'A', heard: 'music:primary' },
    });
  });

  test('fails when the voice stops after the last sample', () => {
    const told = inOutage();
    told.check('connected', () => told.sample().unhear('alice', told.side('A', 'alice').callId).wait(200)).aftermath();
    expect(verdictOf(told, 'connected')).toMatchObject({
      code: 'not-heard',
      fields: { listener: 'alice', speaker: 'bob', call: 'A', heard: 'nothing' },
    });
  });

  test('fails when it was heard in the check but not at its end', () => {
    const told = inOutage();
    told.check('connected', (of) => {
      told.sample().listen('A', 'alice', 'bob', { of });
      for (const party of ['alice', 'bob'] as const) told.unhear(party, told.side('A', party).callId);
      told.wait(200);
    });
    expect(verdictOf(told.aftermath(), 'connected').verdict).toBe('fail');
  });
});

describe('a harness that was late itself', () => {
  test.each([
    [150, 'fail'],
    [150.5, 'inconclusive'],
  ] as const)('by %d ms makes a gap %s', (load, verdict) => {
    const found = verdictOf(checked(inOutage(), { gapMs: 400, load }), 'connected');
    expect(found.verdict).toBe(verdict);
    if (verdict === 'fail') return;
    expect(found).toMatchObject({
      code: 'harness-late',
      because: 'gap-too-long',
      fields: { late: 150.5, delays: 'one' },
    });
    expect(found.figures).toMatchObject({ harnessDelayMs: 150.5 });
  });

  test('may itself have missed a voice', () => {
    const told = inOutage();
    told.unhear('alice', told.side('A', 'alice').callId);
    expect(inShort(verdictOf(checked(told, { load: 1000 }), 'connected'))).toMatchObject([
      'inconclusive',
      {
        code: 'harness-late',
        because: 'not-heard',
        fields: { listener: 'alice', speaker: 'bob', call: 'A', heard: 'nothing', late: 1000, delays: 'one' },
      },
    ]);
  });

  test.each(['lateMs', 'poolLateMs'])('excuses by many short delays as much as they are together (%s)', (name) => {
    // The bound is 300 ms.
    const late = (ms: number) => ({ gapMs: 460, load: { maxDelayMs: 90, [name]: ms } });
    expect(verdictOf(checked(inOutage(), late(159)), 'connected').verdict).toBe('fail');
    const verdict = verdictOf(checked(inOutage(), late(160)), 'connected');
    expect(inShort(verdict)).toMatchObject([
      'inconclusive',
      { code: name === 'lateMs' ? 'harness-late' : 'pool-starved', fields: { late: 160, delays: 'several' } },
    ]);
  });

  test('cannot excuse by many short delays what is no facts of time', () => {
    const told = inOutage();
    told.fromPeer(withPool(told, 'bob'), 'BYE');
    const load = { maxDelayMs: 90, lateMs: 100_000, poolLateMs: 100_000 };
    expect(verdictOf(checked(told, { load }), 'connected').verdict).toBe('fail');
  });

  test('cannot excuse a BYE', () => {
    const told = inOutage();
    told.fromPeer(withPool(told, 'bob'), 'BYE');
    expect(verdictOf(checked(told, { load: 900 }), 'connected').verdict).toBe('fail');
  });

  test('does not facts to a check that passes', () => {
    expect(verdictOf(checked(inOutage(), { load: 900 }), 'connected').verdict).toBe('pass');
  });

  test('in the phase before excuses nothing', () => {
    const told = calling();
    told.add({ kind: 'load', maxDelayMs: 800 });
    expect(verdictOf(checked(told.phase('outage').wait(1000), { gapMs: 400 }), 'connected').verdict).toBe('fail');
  });
});

describe('a stranger', () => {
  test('who is heard turns a pass into a failure', () => {
    const told = inOutage();
    told.hear('alice', told.side('A', 'alice').callId, 'carol');
    const verdict = verdictOf(checked(told), 'connected');
    expect(verdict).toMatchObject({
      verdict: 'fail',
      code: 'stranger-heard',
      fields: { listener: 'alice', speaker: 'carol' },
    });
    expect(cited(told, verdict)).toEqual(['alice starts carol']);
    expect(verdict.figures).toEqual({ gapMs: 20 });
  });

  test('is told beside the failure that is there anyway', () => {
    const told = inOutage();
    told.hear('alice', told.side('A', 'alice').callId, 'carol').fromPeer(withPool(told, 'bob'), 'BYE');
    expect(verdictOf(checked(told), 'connected')).toMatchObject({
      code: 'stranger-heard-too',
      because: 'call-lost',
      fields: { party: 'bob', call: 'A', listener: 'alice', speaker: 'carol' },
    });
  });

  test('whose voice ended before the check does not spoil it, but the aftermath', () => {
    const told = inOutage();
    const { callId } = told.side('A', 'alice');
    checked(told.hear('alice', callId, 'carol').unhear('alice', callId, 'carol'));
    expect(verdictOf(told, 'connected').verdict).toBe('pass');
    expect(verdictOf(told, 'aftermath')).toMatchObject({
      verdict: 'fail',
      code: 'stranger-heard',
      fields: { listener: 'alice', speaker: 'carol' },
    });
  });

  test('whose voice comes after the check does not spoil it', () => {
    const told = inOutage();
    told.check('connected').hear('alice', told.side('A', 'alice').callId, 'carol').aftermath();
    expect(verdictOf(told, 'connected').verdict).toBe('pass');
  });

  test('heard in no call at all is one too', () => {
    const told = inOutage().hear('dave', 'some-leg', 'alice');
    expect(verdictOf(checked(told), 'connected')).toMatchObject({
      code: 'stranger-heard',
      fields: { listener: 'dave', speaker: 'alice' },
    });
  });

  test.each(['other', 'music:backup', 'alice'] as const)('is not %s', (voice) => {
    const told = inOutage();
    told.hear('alice', told.side('A', 'alice').callId, voice);
    expect(verdictOf(checked(told), 'connected').verdict).toBe('pass');
  });
});
