import { describe, expect, test } from '@jest/globals';
import { legOf } from '../../src/judge/facts.ts';
import { bothUp, howEnded } from '../../src/judge/outcome/connected.ts';
import { ledToNobody } from '../../src/judge/outcome/dialled-orbit.ts';
import { isDisconnected } from '../../src/judge/outcome/disconnected.ts';
import type { Finding } from '../../src/judge/finding.ts';
import { putOnHold } from '../../src/judge/outcome/held.ts';
import { hangsUp } from '../../src/judge/outcome/hung-up.ts';
import { shownEmpty } from '../../src/judge/outcome/nobody.ts';
import { isParked } from '../../src/judge/outcome/parked.ts';
import type { Excerpt } from '../../src/judge/excerpt.ts';
import { musicOf } from '../../src/judge/outcome/settings/music-on-hold.ts';
import { pickupAttemptsOf } from '../../src/judge/outcome/settings/pickup-attempts.ts';
import { pickupTimeoutOf } from '../../src/judge/outcome/settings/pickup-timeout.ts';
import { hasSetting, type Parked } from '../../src/judge/outcome/settings/setting.ts';
import type { Candidate } from '../../src/candidate/candidate.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { excerptOf } from './excerpt-of.ts';
import { inShort, type InShort } from './verdict-of.ts';

const cell = cellOf('A', {
  normal: [
    act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' }),
    check('look', { kind: 'is', outcome: 'connected', call: 'A' }),
  ],
});

function called(candidate: Partial<Candidate> = {}): HistoryBuilder {
  return history(cell, candidate).phase('normal').call('A', 'alice', 'bob');
}

function excerpt(stage: (told: HistoryBuilder, of: string) => void = () => undefined, told = called()): Excerpt {
  return excerptOf(
    told.check('look', (of) => stage(told, of)),
    'look',
  );
}

const said = inShort;
const since = { n: 0, t: 0, what: 'the beginning' };

/** Of both, since a leg that is missing may be the first or the second. */
function legs(first: 'alice' | 'carol', second: 'alice' | 'carol'): InShort | 'legs' {
  const both = bothUp(excerpt(), 'A', [first, second], since);
  return 'verdict' in both ? said(both) : 'legs';
}

describe('a party that was never in the call', () => {
  test('has no leg in it', () => {
    expect(legs('alice', 'carol')).toEqual(['fail', { code: 'not-in-call', fields: { party: 'carol', call: 'A' } }]);
    expect(legs('carol', 'alice')).toEqual(['fail', { code: 'not-in-call', fields: { party: 'carol', call: 'A' } }]);
  });

  test('cannot be disconnected, hang up, or hold', () => {
    expect(said(isDisconnected(excerpt(), 'A', 'carol'))).toMatchObject([
      'inconclusive',
      { code: 'never-in-call', fields: { party: 'carol', call: 'A' } },
    ]);
    const hangup = { verb: 'hangup', call: 'A', by: 'carol' } as const;
    expect(said(hangsUp(excerpt(), hangup, undefined))).toMatchObject([
      'fail',
      { code: 'not-in-call', fields: { party: 'carol', call: 'A' } },
    ]);
    expect(said(putOnHold(excerpt(), { ...hangup, verb: 'hold' }))).toMatchObject([
      'fail',
      { code: 'not-in-call', fields: { party: 'carol', call: 'A' } },
    ]);
  });
});

test('a leg that goes on is up', () => {
  const leg = legOf(excerpt().facts, 'alice', 'A', Number.POSITIVE_INFINITY);
  expect(leg === undefined ? undefined : howEnded(leg)).toBe('its leg is up');
});

describe('a call that was never parked', () => {
  test('is not parked and shows no setting', () => {
    expect(said(isParked(excerpt(), 'A'))).toMatchObject(['fail', { code: 'never-parked', fields: { call: 'A' } }]);
    expect(said(hasSetting(excerpt(), { kind: 'setting', setting: 'orbits', call: 'A', of: 'primary' }))).toMatchObject(
      ['inconclusive', { code: 'setting-not-shown', fields: { call: 'A' } }],
    );
  });

  test('shows no setting either when its park was refused', () => {
    const refused = excerpt((told, of) => told.park('A', 'bob', { of, final: 'SIP/2.0 503 No' }));
    expect(said(hasSetting(refused, { kind: 'setting', setting: 'orbits', call: 'A', of: 'primary' }))[0]).toBe(
      'inconclusive',
    );
  });
});

describe('a setting that the pool does not declare', () => {
  test('has nothing to be compared with', () => {
    const settings = { primary: {}, backup: {} } as Candidate['settings'];
    const bare = excerpt((told, of) => told.park('A', 'bob', { of }), called({ settings }));
    const [parking] = bare.facts.parkings;
    const parked = parking as Parked;
    expect(said(pickupAttemptsOf(bare, parked, 'primary'))).toMatchObject([
      'inconclusive',
      { code: 'setting-without-value', fields: { pool: 'primary', setting: 'number of pickup attempts' } },
    ]);
    expect(said(pickupTimeoutOf(bare, parked, 'primary'))).toMatchObject([
      'inconclusive',
      { code: 'setting-without-value', fields: { pool: 'primary', setting: 'pickup timeout' } },
    ]);
    expect(said(musicOf(bare, { ...parked, parkLeg: undefined }, 'primary'))).toMatchObject([
      'inconclusive',
      { code: 'parkee-unknown', fields: { call: 'A' } },
    ]);
  });
});

const at = (looked: Excerpt): Finding[] =>
  looked.actions.filter(({ verb }) => verb === 'dial').map((dial) => ledToNobody(looked.facts, dial, looked.range));

describe('an orbit', () => {
  test('that was not dialled leads nowhere', () => {
    const looked = excerpt((told, of) => {
      told.asked({ verb: 'dial', by: 'bob', call: 'A', pool: 'backup', orbit: '201', of }).end('no port');
      told.asked({ verb: 'dial', by: 'bob', call: 'A', of }).end('no port');
      told.asked({ verb: 'dial', call: 'A', of }).end('no port');
    });
    expect(at(looked).map(said)).toEqual([
      ['inconclusive', { code: 'orbit-not-dialled', fields: { place: 'orbit 201 of backup' } }],
      ['inconclusive', { code: 'orbit-not-dialled', fields: { place: 'orbit ? of the pool' } }],
      ['inconclusive', { code: 'orbit-not-dialled', fields: { place: 'orbit ? of the pool' } }],
    ]);
  });

  test('is judged by the INVITE of whoever dialled it, however others call meanwhile', () => {
    const looked = excerpt((told, of) => {
      const deed = told.asked({ verb: 'dial', by: 'bob', call: 'A', pool: 'backup', orbit: '201', of });
      const busy = { uri: 'sip:201@park.example', from: 'bob', fromTag: 'd', to: '201', callId: 'dialled', seq: 1 };
      told.ask('bob', 'backup', { ...busy, method: 'INVITE' }, 404, { toTag: 't' });
      told.ask('carol', 'backup', { ...busy, from: 'carol', callId: 'other', method: 'INVITE' }, 486, { toTag: 't' });
      told.ring('backup', 'bob', 'back');
      deed.end('answered 404');
    });
    expect(at(looked).map(said)).toEqual([
      ['pass', { code: 'orbit-refused', fields: { place: 'orbit 201 of backup', status: '404 Not Found' } }],
    ]);
    expect(at(looked).every(({ evidence }) => evidence.length === 1)).toBe(true);
  });

  test.each([
    ['none', 'inconclusive', { code: 'dial-unanswered', fields: { party: 'bob', place: 'orbit 201 of backup' } }],
    [
      401,
      'inconclusive',
      { code: 'dial-challenged', fields: { party: 'bob', place: 'orbit 201 of backup', status: '401 Unauthorized' } },
    ],
    [
      407,
      'inconclusive',
      { code: 'dial-challenged', fields: { party: 'bob', place: 'orbit 201 of backup', status: '407 Whatever' } },
    ],
    [404, 'pass', { code: 'orbit-refused', fields: { place: 'orbit 201 of backup', status: '404 Not Found' } }],
    [200, 'pass', { code: 'orbit-answered-empty', fields: { place: 'orbit 201 of backup', status: '200 OK' } }],
  ] as const)('that is answered %s is %s, citing that', (status, verdict, finding) => {
    const [found] = at(excerpt((told, of) => told.dial('A', 'bob', 'backup', '201', { of, status })));
    expect(found).toMatchObject({ verdict, ...finding });
    expect(found?.evidence).toHaveLength(1);
  });

  test('of which nothing was asked is called so', () => {
    const looked = excerpt((told, of) => told.asked({ verb: 'lookup', by: 'bob', of }).end('no port'));
    expect(looked.facts.lookups.map((lookup) => said(shownEmpty(looked.facts, lookup)))).toEqual([
      ['inconclusive', { code: 'orbit-use-not-told', fields: { place: 'an orbit of the pool' } }],
    ]);
  });
});
