import { describe, expect, test } from '@jest/globals';
import type { Deed, Phase, Step } from '../../src/suite/cell.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { contactOf } from './sip-text.ts';
import { inShort, type InShort, verdictOf } from './verdict-of.ts';

const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const callB = act({ verb: 'call', call: 'B', by: 'carol', to: 'bob' });
const parkA = act({ verb: 'park', call: 'A', by: 'bob' });
const holdA = act({ verb: 'hold', call: 'A', by: 'bob' });
const retrieveA = act({ verb: 'retrieve', call: 'A', by: 'carol' });
const hangupA = act({ verb: 'hangup', call: 'A', by: 'alice' });
const connected = (name: string, call = 'A'): Step => check(name, { kind: 'is', outcome: 'connected', call });
const parkable = check('park', { kind: 'can', deed: { verb: 'park', call: 'A', by: 'bob' } });
const retrievable = check('retrieve', { kind: 'can', deed: { verb: 'retrieve', call: 'A', by: 'carol' } });

function historyWith(scenario: Partial<Record<Phase, readonly Step[]>>): HistoryBuilder {
  return history(cellOf('S', scenario)).phase('normal').call('A', 'alice', 'bob');
}

function said(told: HistoryBuilder, name: string): InShort {
  return inShort(verdictOf(told, name));
}

/** A pool ends the leg of a party. */
function drop(told: HistoryBuilder, call: string, party: 'alice' | 'bob'): HistoryBuilder {
  const leg = told.side(call, party);
  told.fromPeer({ ...leg, peer: 'primary' }, 'BYE');
  return told.unhear(party, leg.callId);
}

/** The park of the call is granted when its parker has stopped waiting. */
function grantedLate(told: HistoryBuilder, call: string): HistoryBuilder {
  told.park(call, 'bob', { final: 'none', takeover: true });
  const park = told.events.findLast((event) => event.kind === 'action' && event.verb === 'park');
  const callId = (park?.kind === 'action' && park.callId) || '';
  told.notify('primary', 'bob', callId, 'SIP/2.0 200 OK', 3, [`Contact: <${contactOf('primary', '101')}>`]);
  return told;
}

function retrieving(told: HistoryBuilder): HistoryBuilder {
  return told
    .check('retrieve', (of) => told.retrieve('A', 'carol', { of }).dial('A', 'bob', 'primary', '101', { of }))
    .aftermath();
}

describe('an act is told from another', () => {
  test('that is the same in another call', () => {
    const again = act({ verb: 'call', call: 'C', by: 'alice', to: 'bob' });
    const told = historyWith({ normal: [callA, again, connected('it', 'C')] });
    told.call('C', 'alice', 'bob').check('it').aftermath();
    expect(said(told, 'it')[0]).toBe('pass');
  });

  test('that calls somebody else in the same call', () => {
    const other = act({ verb: 'call', call: 'A', by: 'alice', to: 'carol' });
    const told = historyWith({ normal: [callA, hangupA, other, connected('it')] }).hangup('A', 'alice');
    told.call('A', 'alice', 'carol').check('it').aftermath();
    expect(said(told, 'it')[0]).toBe('pass');
  });

  test('that transfers the same call to somebody else', () => {
    const to = (target: 'carol' | 'dave'): Step =>
      act({ verb: 'transfer', call: 'A', by: 'bob', to: target, how: 'blind' });
    const told = historyWith({ normal: [callA, to('carol'), hangupA, callA, to('dave'), connected('it')] });
    told.transfer('A', 'bob', 'carol').hangup('A', 'alice').call('A', 'alice', 'bob').transfer('A', 'bob', 'dave');
    expect(said(told.check('it').aftermath(), 'it')[0]).toBe('pass');
  });
});

describe('an act that was never tried', () => {
  test('is not taken for that of another party', () => {
    const told = historyWith({
      normal: [callA, holdA, act({ verb: 'hold', call: 'A', by: 'alice' }), connected('it')],
    });
    told.hold('A', 'alice').check('it').aftermath();
    expect(said(told, 'it')).toMatchObject([
      'inconclusive',
      { code: 'situation-not-established', because: 'act-never-tried', fields: { deed: "bob's hold of call A" } },
    ]);
  });

  test('is not taken for that to another party', () => {
    const other = act({ verb: 'call', call: 'A', by: 'alice', to: 'carol' });
    const told = history(cellOf('S', { normal: [callA, other, connected('it')] })).phase('normal');
    told.call('A', 'alice', 'carol').check('it').aftermath();
    expect(said(told, 'it')).toMatchObject([
      'inconclusive',
      { code: 'situation-not-established', because: 'act-never-tried', fields: { deed: "alice's call to bob" } },
    ]);
  });
});

describe('an act that could not be', () => {
  test('for want of any call leaves nothing to judge', () => {
    const told = history(cellOf('S', { normal: [retrieveA, connected('it')] })).phase('normal');
    told.asked({ verb: 'retrieve', by: 'carol', call: 'A' }).end('call A is parked nowhere');
    expect(said(told.check('it').aftermath(), 'it')[0]).toBe('inconclusive');
  });

  test.each<Deed>([
    { verb: 'resume', call: 'A', by: 'carol' },
    { verb: 'transfer', call: 'A', by: 'carol', to: 'dave', how: 'blind' },
    { verb: 'retrieve', call: 'A', by: 'carol' },
  ])('for want of a call leaves nothing to judge: %j', (deed) => {
    const told = historyWith({ normal: [callA, act(deed), connected('it')] });
    told.asked({ call: 'A', ...deed }).end('carol has no leg in call A');
    expect(said(told.check('it').aftermath(), 'it')).toMatchObject([
      'inconclusive',
      { code: 'situation-not-established', because: 'in-no-call', fields: { party: 'carol' } },
    ]);
  });

  test.each([
    [undefined, { because: 'act-never-tried' }],
    ['unsent@parkspec', { because: 'not-tried', fields: { why: 'the phone is busy' } }],
  ])('because nothing was sent leaves nothing to judge: Call-ID %s', (callId, found) => {
    const told = historyWith({ normal: [callA, parkA, retrievable] });
    told.asked({ verb: 'park', by: 'bob', call: 'A', callId }).end('the phone is busy');
    expect(said(told.check('retrieve').aftermath(), 'retrieve')).toMatchObject([
      'inconclusive',
      { code: 'situation-not-established', ...found },
    ]);
  });

  test('is not taken for the same one that had worked before', () => {
    const again = check('again', { kind: 'can', deed: { verb: 'retrieve', call: 'A', by: 'dave' } });
    const parkAgain = act({ verb: 'park', call: 'A', by: 'carol' });
    const told = historyWith({ normal: [callA, parkA, retrieveA, parkAgain, again] });
    told.park('A', 'bob').retrieve('A', 'carol');
    told.asked({ verb: 'park', by: 'carol', call: 'A' }).end('the phone is busy');
    expect(said(told.check('again').aftermath(), 'again')).toMatchObject([
      'inconclusive',
      { code: 'situation-not-established', because: 'act-never-tried', fields: { deed: "carol's park of call A" } },
    ]);
  });

  test('does not touch a check that is about no call', () => {
    const register = (by: 'alice' | 'bob'): Step => act({ verb: 'register', by });
    const registrable = check('it', { kind: 'can', deed: { verb: 'register', by: 'bob' } });
    const told = history(cellOf('S', { normal: [register('alice'), registrable] })).phase('normal');
    told.register('alice', { status: 403 }).check('it', (of) => told.register('bob', { of }));
    expect(said(told.aftermath(), 'it')[0]).toBe('pass');
  });

  test('and not a check after it, has the failure of a later one to answer for', () => {
    const told = historyWith({ normal: [callA, holdA, connected('first'), connected('second')] });
    drop(told, 'A', 'alice').hold('A', 'bob', { status: 488 }).check('first').check('second').aftermath();
    for (const name of ['first', 'second'])
      expect(said(told, name)).toMatchObject([
        'inconclusive',
        { code: 'situation-not-established', because: 'reinvite-failed', fields: { party: 'bob', intent: 'hold' } },
      ]);
  });
});

describe('an act that came too late', () => {
  const acted = (maxDelayMs: number): ReturnType<typeof said> => {
    const told = history(cellOf('S', { normal: [callA, connected('it')] })).phase('normal');
    told.call('A', 'alice', 'bob', { after: 2_100 }).check('it', () => {}, { load: maxDelayMs });
    return said(told.aftermath(), 'it');
  };

  test('was spoilt where parkspec was late, as is recorded after it', () => {
    expect(acted(400)).toMatchObject(['inconclusive', { code: 'situation-not-established', because: 'harness-late' }]);
  });

  test('was not where parkspec was in time', () => {
    expect(acted(1)).toMatchObject(['inconclusive', { code: 'situation-not-established', because: 'audio-late' }]);
  });
});

describe('a retrieval as an act', () => {
  test('that parks the retriever instead leaves nothing to judge', () => {
    const told = historyWith({ normal: [callA, parkA, retrieveA, connected('it')] }).park('A', 'bob');
    told.retrieve('A', 'carol', { hears: 'music:primary' }).check('it').aftermath();
    expect(said(told, 'it')).toMatchObject(['inconclusive', { code: 'situation-not-established' }]);
  });

  test('works where the pool joins the two itself and its music ends with that', () => {
    const told = historyWith({ normal: [callA, parkA, retrieveA, connected('it')] }).park('A', 'bob');
    const { callId } = told.side('A', 'alice');
    const { pool, orbit } = told.shownFor('A');
    told.retrieve('A', 'carol', { joined: false, hears: 'alice' });
    told.unhear('alice', callId).hear('alice', callId, 'carol').orbits.delete(`${pool} ${orbit}`);
    told.asked({ verb: 'listen', by: 'alice', to: 'carol', call: 'A' }).end();
    expect(said(told.check('it').aftermath(), 'it')[0]).toBe('pass');
  });
});

describe('a park that was granted when nobody waited any more', () => {
  test('leaves nothing to judge of that call, and takes nothing from another', () => {
    const parked = (name: string, call: string): Step => check(name, { kind: 'is', outcome: 'parked', call });
    const parkB = act({ verb: 'park', call: 'B', by: 'bob' });
    const told = historyWith({ normal: [callA, callB, parkA, parkB, parked('a', 'A'), parked('b', 'B')] });
    told.call('B', 'carol', 'bob').park('A', 'bob', { orbit: '102' });
    grantedLate(told, 'B').check('a').check('b').aftermath();
    expect(said(told, 'a')[0]).toBe('pass');
    expect(said(told, 'b')).toMatchObject([
      'inconclusive',
      { code: 'situation-not-established', because: 'park-answered-too-late', fields: { call: 'B' } },
    ]);
  });

  test('matters no more when the call is over', () => {
    const nobody = check('nobody', { kind: 'is', outcome: 'nobody', call: 'A' });
    const told = grantedLate(historyWith({ normal: [callA, parkA, hangupA, nobody] }), 'A').hangup('A', 'alice');
    told.check('nobody', (of) => {
      for (const pool of ['primary', 'backup'] as const) told.dial('A', 'bob', pool, '101', { of });
    });
    expect(said(told.aftermath(), 'nobody')[0]).toBe('pass');
  });
});

const LOST = ['inconclusive', { code: 'call-not-parked-earlier', fields: { call: 'A', check: 'S/park' } }];

describe('a call that should be parked by an earlier check', () => {
  test.each([
    ['was not said to be', { final: 'none', takeover: true }],
    ['was said not to be', { final: 'SIP/2.0 300 Multiple Choices', takeover: true }],
  ] as const)('is not, although it was taken over, when it %s', (_, options) => {
    const told = historyWith({ normal: [callA, parkable, retrievable] });
    told.check('park', (of) => told.park('A', 'bob', { ...options, of, parkerFreed: true }));
    retrieving(told);
    expect([said(told, 'park')[0], said(told, 'retrieve')]).toMatchObject(['fail', LOST]);
  });

  test('is not when its parker was dropped instead', () => {
    const told = historyWith({ normal: [callA, parkable, retrievable] });
    told.check('park', (of) => drop(told.park('A', 'bob', { of, takeover: false }), 'A', 'bob')).check('retrieve');
    told.aftermath();
    expect([said(told, 'park')[0], said(told, 'retrieve')]).toMatchObject(['fail', LOST]);
  });

  test('is not for having been parked by somebody else before', () => {
    const again = check('park', { kind: 'can', deed: { verb: 'park', call: 'A', by: 'carol' } });
    const byDave = check('retrieve', { kind: 'can', deed: { verb: 'retrieve', call: 'A', by: 'dave' } });
    const told = historyWith({ normal: [callA, parkA, retrieveA, again, byDave] });
    told.park('A', 'bob').retrieve('A', 'carol');
    told.check('park', (of) => told.park('A', 'carol', { of, final: 'none', takeover: true })).check('retrieve');
    expect(said(told.aftermath(), 'retrieve')).toMatchObject(LOST);
  });

  test('is not for another call that the same party has parked', () => {
    const parkB = act({ verb: 'park', call: 'B', by: 'bob' });
    const told = historyWith({ normal: [callA, callB, parkB, parkable, retrievable] });
    told.call('B', 'carol', 'bob').park('B', 'bob', { orbit: '102' });
    told.check('park', (of) => told.park('A', 'bob', { of, final: 'none', takeover: true })).check('retrieve');
    expect(said(told.aftermath(), 'retrieve')).toMatchObject(LOST);
  });
});

describe('a call that stands as planned is judged although an earlier check of it failed', () => {
  test('when it is parked beside another', () => {
    const parked = check('parked', { kind: 'is', outcome: 'parked', call: 'A' });
    const byDave = check('retrieve', { kind: 'can', deed: { verb: 'retrieve', call: 'A', by: 'dave' } });
    const parkB = act({ verb: 'park', call: 'B', by: 'bob' });
    const told = historyWith({ normal: [callA, callB, parkA, parkB, parked, byDave] }).call('B', 'carol', 'bob');
    told.park('A', 'bob', { music: 'none' }).park('B', 'bob', { orbit: '102' }).check('parked');
    told.check('retrieve', (of) => told.retrieve('A', 'dave', { of }).dial('A', 'bob', 'primary', '101', { of }));
    told.aftermath();
    expect([said(told, 'parked')[0], said(told, 'retrieve')[0]]).toEqual(['fail', 'pass']);
  });

  test('when it is on hold', () => {
    const held = check('held', { kind: 'is', outcome: 'held', call: 'A' });
    const resumable = check('resume', { kind: 'can', deed: { verb: 'resume', call: 'A', by: 'bob' } });
    const told = historyWith({ normal: [callA, holdA, held, resumable] }).hold('A', 'bob');
    const { callId } = told.side('A', 'alice');
    told.check('held', () => told.hear('alice', callId, 'bob')).unhear('alice', callId, 'bob');
    told.check('resume', (of) => told.resume('A', 'bob', { of }).listen('A', 'alice', 'bob', { of })).aftermath();
    expect([said(told, 'held')[0], said(told, 'resume')[0]]).toEqual(['fail', 'pass']);
  });

  test('when it is over and is called anew', () => {
    const callable = check('call', { kind: 'can', deed: { verb: 'call', call: 'A', by: 'alice', to: 'bob' } });
    const told = historyWith({ normal: [callA, connected('first'), hangupA, callable] });
    told
      .wait(3000)
      .check('first', () => {}, { gapMs: 2000 })
      .hangup('A', 'alice');
    told.check('call', (of) => told.call('A', 'alice', 'bob', { of })).aftermath();
    expect([said(told, 'first')[0], said(told, 'call')[0]]).toEqual(['fail', 'pass']);
  });
});

describe('the check that has a loss to answer for', () => {
  const refused = check('refused', { kind: 'cannot', deed: { verb: 'park', call: 'A', by: 'bob' } });

  test('has parked the call where it should have been refused', () => {
    const told = historyWith({ normal: [callA, connected('first'), refused, connected('it')] });
    told.check('first').check('refused', (of) => told.park('A', 'bob', { of }));
    told.check('it').aftermath();
    expect(said(told, 'it')).toMatchObject([
      'inconclusive',
      { code: 'call-parked-earlier', fields: { call: 'A', check: 'S/refused' } },
    ]);
  });

  test('has not parked a call that was parked before it as planned', () => {
    const told = historyWith({ normal: [callA, parkA, retrieveA, connected('first'), connected('it')] });
    told.park('A', 'bob').retrieve('A', 'carol');
    drop(told, 'A', 'alice').check('first').check('it').aftermath();
    expect(said(told, 'it')).toMatchObject([
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

test('a fault that missed its window is found whatever call is looked at first', () => {
  const other = act({ verb: 'call', call: 'B', by: 'carol', to: 'dave' });
  const told = historyWith({ normal: [callA, other], outage: [connected('b', 'B'), connected('a')] });
  drop(told.call('B', 'carol', 'dave'), 'A', 'bob')
    .phase('outage')
    .check('b')
    .check('a')
    .aftermath();
  expect(said(told, 'b')[0]).toBe('pass');
  expect(said(told, 'a')).toMatchObject([
    'inconclusive',
    {
      code: 'call-over-before-outage',
      fields: { party: 'bob', call: 'A', end: 'its leg was ended by a BYE from udp:127.0.0.1:5060' },
    },
  ]);
});
