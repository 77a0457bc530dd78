import { describe, expect, test } from '@jest/globals';
import type { Candidate, PoolSettings } from '../../src/candidate/candidate.ts';
import type { Party, Setting } from '../../src/suite/cell.ts';
import { CANDIDATE } from './cells.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import type { ParkOptions } from './parking.ts';
import { cited, verdictOf } from './verdict-of.ts';

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

function said(...story: Parameters<typeof setting>): readonly [string, string] {
  const { verdict, reason } = verdictOf(setting(...story), 'it');
  return [verdict, reason];
}

function withSettings(primary: Partial<PoolSettings>): Partial<Candidate> {
  return { settings: { ...CANDIDATE.settings, primary: { ...CANDIDATE.settings.primary, ...primary } } };
}

describe('every setting', () => {
  test.each(['orbits', 'music-on-hold', 'pickup-timeout', 'pickup-attempts', 'timeout-target'] as const)(
    '%s is inconclusive when the call was not parked',
    (name) => {
      expect(said(name, { park: { answer: 503 } })[1]).toBe(
        "the situation could not be established: bob's park of call A failed: the answer was 503 Service Unavailable",
      );
    },
  );

  test.each([
    ['music-on-hold', { musicOnHold: undefined }],
    ['pickup-timeout', { pickupTimeout: undefined }],
    ['pickup-attempts', { pickupAttempts: undefined }],
    ['timeout-target', { timeoutTarget: undefined }],
  ] as const)('%s is not applicable where it is not declared', (name, without) => {
    expect(said(name, { candidate: withSettings(without) })).toEqual([
      'not-applicable',
      `Sample park server does not declare the setting ${name} of its primary pool`,
    ]);
  });

  test.each([
    ['music-on-hold', 'music-on-hold'],
    ['pickup-timeout', 'ringback'],
    ['pickup-attempts', 'ringback'],
    ['timeout-target', 'ringback'],
  ] as const)('%s is not applicable without the capability %s', (name, capability) => {
    const capabilities = CANDIDATE.capabilities.filter((each) => each !== capability);
    expect(said(name, { candidate: { capabilities } })).toEqual([
      'not-applicable',
      `Sample park server does not declare the capability ${capability}`,
    ]);
  });
});

describe('orbits', () => {
  test('pass inside the range', () => {
    const told = setting('orbits', { park: { orbit: '150' } });
    const verdict = verdictOf(told, 'it');
    expect([verdict.verdict, verdict.reason]).toEqual([
      'pass',
      'call A was parked at orbit 150, in the range 100-199 of primary',
    ]);
    expect(cited(told, verdict)).toEqual(['bob in NOTIFY']);
  });

  test('fail outside', () => {
    expect(said('orbits', { park: { orbit: '201' } })).toEqual([
      'fail',
      'call A was parked at orbit 201, outside the range 100-199 of primary',
    ]);
  });

  test('fail when none was told', () => {
    expect(said('orbits', { park: { orbit: 'none' } })).toEqual(['fail', 'call A was parked but no orbit was told']);
  });
});

describe('music on hold', () => {
  test('passes when it is that of the pool', () => {
    const told = setting('music-on-hold');
    const verdict = verdictOf(told, 'it');
    expect([verdict.verdict, verdict.reason]).toEqual(['pass', 'alice hears the music on hold of primary in call A']);
    expect(cited(told, verdict)).toEqual(['alice out SIP/2.0 200 OK', 'alice sample music:primary']);
  });

  test('fails when it is that of the other pool', () => {
    expect(said('music-on-hold', { park: { music: 'music:backup' } })).toEqual([
      'fail',
      'alice hears the music on hold of backup in call A instead of that of primary',
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
    expect(said('music-on-hold', { park: { music } })).toEqual([
      'fail',
      `alice does not hear the music on hold of primary in call A but ${instead}`,
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
      reason: 'bob was rung back 6000 ms after call A was parked; primary declares 6000 ms',
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
    expect(said('pickup-timeout')).toEqual([
      'fail',
      'bob was not rung back for call A; primary declares a pickup timeout of 6000 ms',
    ]);
  });

  test('proves nothing when the harness was late', () => {
    expect(verdictOf(rung(9000, 200), 'it').verdict).toBe('inconclusive');
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

const over = (told: HistoryBuilder): void => told.fromPeer(told.side('A', 'alice'), 'BYE');

describe('pickup attempts', () => {
  test('pass when the pool goes on to its target after as many as it declares', () => {
    const told = setting('pickup-attempts', { stage: (each) => onward(ring(each, 2)) });
    const verdict = verdictOf(told, 'it');
    expect(verdict).toMatchObject({
      verdict: 'pass',
      reason: 'bob was rung back 2 times for call A; primary declares 2',
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
      reason: 'bob was rung back 2 times for call A; primary declares 2',
    });
  });

  test('pass when the pool gives the call up after as many', () => {
    const told = setting('pickup-attempts', { stage: (each) => over(ring(each, 2)) });
    expect(cited(told, verdictOf(told, 'it'))).toEqual(['bob in INVITE', 'bob in INVITE', 'alice in BYE']);
    expect(verdictOf(told, 'it').verdict).toBe('pass');
  });

  test.each([
    [1, onward, 'bob was rung back 1 times for call A; primary declares 2 before it went on'],
    [3, onward, 'bob was rung back 3 times for call A; primary declares 2'],
    [
      2,
      () => {},
      'bob was rung back 2 times for call A; primary declares 2, and the pool neither went on to anybody else nor gave the call up',
    ],
  ] as const)('fail after %d', (times, then, reason) => {
    expect(said('pickup-attempts', { stage: (each) => then(ring(each, times)) })).toEqual(['fail', reason]);
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
    expect([verdict.verdict, verdict.reason]).toEqual(['pass', 'carol, the timeout target of primary, got call A']);
    expect(cited(told, verdict)).toEqual([
      'alice out SIP/2.0 200 OK',
      'carol out SIP/2.0 200 OK',
      'carol sample alice',
      'alice sample carol',
    ]);
  });

  test.each([
    ['carol', 'alice does not hear carol in call A but nothing'],
    ['alice', 'carol does not hear alice in call A but nothing'],
  ] as const)('fails when only %s hears', (hears, reason) => {
    expect(said('timeout-target', { stage: (each) => taken(each, hears) })).toEqual(['fail', reason]);
  });

  test.each(['carol', 'alice'] as const)('fails when %s hears the music besides', (party) => {
    const played = (each: HistoryBuilder): void => {
      taken(each);
      each.hear(party, party === 'carol' ? 'onward' : each.side('A', 'alice').callId, 'music:primary');
    };
    expect(said('timeout-target', { stage: played })).toEqual([
      'fail',
      `${party} still hears music:primary although the timeout target has the call`,
    ]);
  });

  test('fails when the target was not called', () => {
    expect(said('timeout-target')).toEqual([
      'fail',
      'carol, the timeout target of primary, was not called although nobody picked call A up',
    ]);
  });

  test('fails when the target was called but did not get it', () => {
    expect(said('timeout-target', { stage: (each) => void each.ring('primary', 'carol', 'onward') })[1]).toBe(
      'carol, the timeout target of primary, was called but is not in the call although nobody picked call A up',
    );
  });

  test('fails when the parkee is gone', () => {
    expect(said('timeout-target', { stage })).toEqual(['fail', 'carol got call A but alice is no longer in it']);
  });

  test('is inconclusive when the target has no phone in the cell', () => {
    expect(said('timeout-target', { parties: ['alice', 'bob'] })).toEqual([
      'inconclusive',
      'the timeout target of primary, carol, has no phone in this cell',
    ]);
    expect(said('timeout-target', { candidate: withSettings({ timeoutTarget: 'reception' }) })[1]).toBe(
      'the timeout target of primary, reception, has no phone in this cell',
    );
  });

  test('is a stranger as long as the pool has not rung it', () => {
    const told = history(cellOf('S', { normal: [...acts, check('it', { kind: 'is', outcome: 'parked', call: 'A' })] }));
    told.phase('normal').call('A', 'alice', 'bob').park('A', 'bob').hear('carol', 'x', 'alice');
    told.check('it', (of) => told.lookup('bob', 'primary', '101', { of })).aftermath();
    expect(verdictOf(told, 'it')).toMatchObject({
      verdict: 'fail',
      reason: 'carol heard alice, who is in no call with carol',
    });
  });

  test('is a stranger before the call was parked', () => {
    const told = history(cellOf('S', { normal: [...acts, check('it', { kind: 'is', outcome: 'parked', call: 'A' })] }));
    told.phase('normal').call('A', 'alice', 'bob').hear('carol', 'x', 'alice').park('A', 'bob');
    told.ring('primary', 'carol', 'onward');
    told.check('it', (of) => told.lookup('bob', 'primary', '101', { of })).aftermath();
    expect(verdictOf(told, 'it').verdict).toBe('pass');
    expect(verdictOf(told, 'aftermath').reason).toBe('carol heard alice, who is in no call with carol');
  });
});
