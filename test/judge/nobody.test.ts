import { describe, expect, test } from '@jest/globals';
import type { Candidate } from '../../src/candidate/candidate.ts';
import { CANDIDATE } from './cells.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import type { Side } from './recording.ts';
import { cited, inShort, type InShort, verdictOf } from './verdict-of.ts';

const cell = cellOf('N', {
  normal: [act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' }), act({ verb: 'park', call: 'A', by: 'bob' })],
  outage: [],
  failover: [],
  'failed-over': [],
  failback: [],
  restored: [check('nobody', { kind: 'is', outcome: 'nobody', call: 'A' })],
});

/** Parked, dropped by the outage, both pools up again. */
function dropped(candidate: Partial<Candidate> = {}): HistoryBuilder {
  const told = history(cell, candidate).phase('normal').call('A', 'alice', 'bob').park('A', 'bob').phase('outage');
  const leg = told.side('A', 'alice');
  told.inDialog(leg, 'BYE', {}, 'none');
  told.unhear('alice', leg.callId).sides.delete('A');
  told.orbits.clear();
  return told.phases('failover', 'failed-over', 'failback', 'restored');
}

type Lookup = Parameters<HistoryBuilder['lookup']>[3];
type Dial = Parameters<HistoryBuilder['dial']>[4];

function looking(
  primary: { lookup?: Lookup; dial?: Dial | 'none' } = {},
  then?: (told: HistoryBuilder, of: string) => void,
  candidate: Partial<Candidate> = {},
): HistoryBuilder {
  const told = dropped(candidate);
  told.check('nobody', (of) => {
    told.lookup('bob', 'primary', '101', { ...primary.lookup, of });
    if (primary.dial !== 'none') told.dial('A', 'bob', 'primary', '101', { ...primary.dial, of });
    told.lookup('bob', 'backup', '101', { of }).dial('A', 'bob', 'backup', '101', { of });
    then?.(told, of);
  });
  return told.aftermath();
}

function said(...story: Parameters<typeof looking>): InShort {
  return inShort(verdictOf(looking(...story), 'nobody'));
}

test('nobody is at an orbit that is told of by an empty document', () => {
  expect(said({ lookup: { notify: 'empty' } })[0]).toBe('pass');
  expect(said({ lookup: { notify: false } })[0]).not.toBe('pass');
});

const GHOST = { orbit: '101', pool: 'primary', callId: 'x', localTag: 'l', remoteTag: 'r', parkee: 'alice' } as const;

const MOVED = { ...GHOST, orbit: '250', pool: 'backup' } as const;

const withOver = {
  ...cell,
  scenario: cell.scenario.map((part) =>
    part.phase === 'outage'
      ? {
          ...part,
          steps: [
            {
              kind: 'check',
              id: 'N/over',
              expect: { kind: 'is', outcome: 'disconnected', call: 'A' },
              at: cell.at,
            } as const,
          ],
        }
      : part,
  ),
};

describe('nobody there', () => {
  test('passes when no pool shows or connects anybody, citing every answer', () => {
    const told = looking();
    const verdict = verdictOf(told, 'nobody');
    expect(verdict).toMatchObject({
      verdict: 'pass',
      code: 'no-party-at-orbit',
      fields: { call: 'A', orbit: '101', pool: 'primary and backup' },
      figures: {},
    });
    expect(cited(told, verdict)).toEqual([
      'bob in NOTIFY',
      'bob in SIP/2.0 404 Not Found',
      'bob in NOTIFY',
      'bob in SIP/2.0 404 Not Found',
    ]);
  });

  test.each([404, 480, 481, 603])('passes when dialling gets %d', (status) => {
    expect(said({ dial: { status } })[0]).toBe('pass');
  });

  test.each([300, 301, 302, 305])('is inconclusive when dialling gets %d and nobody went there', (status) => {
    expect(said({ dial: { status } })).toMatchObject([
      'inconclusive',
      { code: 'dial-redirected', fields: { party: 'bob', place: 'orbit 101 of primary' } },
    ]);
  });

  test.each([301, 302])('fails when a %d names a dialog to take over, whoever still knows of it', (status) => {
    const contact = 'sip:alice@127.0.0.1:41000?Replaces=x%3Bto-tag%3Dr%3Bfrom-tag%3Dl&Require=replaces';
    const told = looking({ dial: { status, contact } });
    const verdict = verdictOf(told, 'nobody');
    expect(inShort(verdict)).toMatchObject([
      'fail',
      { code: 'ghost-call', because: 'sent-on-to-call', fields: { party: 'bob', place: 'orbit 101 of primary' } },
    ]);
    expect(cited(told, verdict)[0]).toMatch(/^bob in SIP\/2.0 30/);
  });

  test('reads of several Contacts of a redirect the one that a phone follows', () => {
    const taking = 'sip:alice@127.0.0.1:41000?Replaces=x%3Bto-tag%3Dr%3Bfrom-tag%3Dl&Require=replaces';
    const leads = (contact: string) => said({ dial: { status: 302, contact } })[1];
    const ghost = { code: 'ghost-call', because: 'sent-on-to-call' };
    expect(leads(`sip:bob@127.0.0.1:9>;q=0.1, <${taking}>;q=0.2, <sip:x@127.0.0.1:9`)).not.toMatchObject(ghost);
    expect(leads(`sip:bob@127.0.0.1:9>;q=0.1, <${taking}`)).toMatchObject(ghost);
  });

  test('fails when the list of all orbits shows a call at an orbit that it never had', () => {
    const told = looking({}, (each, of) => void each.lookup('bob', 'backup', undefined, { of, shows: [MOVED] }));
    const verdict = verdictOf(told, 'nobody');
    expect(inShort(verdict)).toMatchObject([
      'fail',
      { code: 'orbit-in-use', fields: { place: 'orbit 250 of backup' } },
    ]);
    expect(cited(told, verdict)).toEqual(['bob in NOTIFY']);
  });

  test('passes when that list is empty, and is inconclusive when it is not told', () => {
    const asked = (options: Lookup) =>
      said({}, (each, of) => void each.lookup('bob', 'backup', undefined, { ...options, of }));
    expect(asked({ shows: [] })[0]).toBe('pass');
    expect(asked({ status: 'none' })).toEqual([
      'inconclusive',
      { code: 'orbit-use-not-told', fields: { place: 'an orbit of backup' } },
    ]);
  });

  test('passes when dialling gets an announcement, which is worth an advice', () => {
    const told = looking({ dial: { status: 200, hears: 'other' } });
    const { verdict, advisories } = verdictOf(told, 'nobody');
    expect(verdict).toBe('pass');
    expect(advisories).toEqual([
      {
        text: 'an orbit where nobody is was answered 2xx; a failure such as 404 tells callers what an announcement cannot',
        source: 'RFC 3261 section 21.4.5',
        evidence: [expect.any(Number)],
      },
    ]);
    expect(verdictOf(told, 'nobody', { strict: true }).verdict).toBe('fail');
  });

  test('is inconclusive when a sound answers that may be music, where music has no tone to know it by', () => {
    const { primary, backup } = CANDIDATE.settings;
    const settings = { primary, backup: { ...backup, musicOnHold: undefined } };
    const told = looking({ dial: { status: 200, hears: 'other' } }, undefined, { settings });
    const verdict = verdictOf(told, 'nobody');
    expect(inShort(verdict)).toMatchObject([
      'inconclusive',
      { code: 'dial-heard-sound', fields: { party: 'bob', place: 'orbit 101 of primary' } },
    ]);
    expect(cited(told, verdict)).toEqual(['bob in SIP/2.0 200 OK', 'bob starts other']);
    expect(verdictOf(looking({ dial: { status: 200 } }, undefined, { settings }), 'nobody').verdict).toBe('pass');
  });

  describe('when a sound answers that may be music, and the pool can be asked', () => {
    const { primary, backup } = CANDIDATE.settings;
    const settings = { primary, backup: { ...backup, musicOnHold: undefined } };
    const heard = { status: 200, hears: 'other' } as const;

    function soundAt(meanwhile: (told: HistoryBuilder, side: Side) => void, then?: Parameters<typeof looking>[1]) {
      return verdictOf(looking({ dial: { ...heard, meanwhile } }, then, { settings }), 'nobody');
    }

    test('passes when the orbit is shown empty meanwhile', () => {
      const verdict = soundAt((told) => told.lookup('bob', 'primary', '101', {}));
      expect(verdict.verdict).toBe('pass');
    });

    test.each<[what: string, meanwhile: (told: HistoryBuilder) => void]>([
      ['of another orbit', (told) => told.lookup('bob', 'primary', '102', {})],
      ['of the other pool', (told) => told.lookup('bob', 'backup', '101', {})],
      ['that is not answered', (told) => told.lookup('bob', 'primary', '101', { status: 'none' })],
      ['that shows a call', (told) => told.lookup('bob', 'primary', '101', { shows: [GHOST] })],
    ])('proves nothing by a look-up %s', (_, meanwhile) => {
      expect(soundAt(meanwhile).code).toBe('dial-heard-sound');
    });

    test('passes when the pool hangs up by itself, and the orbit is shown empty afterwards', () => {
      const after = (told: HistoryBuilder, of: string) => void told.lookup('bob', 'primary', '101', { of });
      expect(soundAt((told, side) => told.fromPeer(side, 'BYE'), after).verdict).toBe('pass');
    });

    test('proves nothing by a look-up when the phone has hung up', () => {
      const after = (told: HistoryBuilder, of: string) => void told.lookup('bob', 'primary', '101', { of });
      expect(soundAt(() => undefined, after).code).toBe('dial-heard-sound');
    });
  });

  test.each(['alice', 'music:primary'] as const)('fails when %s answers', (hears) => {
    const told = looking({ dial: { status: 200, hears } });
    const verdict = verdictOf(told, 'nobody');
    expect(inShort(verdict)).toMatchObject([
      'fail',
      { code: 'ghost-call', because: 'dial-heard-voice', fields: { party: 'bob', voice: hears } },
    ]);
    expect(cited(told, verdict)).toEqual(['bob in SIP/2.0 200 OK', `bob starts ${hears}`]);
  });

  test('fails when the orbit is still shown in use', () => {
    expect(said({ lookup: { shows: [GHOST] } })).toMatchObject([
      'fail',
      { code: 'orbit-in-use', fields: { place: 'orbit 101 of primary' } },
    ]);
  });

  test('tells a proven ghost before what is unknown elsewhere', () => {
    expect(
      said({ dial: { status: 'none' } }, (told, of) =>
        told.dial('A', 'bob', 'backup', '101', { of, status: 200, hears: 'alice' }),
      ),
    ).toEqual([
      'fail',
      {
        code: 'ghost-call',
        because: 'dial-heard-voice',
        fields: { party: 'bob', place: 'orbit 101 of backup', voice: 'alice' },
      },
    ]);
    expect(said({ dial: { status: 'none' }, lookup: { shows: [GHOST] } })[0]).toBe('fail');
  });

  test.each([
    [
      'dialling is not answered',
      { dial: { status: 'none' } },
      { code: 'dial-unanswered', fields: { party: 'bob', place: 'orbit 101 of primary' } },
    ],
    [
      'dialling is answered 487 only when the phone has given it up',
      { dial: { status: 'given-up' } },
      { code: 'dial-unanswered', fields: { party: 'bob', place: 'orbit 101 of primary' } },
    ],
    [
      'the look-up is not answered',
      { lookup: { status: 'none' } },
      { code: 'orbit-use-not-told', fields: { place: 'orbit 101 of primary' } },
    ],
    [
      'a dialog of the document cannot be read',
      { lookup: { shows: [{ ...GHOST, state: 'held' }] } },
      {
        code: 'orbit-use-unread',
        fields: { place: 'orbit 101 of primary', unread: '1 dialog of the NOTIFY could not be read' },
      },
    ],
    ['nobody dialled', { dial: 'none' }, { code: 'orbit-not-dialled', fields: { place: 'orbit 101 of primary' } }],
  ] as const)('is inconclusive when %s', (_, primary, reason) => {
    expect(said(primary)).toMatchObject(['inconclusive', reason]);
  });

  test.each(['alice', 'bob'] as const)('fails when a pool calls %s back, who had been in the call', (party) => {
    const told = looking({}, (each) => void each.ring('backup', party, 'ghost'));
    const verdict = verdictOf(told, 'nobody');
    expect(inShort(verdict)).toMatchObject(['fail', { code: 'called-back', fields: { party, call: 'A' } }]);
    expect(cited(told, verdict)).toEqual([`${party} in INVITE`]);
  });

  test('fails when nobody can be reached but the parkee is still kept and hears music', () => {
    const told = history(cell).phase('normal').call('A', 'alice', 'bob').park('A', 'bob').phase('outage');
    told.orbits.clear();
    told.phases('failover', 'failed-over', 'failback', 'restored').wait(2000);
    told.check('nobody', (of) => {
      for (const pool of ['primary', 'backup'] as const)
        told.lookup('bob', pool, '101', { of }).dial('A', 'bob', pool, '101', { of });
    });
    expect(verdictOf(told.aftermath(), 'nobody')).toMatchObject({
      verdict: 'fail',
      code: 'still-parked',
      fields: { party: 'alice', call: 'A', voice: 'music:primary' },
    });
  });

  test('is not known before the candidate must have ended the call', () => {
    const told = history(cell).phase('normal').call('A', 'alice', 'bob').park('A', 'bob').phase('outage');
    told.orbits.clear();
    told.phases('failover', 'failed-over', 'failback', 'restored');
    told.check('nobody', (of) => {
      for (const pool of ['primary', 'backup'] as const)
        told.lookup('bob', pool, '101', { of }).dial('A', 'bob', pool, '101', { of });
    });
    expect(inShort(verdictOf(told.aftermath(), 'nobody'))).toMatchObject([
      'inconclusive',
      { code: 'looked-too-early', fields: { call: 'A', needed: 2000 } },
    ]);
  });

  test('does not count music that had fallen silent before the check', () => {
    const told = history(cell).phase('normal').call('A', 'alice', 'bob').park('A', 'bob').phase('outage');
    told.orbits.clear();
    told.phases('failover', 'failed-over', 'failback', 'restored').wait(2000);
    told.check('nobody', (of) => {
      for (const pool of ['primary', 'backup'] as const)
        told.lookup('bob', pool, '101', { of }).dial('A', 'bob', pool, '101', { of });
    });
    const last = told.t;
    const index = told.events.findLastIndex((event) => event.kind === 'media' && event.voice === 'music:primary');
    const sample = told.events[index];
    if (sample?.kind === 'media') told.events[index] = { ...sample, at: last - 1000 };
    expect(verdictOf(told.aftermath(), 'nobody').verdict).toBe('pass');
  });

  test('does not mind a pool calling somebody else; that is for the aftermath', () => {
    const told = looking({}, (each) => void each.ring('backup', 'dave', 'ghost'));
    expect(verdictOf(told, 'nobody').verdict).toBe('pass');
    expect(verdictOf(told, 'aftermath')).toMatchObject({
      verdict: 'fail',
      code: 'unsolicited-call',
      fields: { party: 'dave' },
    });
  });

  test('is judged although the call was not disconnected as it should', () => {
    const told = history(withOver)
      .phase('normal')
      .call('A', 'alice', 'bob')
      .park('A', 'bob')
      .phase('outage')
      .check('over');
    told.phases('failover', 'failed-over', 'failback', 'restored');
    told.check('nobody', (of) => {
      for (const pool of ['primary', 'backup'] as const)
        told.lookup('bob', pool, '101', { of }).dial('A', 'bob', pool, '101', { of, status: 200, hears: 'alice' });
    });
    expect(verdictOf(told.aftermath(), 'over').verdict).toBe('fail');
    expect(verdictOf(told, 'nobody')).toMatchObject({ code: 'ghost-call', fields: { party: 'bob' } });
  });

  test('is judged although the call was disconnected too late', () => {
    const told = history(withOver).phase('normal').call('A', 'alice', 'bob').park('A', 'bob').phase('outage');
    const leg = told.side('A', 'alice');
    told
      .check('over', () => told.wait(3000).fromPeer(leg, 'BYE'))
      .unhear('alice', leg.callId)
      .sides.delete('A');
    told.orbits.clear();
    told.phases('failover', 'failed-over', 'failback', 'restored').wait(2000);
    told.check('nobody', (of) => {
      for (const pool of ['primary', 'backup'] as const) {
        told.lookup('bob', pool, '101', { of }).dial('A', 'bob', pool, '101', { of });
      }
    });
    expect(verdictOf(told.aftermath(), 'over').verdict).toBe('fail');
    expect(verdictOf(told, 'nobody').verdict).toBe('pass');
  });

  test('is inconclusive when the call was never parked', () => {
    const told = history(cell).phase('normal').call('A', 'alice', 'bob').park('A', 'bob', { answer: 503 });
    told.phases('outage', 'failover', 'failed-over', 'failback', 'restored').check('nobody').aftermath();
    expect(verdictOf(told, 'nobody')).toMatchObject({
      verdict: 'inconclusive',
      code: 'situation-not-established',
      because: 'act-failed',
      fields: { deed: "bob's park of call A", reply: 'the answer was 503 Service Unavailable' },
    });
  });

  test('is inconclusive when no orbit was ever told', () => {
    const told = history(cell).phase('normal').call('A', 'alice', 'bob').park('A', 'bob', { orbit: 'none' });
    told.phases('outage', 'failover', 'failed-over', 'failback', 'restored').check('nobody').aftermath();
    expect(verdictOf(told, 'nobody')).toMatchObject({ code: 'never-had-orbit', fields: { call: 'A' } });
  });
});
