import { describe, expect, test } from '@jest/globals';
import type { Candidate } from '../../src/candidate/candidate.ts';
import type { Expectation, Party } from '../../src/suite/cell.ts';
import { outlives as isOutlived } from '../../src/judge/outcome/outlives.ts';
import type { PlannedCall } from '../../src/suite/planned-steps.ts';
import { CANDIDATE } from './cells.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { verdictUnder } from './bad-network.ts';
import { excerptOf } from './excerpt-of.ts';
import { cited, inShort, type InShort, verdictOf } from './verdict-of.ts';

/** The primary of the sample declares 6000 ms, so its timer may go off until 7200 ms after the park. */
const PAST = 7200;

const outlives = (call: string): Expectation => ({ kind: 'outlives', timer: 'pickup-timeout', call, of: 'primary' });
const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const parkA = act({ verb: 'park', call: 'A', by: 'bob' });
const retrieveA = act({ verb: 'retrieve', call: 'A', by: 'dave' });
const callB = act({ verb: 'call', call: 'B', by: 'carol', to: 'erin' });
const parkB = act({ verb: 'park', call: 'B', by: 'erin' });
const hangUpB = act({ verb: 'hangup', call: 'B', by: 'carol' });
const PARTIES: readonly Party[] = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank'];
const cell = cellOf(
  'S',
  { normal: [callA, parkA, retrieveA, callB, parkB, hangUpB, check('a', outlives('A')), check('b', outlives('B'))] },
  { parties: PARTIES },
);

/** Until a time after the park of a call, by the clock of the history. */
function watch(told: HistoryBuilder, of: string, call: string, until: number): void {
  const parks = told.events.filter((event) => event.kind === 'action' && event.verb === 'park' && event.call === call);
  const watching = told.asked({ verb: 'watch', call, within: until, of });
  told.wait((parks.at(-1)?.t ?? 0) + until - told.t);
  watching.end();
}

interface Story {
  readonly candidate?: Partial<Candidate>;
  /** Happens right after the last act. */
  readonly before?: (told: HistoryBuilder) => void;
  /** Happens while the calls are watched. */
  readonly during?: (told: HistoryBuilder) => void;
  /** How long after its park each call is watched, in ms. */
  readonly watched?: number;
  readonly load?: number;
}

/** Call A is parked by bob and retrieved by dave; call B is parked by erin, and its parkee carol hangs up. */
function story({ candidate = {}, before, during, watched = PAST, load = 1 }: Story = {}): HistoryBuilder {
  const told = history(cell, candidate).phase('normal');
  told.call('A', 'alice', 'bob').park('A', 'bob').retrieve('A', 'dave');
  told.call('B', 'carol', 'erin').park('B', 'erin', { orbit: '102' }).hangup('B', 'carol');
  before?.(told);
  told.check(
    'a',
    (of) => {
      during?.(told);
      watch(told, of, 'A', watched);
      told.listen('A', 'alice', 'dave', { of });
    },
    { load },
  );
  return told.check('b', (of) => watch(told, of, 'B', watched), { load }).aftermath();
}

const said = (name: 'a' | 'b', told: Story = {}): InShort => inShort(verdictOf(story(told), name));

/** A pool calls a phone while the two calls are watched. */
const rings = (party: Party, headers: readonly string[] = []): Story => ({
  during: (told) => void told.wait(5000).ring('primary', party, 'ghost', { headers }),
});

describe('a retrieved call', () => {
  test('outlives its timer when it goes on and no phone is called, citing park, retrieval and voices', () => {
    const told = story();
    const verdict = verdictOf(told, 'a');
    expect(verdict).toMatchObject({
      verdict: 'pass',
      code: 'retrieved-call-outlived-timer',
      fields: { call: 'A', pool: 'primary', declared: 6000, party: 'alice', other: 'dave' },
    });
    expect(Number(verdict.fields?.watched)).toBeGreaterThanOrEqual(PAST);
    expect(cited(told, verdict)).toEqual([
      'bob in NOTIFY',
      'alice out SIP/2.0 200 OK',
      'dave in SIP/2.0 200 OK',
      'alice out BYE',
      'dave sample alice',
      'alice sample dave',
    ]);
  });

  test('does not when its parker is rung: the message is named', () => {
    const told = story(rings('bob'));
    const verdict = verdictOf(told, 'a');
    expect(inShort(verdict)).toMatchObject([
      'fail',
      {
        code: 'called-by-timer',
        fields: {
          party: 'bob',
          call: 'A',
          message: 'INVITE sip:bob@127.0.0.1:41002',
          from: 'udp:127.0.0.1:5060',
          pool: 'primary',
          declared: 6000,
        },
      },
    ]);
    expect(cited(told, verdict)).toEqual(['bob in NOTIFY', 'alice out BYE', 'bob in INVITE']);
  });

  test.each<Party>(['carol', 'frank', 'alice'])('does not when %s is called, which parked nothing', (party) => {
    expect(said('a', rings(party))).toMatchObject(['fail', { code: 'called-by-timer', fields: { party } }]);
  });

  test('is not blamed for a call to the parker of the other one', () => {
    expect(said('a', rings('erin'))[0]).toBe('pass');
    expect(said('b', rings('erin'))).toMatchObject(['fail', { fields: { party: 'erin', call: 'B' } }]);
    expect(said('b', rings('bob'))[0]).toBe('pass');
  });

  test.each([
    'Referred-By: <sip:101@127.0.0.1:5060>',
    'Contact: <sip:101@127.0.0.1:5060>',
    'P-Asserted-Identity: "Orbit" <sip:101@park.example>',
  ])('is blamed for a call that names its orbit (%s)', (header) => {
    expect(said('a', rings('carol', [header]))).toMatchObject(['fail', { fields: { party: 'carol', call: 'A' } }]);
    expect(said('b', rings('carol', [header]))[0]).toBe('pass');
  });

  test('is blamed for a call that names its orbit, although the parker of the other one is rung', () => {
    const called = rings('erin', ['Referred-By: <sip:101@park.example>']);
    expect([said('a', called)[0], said('b', called)[0]]).toEqual(['fail', 'pass']);
  });

  test('shares the blame for a call that names neither its orbit nor that of the other one', () => {
    const called = rings('frank', ['Referred-By: <sip:199@park.example>']);
    expect([said('a', called)[0], said('b', called)[0]]).toEqual(['fail', 'fail']);
  });

  test('is told from another call that had the same orbit by the parker that is rung', () => {
    const told = history(cell).phase('normal').call('A', 'alice', 'bob').park('A', 'bob').retrieve('A', 'dave');
    told.call('B', 'carol', 'erin').park('B', 'erin').hangup('B', 'carol');
    told.check('a', (of) => {
      told.wait(5000).ring('primary', 'erin', 'ghost', { headers: ['Referred-By: <sip:101@park.example>'] });
      watch(told, of, 'A', PAST);
      told.listen('A', 'alice', 'dave', { of });
    });
    told.check('b', (of) => watch(told, of, 'B', PAST)).aftermath();
    expect([verdictOf(told, 'a').verdict, verdictOf(told, 'b').verdict]).toEqual(['pass', 'fail']);
  });

  test('proves nothing by a call that came while the pool could not know better', () => {
    const during = (told: HistoryBuilder): void => {
      told.wait(5000).register('frank').ring('primary', 'bob', 'ghost');
    };
    const lost = { tap: 'frank', direction: 'out', start: 'REGISTER' } as const;
    expect(inShort(verdictUnder(story({ during }), 'a', lost))).toMatchObject([
      'inconclusive',
      { code: 'pool-not-told-yet' },
    ]);
  });

  test('is not blamed for a call between phones meanwhile', () => {
    const during = (told: HistoryBuilder): void => void told.call('C', 'carol', 'erin');
    expect(said('a', { during })[0]).toBe('pass');
  });

  test.each<Party>(['alice', 'dave'])('does not when the leg of %s is ended, also before the check', (party) => {
    const ends = (told: HistoryBuilder): void => {
      const side = told.side('A', party);
      told.fromPeer({ ...side, peer: 'primary' }, 'BYE');
      told.unhear(party, side.callId);
    };
    const end = 'its leg was ended by a BYE from udp:127.0.0.1:5060';
    const lost = ['fail', { code: 'call-lost', fields: { party, call: 'A', end, since: 'call A left its orbit' } }];
    expect(said('a', { during: (told) => ends(told.wait(5000)) })).toMatchObject(lost);
    expect(said('a', { before: ends })).toMatchObject(lost);
  });

  test('does not when one side hears the other no more', () => {
    const during = (told: HistoryBuilder): void => void told.unhear('dave', told.side('A', 'dave').callId, 'alice');
    expect(said('a', { during })).toMatchObject(['fail', { code: 'not-heard', fields: { listener: 'dave' } }]);
  });

  test('does when the sides did not hear each other for a while: that is for another check', () => {
    const during = (told: HistoryBuilder): void => {
      const { callId } = told.side('A', 'dave');
      told.unhear('dave', callId, 'alice').wait(400).hear('dave', callId, 'alice');
    };
    expect(said('a', { during })[0]).toBe('pass');
  });

  test.each([
    ['outlives its timer', 'pass', () => undefined],
    [
      'does not when it ends the leg of one side',
      'fail',
      (told: HistoryBuilder) => told.fromPeer(told.side('A', 'alice'), 'BYE'),
    ],
    ['does not when it rings the parker', 'fail', (told: HistoryBuilder) => told.ring('primary', 'bob', 'ghost')],
  ] as const)('of a pool that keeps every side in a dialog with it %s', (_, verdict, happens) => {
    const told = history(cell).phase('normal').call('A', 'alice', 'bob', { b2bua: true }).park('A', 'bob');
    told.retrieve('A', 'dave').check('a', (of) => {
      happens(told.wait(5000));
      watch(told, of, 'A', PAST);
      told.listen('A', 'alice', 'dave', { of });
    });
    expect(verdictOf(told.aftermath(), 'a').verdict).toBe(verdict);
  });

  test('proves nothing when it was not watched until its timer must have gone off', () => {
    expect(said('a', { watched: PAST - 50 })).toMatchObject([
      'inconclusive',
      { code: 'timer-not-awaited', fields: { call: 'A', pool: 'primary', needed: PAST } },
    ]);
    expect(said('a', { watched: PAST - 50, ...rings('bob') })[0]).toBe('fail');
  });

  test('proves nothing when it was retrieved as its time was up', () => {
    const told = history(cell).phase('normal').call('A', 'alice', 'bob').park('A', 'bob');
    told.wait(4800).retrieve('A', 'dave');
    told.check('a', (of) => {
      watch(told, of, 'A', PAST);
      told.listen('A', 'alice', 'dave', { of });
    });
    expect(inShort(verdictOf(told.aftermath(), 'a'))).toMatchObject([
      'inconclusive',
      { code: 'left-after-timer', fields: { call: 'A', pool: 'primary', declared: 6000 } },
    ]);
  });

  test('proves nothing when it was not retrieved', () => {
    const told = history(cell).phase('normal').call('A', 'alice', 'bob').park('A', 'bob');
    told.retrieve('A', 'dave', { status: 503 });
    told.check('a', (of) => watch(told, of, 'A', PAST));
    expect(inShort(verdictOf(told.aftermath(), 'a'))).toMatchObject([
      'inconclusive',
      { code: 'situation-not-established', because: 'retrieval-failed' },
    ]);
  });
});

describe('a call whose parkee hung up', () => {
  test('outlives its timer when no phone is called and its parties hear nothing', () => {
    const told = story();
    const verdict = verdictOf(told, 'b');
    expect(verdict).toMatchObject({
      verdict: 'pass',
      code: 'ended-call-outlived-timer',
      fields: { call: 'B', pool: 'primary', declared: 6000 },
    });
    expect(cited(told, verdict)).toEqual(['erin in NOTIFY', 'carol out BYE']);
  });

  test('does not when its parker is rung', () => {
    expect(said('b', rings('erin'))).toMatchObject([
      'fail',
      { code: 'called-by-timer', fields: { party: 'erin', call: 'B', message: 'INVITE sip:erin@127.0.0.1:41005' } },
    ]);
  });

  test.each<Party>(['carol', 'erin'])('does not when %s hears something at the end', (party) => {
    const during = (told: HistoryBuilder): void => void told.hear(party, 'stream', 'music:primary');
    expect(said('b', { during })).toMatchObject([
      'fail',
      { code: 'heard-after-end', fields: { party, voice: 'music:primary', call: 'B' } },
    ]);
  });

  test('does when its parties are heard in another call', () => {
    const during = (told: HistoryBuilder): void => void told.call('C', 'carol', 'erin');
    expect(said('b', { during })[0]).toBe('pass');
  });

  test('proves nothing when it was not watched until its timer must have gone off', () => {
    expect(said('b', { watched: PAST - 50 })).toMatchObject([
      'inconclusive',
      { code: 'timer-not-awaited', fields: { call: 'B', needed: PAST } },
    ]);
  });
});

describe('either call', () => {
  test.each(['a', 'b'] as const)('is not applicable where the pool declares no pickup timeout (%s)', (name) => {
    const primary = { ...CANDIDATE.settings.primary, pickupTimeout: undefined };
    expect(said(name, { candidate: { settings: { ...CANDIDATE.settings, primary } } })).toMatchObject([
      'not-applicable',
      { code: 'setting-not-declared', fields: { setting: 'pickup-timeout', pool: 'primary' } },
    ]);
  });

  test.each(['a', 'b'] as const)('has at least 300 ms of tolerance (%s)', (name) => {
    const primary = { ...CANDIDATE.settings.primary, pickupTimeout: 1000 };
    const candidate = { settings: { ...CANDIDATE.settings, primary } };
    expect(said(name, { candidate, watched: 1300 })[0]).toBe('pass');
    expect(said(name, { candidate, watched: 1250 })[0]).toBe('inconclusive');
  });

  test.each(['a', 'b'] as const)('is judged also where the pool rings no parker back (%s)', (name) => {
    const capabilities = CANDIDATE.capabilities.filter((each) => each !== 'ringback');
    expect(said(name, { candidate: { capabilities } })[0]).toBe('pass');
  });

  test.each(['a', 'b'] as const)('was never parked: nothing is proven (%s)', (name) => {
    const told = history(cell).phase('normal').call('A', 'alice', 'bob').park('A', 'bob', { answer: 503 });
    told.call('B', 'carol', 'erin').park('B', 'erin', { answer: 503 });
    told.check('a').check('b').aftermath();
    expect(inShort(verdictOf(told, name))).toMatchObject(['inconclusive', { code: 'situation-not-established' }]);
  });
});

describe('a call that does not stand as the cell says', () => {
  const CHECK_OF_A = { kind: 'outlives', timer: 'pickup-timeout', call: 'A', of: 'primary' } as const;
  const over = { state: 'over', lastPark: undefined, wasRetrieved: false } as const;
  const found = (told: HistoryBuilder, before: PlannedCall | undefined): InShort => {
    return inShort(isOutlived(excerptOf(told, 'a'), CHECK_OF_A, before));
  };
  const called = (candidate: Partial<Candidate> = {}): HistoryBuilder =>
    history(cell, candidate).phase('normal').call('A', 'alice', 'bob');

  test('has no timer when it was never parked, or its park was refused', () => {
    const never = ['inconclusive', { code: 'no-timer-began', fields: { call: 'A', pool: 'primary' } }];
    expect(found(called().check('a'), over)).toEqual(never);
    expect(found(called().park('A', 'bob', { final: 'SIP/2.0 503 No' }).check('a'), over)).toEqual(never);
  });

  test('has no timer of a pool at which it was not parked', () => {
    const told = called().park('A', 'bob', { pool: 'backup' }).hangup('A', 'alice');
    told.check('a', (of) => watch(told, of, 'A', PAST));
    expect(found(told, over)).toEqual([
      'inconclusive',
      { code: 'no-timer-began', fields: { call: 'A', pool: 'primary' } },
    ]);
  });

  test('has a timer that runs with reason when it still waits', () => {
    const waits = ['inconclusive', { code: 'still-waits', fields: { call: 'A' } }];
    expect(found(called().park('A', 'bob').check('a'), over)).toEqual(waits);
  });

  test('cannot outlive a timer that the pool does not declare', () => {
    const settings = { primary: {}, backup: {} } as Candidate['settings'];
    const bare = called({ settings }).park('A', 'bob').check('a');
    expect(found(bare, over)).toMatchObject(['inconclusive', { code: 'setting-without-value' }]);
  });

  test('cannot be judged when the cell does not say what is left of it', () => {
    const told = called().park('A', 'bob').retrieve('A', 'dave');
    told.check('a', (of) => watch(told, of, 'A', PAST));
    expect(found(told, undefined)).toMatchObject(['inconclusive', { code: 'state-not-planned' }]);
  });
});
