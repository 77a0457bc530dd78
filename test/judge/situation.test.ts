import { describe, expect, test } from '@jest/globals';
import type { Candidate } from '../../src/candidate/candidate.ts';
import type { Phase, Step } from '../../src/suite/cell.ts';
import { CANDIDATE } from './cells.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { cited, inShort, type InShort, verdictOf } from './verdict-of.ts';

const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const holdA = act({ verb: 'hold', call: 'A', by: 'bob' });
const resumeA = act({ verb: 'resume', call: 'A', by: 'bob' });
const parkA = act({ verb: 'park', call: 'A', by: 'bob' });
const connected = (name: string, call = 'A'): Step => check(name, { kind: 'is', outcome: 'connected', call });
const retrievable = check('retrieve', { kind: 'can', deed: { verb: 'retrieve', call: 'A', by: 'carol' } });

function historyWith(
  scenario: Partial<Record<Phase, readonly Step[]>>,
  candidate: Partial<Candidate> = {},
): HistoryBuilder {
  return history(cellOf('S', scenario), candidate).phase('normal').call('A', 'alice', 'bob');
}

function said(told: HistoryBuilder, name: string): InShort {
  return inShort(verdictOf(told, name));
}

const REFUSED = {
  code: 'situation-not-established',
  because: 'reinvite-failed',
  fields: { party: 'bob', intent: 'hold', reply: 'the answer was 488 Whatever' },
};

describe('an act', () => {
  test('is found among those of other parties', () => {
    const other = { call: 'A', by: 'alice' } as const;
    const acts = [holdA, resumeA, act({ verb: 'hold', ...other }), act({ verb: 'resume', ...other })];
    const told = historyWith({ normal: [callA, ...acts, connected('it')] });
    told.hold('A', 'bob').resume('A', 'bob').hold('A', 'alice').resume('A', 'alice').check('it').aftermath();
    expect(said(told, 'it')[0]).toBe('pass');
  });

  test('is found among those in other calls, whose failures are theirs', () => {
    const callB = act({ verb: 'call', call: 'B', by: 'carol', to: 'dave' });
    const holdB = act({ verb: 'hold', call: 'B', by: 'dave' });
    const told = historyWith({ normal: [callA, callB, holdB, holdA, resumeA, connected('a'), connected('b', 'B')] });
    told.call('B', 'carol', 'dave').hold('B', 'dave', { status: 488 }).hold('A', 'bob').resume('A', 'bob');
    told.check('a').check('b').aftermath();
    expect(said(told, 'a')[0]).toBe('pass');
    expect(said(told, 'b')).toMatchObject([
      'inconclusive',
      { ...REFUSED, fields: { ...REFUSED.fields, party: 'dave' } },
    ]);
  });

  test('of one phase is not taken for the same act of another', () => {
    const acts = [holdA, resumeA];
    const told = historyWith({ normal: [callA, ...acts], outage: [...acts, connected('it')] });
    told.hold('A', 'bob').resume('A', 'bob').phase('outage').hold('A', 'bob', { status: 488 }).resume('A', 'bob');
    expect(said(told.check('it').aftermath(), 'it')).toMatchObject(['inconclusive', REFUSED]);
  });

  test('is not taken for the same deed in a check', () => {
    const holdable = check('holdable', { kind: 'can', deed: { verb: 'hold', call: 'A', by: 'bob' } });
    const told = historyWith({ normal: [callA, holdable, holdA, connected('it')] });
    told.check('holdable', (of) =>
      told.hold('A', 'bob', { of }).resume('A', 'bob', { of }).listen('A', 'alice', 'bob', { of }),
    );
    told.hold('A', 'bob', { status: 488 }).check('it').aftermath();
    expect(said(told, 'holdable')[0]).toBe('pass');
    expect(said(told, 'it')).toMatchObject(['inconclusive', REFUSED]);
  });

  test('that failed is cited', () => {
    const told = historyWith({ normal: [callA, holdA, connected('it')] }).hold('A', 'bob', { status: 488 });
    expect(cited(told, verdictOf(told.check('it').aftermath(), 'it'))).toEqual(['bob in SIP/2.0 488 Whatever']);
  });

  test.each([
    [{ answer: 503 }, 'bob in SIP/2.0 503 Service Unavailable', 'act-failed'],
    [{ takeover: false }, 'bob in NOTIFY', 'park-without-parkee'],
    [{ answer: 'none' }, 'bob out REFER', 'act-failed'],
  ] as const)('of parking that failed is cited: %j', (options, event, because) => {
    const told = historyWith({ normal: [callA, parkA, retrievable] })
      .park('A', 'bob', options)
      .check('retrieve')
      .aftermath();
    const verdict = verdictOf(told, 'retrieve');
    expect(inShort(verdict)).toMatchObject(['inconclusive', { because, fields: { deed: "bob's park of call A" } }]);
    expect(cited(told, verdict)).toEqual([event]);
  });

  test('that came too late for its call is the fault of the check that found the call ended', () => {
    const told = historyWith({ normal: [callA, connected('first'), holdA, connected('second')] });
    const leg = { ...told.side('A', 'alice'), peer: 'primary' } as const;
    told.fromPeer(leg, 'BYE');
    told.check('first').hold('A', 'bob', { status: 488 }).check('second').aftermath();
    expect(said(told, 'first')[0]).toBe('fail');
    expect(said(told, 'second')).toMatchObject([
      'inconclusive',
      {
        code: 'call-ended-earlier',
        because: 'call-lost',
        fields: {
          party: 'alice',
          call: 'A',
          end: 'its leg was ended by a BYE from udp:127.0.0.1:5060',
          since: 'entering normal',
          check: 'S/first',
        },
      },
    ]);
  });
});

describe('a lost call', () => {
  test('is not blamed on a check of another call', () => {
    const callB = act({ verb: 'call', call: 'B', by: 'carol', to: 'dave' });
    const told = historyWith({ normal: [callA, callB, connected('b', 'B'), connected('a')] }).call(
      'B',
      'carol',
      'dave',
    );
    told.fromPeer({ ...told.side('B', 'dave'), peer: 'primary' }, 'BYE');
    told.check('b').fromPeer({ ...told.side('A', 'bob'), peer: 'primary' }, 'BYE');
    told.check('a').aftermath();
    expect([said(told, 'b')[0], said(told, 'a')[0]]).toEqual(['fail', 'fail']);
  });

  test('is not blamed on a check that was not applicable and would have changed nothing', () => {
    const held = check('held', { kind: 'is', outcome: 'held', call: 'A' });
    const capabilities = CANDIDATE.capabilities.filter((each) => each !== 'hold');
    const told = historyWith({ normal: [callA, held, connected('it')] }, { capabilities }).check('held');
    told.fromPeer({ ...told.side('A', 'bob'), peer: 'primary' }, 'BYE');
    told.check('it').aftermath();
    expect([said(told, 'held')[0], said(told, 'it')[0]]).toEqual(['not-applicable', 'fail']);
  });

  test('does not keep a check from finding it gone, as it should be', () => {
    const gone = check('gone', { kind: 'is', outcome: 'disconnected', call: 'A' });
    const told = historyWith({ normal: [callA], outage: [connected('first'), gone] }).phase('outage');
    for (const party of ['alice', 'bob'] as const) told.fromPeer({ ...told.side('A', party), peer: 'backup' }, 'BYE');
    told.check('first').check('gone').aftermath();
    expect([said(told, 'first')[0], said(told, 'gone')[0]]).toEqual(['fail', 'pass']);
  });

  test('is one that is parked while its parker is still in it', () => {
    const park = check('park', { kind: 'can', deed: { verb: 'park', call: 'A', by: 'bob' } });
    const told = historyWith({ normal: [callA, park, retrievable] });
    told.check('park', (of) =>
      told.park('A', 'bob', { of, parkerFreed: false }).lookup('bob', 'primary', '101', { of }),
    );
    told.check('retrieve').aftermath();
    expect(said(told, 'park')).toMatchObject([
      'fail',
      { code: 'parker-still-up', fields: { call: 'A', parker: 'bob' } },
    ]);
    expect(said(told, 'retrieve')).toMatchObject([
      'inconclusive',
      { code: 'call-not-parked-earlier', fields: { call: 'A', check: 'S/park' } },
    ]);
  });

  test('is not one that is parked, though an earlier check of it failed', () => {
    const parked = check('parked', { kind: 'is', outcome: 'parked', call: 'A' });
    const told = historyWith({ normal: [callA, parkA, parked, retrievable] }).park('A', 'bob', { music: 'none' });
    told.check('parked').check('retrieve', (of) => {
      told.retrieve('A', 'carol', { of }).dial('A', 'bob', 'primary', '101', { of });
    });
    expect(said(told.aftermath(), 'parked')[0]).toBe('fail');
    expect(said(told, 'retrieve')[0]).toBe('pass');
  });

  test('is one whose parkee was dropped', () => {
    const parked = check('parked', { kind: 'is', outcome: 'parked', call: 'A' });
    const told = historyWith({ normal: [callA, parkA, parked, retrievable] }).park('A', 'bob');
    told.fromPeer(told.side('A', 'alice'), 'BYE');
    told.check('parked').check('retrieve').aftermath();
    expect(said(told, 'parked')[0]).toBe('fail');
    expect(said(told, 'retrieve')).toMatchObject([
      'inconclusive',
      { code: 'call-not-parked-earlier', fields: { call: 'A', check: 'S/parked' } },
    ]);
  });
});

describe('a fault that missed its window', () => {
  test('cites the end of the call', () => {
    const told = historyWith({ normal: [callA], outage: [connected('it')] });
    told.fromPeer({ ...told.side('A', 'bob'), peer: 'primary' }, 'BYE');
    told.phase('outage').check('it').aftermath();
    expect(cited(told, verdictOf(told, 'it'))).toEqual(['bob in BYE']);
  });

  test('is one that came when the parkee was gone, though the parker had to be', () => {
    const parked = check('it', { kind: 'is', outcome: 'disconnected', call: 'A' });
    const told = historyWith({ normal: [callA, parkA], outage: [parked] }).park('A', 'bob');
    told.fromPeer(told.side('A', 'alice'), 'BYE');
    told.phase('outage').check('it').aftermath();
    expect(said(told, 'it')).toMatchObject([
      'inconclusive',
      {
        code: 'call-over-before-outage',
        fields: { party: 'alice', call: 'A', end: 'its leg was ended by a BYE from udp:127.0.0.1:5060' },
      },
    ]);
  });

  test('is not one that came after a call was hung up as planned', () => {
    const hangup = act({ verb: 'hangup', call: 'A', by: 'alice' });
    const again = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
    const told = historyWith({ normal: [callA, hangup], failover: [again, connected('it')] }).hangup('A', 'alice');
    told.phases('outage', 'failover').call('A', 'alice', 'bob').check('it').aftermath();
    expect(said(told, 'it')[0]).toBe('pass');
  });
});
