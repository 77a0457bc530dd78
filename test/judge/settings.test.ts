import { describe, expect, test } from '@jest/globals';
import type { Candidate, PoolSettings } from '../../src/candidate/candidate.ts';
import type { Party, Setting } from '../../src/suite/cell.ts';
import { CANDIDATE } from './cells.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import type { ParkOptions } from './parking.ts';
import type { Side } from './recording.ts';
import { cited, inShort, type InShort, verdictOf } from './verdict-of.ts';

const acts = [act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' }), act({ verb: 'park', call: 'A', by: 'bob' })];

interface Story {
  readonly park?: ParkOptions;
  readonly stage?: (told: HistoryBuilder, of: string) => void;
  readonly candidate?: Partial<Candidate>;
  readonly parties?: readonly Party[];
  readonly load?: number;
}

/** A call parked on the primary; the check asks for a setting of the primary. */
function setting(name: Setting, { park = {}, stage, candidate = {}, parties, load = 1 }: Story = {}): HistoryBuilder {
  const steps = [...acts, check('it', { kind: 'setting', setting: name, call: 'A', of: 'primary' })];
  const told = history(cellOf('S', { normal: steps }, parties === undefined ? {} : { parties }), candidate);
  told.phase('normal').call('A', 'alice', 'bob').park('A', 'bob', park);
  return told.check('it', (of) => stage?.(told, of), { load }).aftermath();
}

function said(...story: Parameters<typeof setting>): InShort {
  return inShort(verdictOf(setting(...story), 'it'));
}

function withSettings(primary: Partial<PoolSettings>): Partial<Candidate> {
  return { settings: { ...CANDIDATE.settings, primary: { ...CANDIDATE.settings.primary, ...primary } } };
}

describe('every setting', () => {
  test.each(['orbits', 'music-on-hold', 'pickup-timeout', 'pickup-attempts', 'timeout-target'] as const)(
    '%s is inconclusive when the call was not parked',
    (name) => {
      expect(said(name, { park: { answer: 503 } })[1]).toMatchObject({
        code: 'situation-not-established',
        because: 'act-failed',
        fields: { deed: "bob's park of call A", reply: 'the answer was 503 Service Unavailable' },
      });
    },
  );

  test.each([
    ['music-on-hold', { musicOnHold: undefined }],
    ['pickup-timeout', { pickupTimeout: undefined }],
    ['pickup-attempts', { pickupAttempts: undefined }],
    ['timeout-target', { timeoutTarget: undefined }],
  ] as const)('%s is not applicable where it is not declared', (name, without) => {
    expect(said(name, { candidate: withSettings(without) })).toMatchObject([
      'not-applicable',
      { code: 'setting-not-declared', fields: { setting: name, pool: 'primary' } },
    ]);
  });

  test.each([
    ['music-on-hold', 'music-on-hold'],
    ['pickup-timeout', 'ringback'],
    ['pickup-attempts', 'ringback'],
    ['timeout-target', 'ringback'],
  ] as const)('%s is not applicable without the capability %s', (name, capability) => {
    const capabilities = CANDIDATE.capabilities.filter((each) => each !== capability);
    expect(said(name, { candidate: { capabilities } })).toMatchObject([
      'not-applicable',
      { code: 'capability-not-declared', fields: { capability } },
    ]);
  });
});

describe('orbits', () => {
  test('pass inside the range', () => {
    const told = setting('orbits', { park: { orbit: '150' } });
    const verdict = verdictOf(told, 'it');
    expect(verdict).toMatchObject({
      verdict: 'pass',
      code: 'orbit-in-range',
      fields: { call: 'A', orbit: '150', pool: 'primary', first: 100, last: 199 },
    });
    expect(cited(told, verdict)).toEqual(['bob in NOTIFY']);
  });

  test('fail outside', () => {
    expect(said('orbits', { park: { orbit: '201' } })).toMatchObject([
      'fail',
      { code: 'orbit-outside-range', fields: { call: 'A', orbit: '201', pool: 'primary', first: 100, last: 199 } },
    ]);
  });

  test('fail when none was told', () => {
    expect(said('orbits', { park: { orbit: 'none' } })).toMatchObject([
      'fail',
      { code: 'orbit-not-told', fields: { call: 'A' } },
    ]);
  });
});

describe('music on hold', () => {
  test('passes when it is that of the pool', () => {
    const told = setting('music-on-hold');
    const verdict = verdictOf(told, 'it');
    expect(verdict).toMatchObject({
      verdict: 'pass',
      code: 'music-heard',
      fields: { party: 'alice', call: 'A', pool: 'primary' },
    });
    expect(cited(told, verdict)).toEqual(['alice out SIP/2.0 200 OK', 'alice sample music:primary']);
  });

  test('fails when it is that of the other pool', () => {
    expect(said('music-on-hold', { park: { music: 'music:backup' } })).toMatchObject([
      'fail',
      { code: 'wrong-music', fields: { party: 'alice', call: 'A', heard: 'backup', pool: 'primary' } },
    ]);
  });

  test('fails when both are heard', () => {
    const told = setting('music-on-hold', {
      stage: (each) => each.hear('alice', each.side('A', 'alice').callId, 'music:backup'),
    });
    expect(verdictOf(told, 'it').verdict).toBe('fail');
  });

  test.each([
    ['none', 'nothing'],
    ['other', 'other'],
  ] as const)('fails when %s is heard', (music, instead) => {
    expect(said('music-on-hold', { park: { music } })).toMatchObject([
      'fail',
      { code: 'music-not-heard', fields: { party: 'alice', call: 'A', pool: 'primary', heard: instead } },
    ]);
  });
});

/** The parker is rung `after` ms after the final NOTIFY of the park. */
function rung(after: number, load = 1): HistoryBuilder {
  return setting('pickup-timeout', {
    load,
    stage: (told) => {
      const notified = told.events.findLast((event) => event.kind === 'sip' && event.text.startsWith('NOTIFY'))?.t ?? 0;
      told.wait(after - (told.t - notified) - 1).ring('primary', 'bob', 'ringing');
    },
  });
}

const story = (wait: number): Story => ({
  candidate: withSettings({ pickupTimeout: 1000 }),
  stage: (told) => void told.wait(wait).ring('primary', 'bob', 'ringing'),
});

describe('pickup timeout', () => {
  test('passes when the parker is rung in time, citing both ends of it', () => {
    const told = rung(6000);
    const verdict = verdictOf(told, 'it');
    expect(verdict).toMatchObject({
      verdict: 'pass',
      code: 'pickup-timeout-kept',
      fields: { parker: 'bob', call: 'A', took: 6000, pool: 'primary', declared: 6000 },
      figures: { pickupTimeoutMs: 6000 },
    });
    expect(cited(told, verdict)).toEqual(['bob in NOTIFY', 'bob in INVITE']);
  });

  test.each([
    [4800, 'pass'],
    [7200, 'pass'],
    [4799, 'fail'],
    [7201, 'fail'],
  ])('at %d ms of 6000 is a %s', (after, verdict) => {
    expect(verdictOf(rung(after), 'it').verdict).toBe(verdict);
  });

  test('has at least 300 ms of tolerance', () => {
    expect(said('pickup-timeout', story(1270))[0]).toBe('pass');
    expect(said('pickup-timeout', story(1310))[0]).toBe('fail');
  });

  test('fails when nobody was rung', () => {
    expect(said('pickup-timeout')).toMatchObject([
      'fail',
      { code: 'not-rung-back', fields: { parker: 'bob', call: 'A', pool: 'primary', declared: 6000 } },
    ]);
  });

  test('proves nothing when the harness was late', () => {
    expect(verdictOf(rung(7500, 200), 'it').verdict).toBe('inconclusive');
  });

  test('does not take a call from another phone for a ringback', () => {
    const told = setting('pickup-timeout', {
      stage: (each) => void each.wait(5000).call('B', 'carol', 'bob', { status: 'none' }),
    });
    expect(verdictOf(told, 'it').verdict).toBe('fail');
  });
});

const ring = (told: HistoryBuilder, times: number): HistoryBuilder => {
  for (let n = 1; n <= times; n += 1) told.wait(100).ring('primary', 'bob', `ring-${n}`);
  return told;
};

const onward = (told: HistoryBuilder): void => void told.ring('primary', 'carol', 'onward', { status: 486 });

const waits = (told: HistoryBuilder): void => void told.wait(CANDIDATE.bounds.setup);

const over = (told: HistoryBuilder): void => told.fromPeer(told.side('A', 'alice'), 'BYE');

describe('pickup attempts', () => {
  test('pass when the pool goes on to its target after as many as it declares', () => {
    const told = setting('pickup-attempts', { stage: (each) => onward(ring(each, 2)) });
    const verdict = verdictOf(told, 'it');
    expect(verdict).toMatchObject({
      verdict: 'pass',
      code: 'rung-back-as-declared',
      fields: { parker: 'bob', call: 'A', count: 2, pool: 'primary', declared: 2 },
      figures: { pickupAttemptsCount: 2 },
    });
    expect(cited(told, verdict)).toEqual(['bob in INVITE', 'bob in INVITE', 'carol in INVITE']);
  });

  test('are over when the pool goes on to anybody else, though that is not its target', () => {
    const told = setting('pickup-attempts', {
      stage: (each) => void ring(each, 2).ring('primary', 'dave', 'onward', { status: 486 }),
    });
    expect(verdictOf(told, 'it')).toMatchObject({
      verdict: 'pass',
      code: 'rung-back-as-declared',
      fields: { parker: 'bob', call: 'A', count: 2, pool: 'primary', declared: 2 },
    });
  });

  test('pass when the pool gives the call up after as many', () => {
    const told = setting('pickup-attempts', { stage: (each) => over(ring(each, 2)) });
    expect(cited(told, verdictOf(told, 'it'))).toEqual(['bob in INVITE', 'bob in INVITE', 'alice in BYE']);
    expect(verdictOf(told, 'it').verdict).toBe('pass');
  });

  test.each([
    [
      1,
      onward,
      { code: 'rung-back-too-seldom', fields: { parker: 'bob', call: 'A', count: 1, pool: 'primary', declared: 2 } },
    ],
    [
      3,
      onward,
      { code: 'rung-back-too-often', fields: { parker: 'bob', call: 'A', count: 3, pool: 'primary', declared: 2 } },
    ],
    [
      2,
      waits,
      { code: 'pool-did-not-go-on', fields: { parker: 'bob', call: 'A', count: 2, pool: 'primary', declared: 2 } },
    ],
  ] as const)('fail after %d', (times, then, reason) => {
    expect(said('pickup-attempts', { stage: (each) => then(ring(each, times)) })).toMatchObject(['fail', reason]);
  });

  test('prove nothing while the pool may still go on', () => {
    expect(said('pickup-attempts', { stage: (each) => void ring(each, 2).wait(10) })).toMatchObject([
      'inconclusive',
      { code: 'pool-watched-too-briefly', fields: { count: 2, declared: 2, needed: CANDIDATE.bounds.setup } },
    ]);
  });

  test('count only what came before the pool went on', () => {
    const told = setting('pickup-attempts', {
      stage: (each) => {
        onward(ring(each, 2));
        each.ring('primary', 'bob', 'late');
      },
    });
    expect(verdictOf(told, 'it').figures).toEqual({ pickupAttemptsCount: 2 });
  });
});

function taken(told: HistoryBuilder, hears: 'both' | 'carol' | 'alice' = 'both'): void {
  told.ring('primary', 'carol', 'onward', {
    status: 200,
    call: 'A',
    ...(hears === 'alice' ? {} : { hears: 'alice' }),
  });
  const { callId } = told.side('A', 'alice');
  told.unhear('alice', callId);
  if (hears !== 'carol') told.hear('alice', callId, 'carol');
}

const stage = (told: HistoryBuilder): void => {
  taken(told);
  told.fromPeer(told.side('A', 'alice'), 'BYE');
};

describe('timeout target', () => {
  test('passes when the target hears the parkee and is heard', () => {
    const told = setting('timeout-target', { stage: (each) => taken(each) });
    const verdict = verdictOf(told, 'it');
    expect(verdict).toMatchObject({
      verdict: 'pass',
      code: 'timeout-target-got-call',
      fields: { target: 'carol', pool: 'primary', call: 'A' },
    });
    expect(cited(told, verdict)).toEqual([
      'alice out SIP/2.0 200 OK',
      'carol out SIP/2.0 200 OK',
      'carol sample alice',
      'alice sample carol',
    ]);
  });

  test.each([
    ['carol', { code: 'not-heard', fields: { listener: 'alice', speaker: 'carol', call: 'A', heard: 'nothing' } }],
    ['alice', { code: 'not-heard', fields: { listener: 'carol', speaker: 'alice', call: 'A', heard: 'nothing' } }],
  ] as const)('fails when only %s hears', (hears, reason) => {
    expect(said('timeout-target', { stage: (each) => taken(each, hears) })).toMatchObject(['fail', reason]);
  });

  test.each(['carol', 'alice'] as const)('fails when %s hears the music besides', (party) => {
    const played = (each: HistoryBuilder): void => {
      taken(each);
      each.hear(party, party === 'carol' ? 'onward' : each.side('A', 'alice').callId, 'music:primary');
    };
    expect(said('timeout-target', { stage: played })).toMatchObject([
      'fail',
      { code: 'music-at-target', fields: { party, voice: 'music:primary' } },
    ]);
  });

  describe('of a parkee that gets a new leg with it', () => {
    /** The parkee calls the target; `park` says what becomes of the leg in which it was parked. */
    function called(park: (told: HistoryBuilder, leg: Side, of: string) => void): InShort {
      return said('timeout-target', {
        stage: (told, of) => {
          const leg = told.side('A', 'alice');
          told.fromPeer(leg, 'REFER', { headers: ['Refer-To: <sip:carol@park.example>'] }, 202);
          told.joinTarget('A', leg, 'carol');
          park(told, leg, of);
        },
      });
    }
    const awaited = (told: HistoryBuilder, { callId }: Side, of: string): void =>
      told.asked({ verb: 'watch', by: 'alice', call: 'A', callId, within: 2000, of }).end('still up');
    const STILL = ['fail', { code: 'park-leg-at-target', fields: { party: 'alice', call: 'A' } }];

    test('passes when the leg in which it was parked is over', () => {
      const left = called((told, leg) => told.unhear('alice', leg.callId).inDialog(leg, 'BYE'));
      expect(left[1]).toMatchObject({ code: 'timeout-target-got-call' });
    });

    test('fails when that leg goes on with music', () => {
      expect(called(() => {})).toEqual(STILL);
    });

    test('fails when that leg goes on in silence though it was waited for', () => {
      expect(called((told, leg, of) => awaited(told.unhear('alice', leg.callId), leg, of))).toEqual(STILL);
    });

    test('passes when nobody waited for its end, as in older histories', () => {
      expect(called((told, leg) => void told.unhear('alice', leg.callId))[0]).toBe('pass');
    });
  });

  test('fails when the target was not called', () => {
    expect(said('timeout-target')).toMatchObject([
      'fail',
      { code: 'timeout-target-not-called', fields: { target: 'carol', pool: 'primary', call: 'A' } },
    ]);
  });

  test('fails when the target was called but did not get it', () => {
    expect(said('timeout-target', { stage: (each) => void each.ring('primary', 'carol', 'onward') })[1]).toMatchObject({
      code: 'timeout-target-not-in-call',
      fields: { target: 'carol', pool: 'primary', call: 'A' },
    });
  });

  test('fails when the parkee is gone', () => {
    expect(said('timeout-target', { stage })).toMatchObject([
      'fail',
      { code: 'parkee-lost-at-target', fields: { target: 'carol', call: 'A', parkee: 'alice' } },
    ]);
  });

  test('is inconclusive when the target has no phone in the cell', () => {
    expect(said('timeout-target', { parties: ['alice', 'bob'] })).toMatchObject([
      'inconclusive',
      { code: 'timeout-target-without-phone', fields: { pool: 'primary', target: 'carol' } },
    ]);
    expect(said('timeout-target', { candidate: withSettings({ timeoutTarget: 'reception' }) })[1]).toMatchObject({
      code: 'timeout-target-without-phone',
      fields: { pool: 'primary', target: 'reception' },
    });
  });

  test('is a stranger as long as the pool has not rung it', () => {
    const told = history(cellOf('S', { normal: [...acts, check('it', { kind: 'is', outcome: 'parked', call: 'A' })] }));
    told.phase('normal').call('A', 'alice', 'bob').park('A', 'bob').hear('carol', 'x', 'alice');
    told.check('it', (of) => told.lookup('bob', 'primary', '101', { of })).aftermath();
    expect(verdictOf(told, 'it')).toMatchObject({
      verdict: 'fail',
      code: 'stranger-heard',
      fields: { listener: 'carol', speaker: 'alice' },
    });
  });

  test('is a stranger before the call was parked', () => {
    const told = history(cellOf('S', { normal: [...acts, check('it', { kind: 'is', outcome: 'parked', call: 'A' })] }));
    told.phase('normal').call('A', 'alice', 'bob').hear('carol', 'x', 'alice').park('A', 'bob');
    told.ring('primary', 'carol', 'onward');
    told.check('it', (of) => told.lookup('bob', 'primary', '101', { of })).aftermath();
    expect(verdictOf(told, 'it').verdict).toBe('pass');
    expect(verdictOf(told, 'aftermath')).toMatchObject({
      code: 'stranger-heard',
      fields: { listener: 'carol', speaker: 'alice' },
    });
  });
});
