/** Phones that end a session which nobody refreshes (RFC 4028 10), and those that refresh one. */
import { describe, expect, test } from '@jest/globals';
import type { Candidate } from '../../src/candidate/candidate.ts';
import { CANDIDATE } from './cells.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { sdp } from './sip-text.ts';
import { cited, inShort, type InShort, verdictOf } from './verdict-of.ts';

const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const parkA = act({ verb: 'park', call: 'A', by: 'bob' });
const parked = cellOf('T', { normal: [callA, parkA, check('parked', { kind: 'is', outcome: 'parked', call: 'A' })] });

const POOL = 'udp:127.0.0.1:5060';
const REASON = ['Reason: SIP;cause=408;text="session not refreshed"'];
const LEFT =
  'its phone ended the leg, since the other side did not refresh the session of 90 s that was agreed on with';
const OWED = { party: 'alice', from: POOL, seconds: 90 };

function expires(refresher: 'uac' | 'uas', seconds = 90): { headers: readonly string[] } {
  return { headers: [`Session-Expires: ${seconds};refresher=${refresher}`] };
}

/** A parked call for which the pool has agreed on who refreshes it: with an UPDATE of its own. */
function parkedFor(refresher: 'uac' | 'uas', cell = parked, candidate: Partial<Candidate> = {}): HistoryBuilder {
  const told = history(cell, candidate).phase('normal').call('A', 'alice', 'bob').park('A', 'bob');
  told.fromPeer(told.side('A', 'alice'), 'UPDATE', expires(refresher), 200, expires(refresher));
  return told;
}

/** The phone of the parkee ends the leg. */
function end(told: HistoryBuilder, headers: readonly string[] = REASON, status = 200): HistoryBuilder {
  const leg = told.side('A', 'alice');
  told.inDialog(leg, 'BYE', { headers }, status);
  told.unhear('alice', leg.callId).sides.delete('A');
  told.orbits.clear();
  return told;
}

const ended = (told: HistoryBuilder): HistoryBuilder => told.check('parked').aftermath();
const said = (told: HistoryBuilder, name = 'aftermath'): InShort => inShort(verdictOf(told, name));

describe('a candidate that agreed to refresh a session, and does not', () => {
  test('has lost the parked call, and is named', () => {
    const told = ended(end(parkedFor('uac').wait(60_000)));
    expect(said(told, 'parked')).toEqual([
      'fail',
      { code: 'no-longer-parked', fields: { party: 'alice', call: 'A', end: `${LEFT} ${POOL}` } },
    ]);
    expect(said(told)).toEqual(['fail', { code: 'session-not-refreshed', fields: OWED }]);
    expect(cited(told, verdictOf(told, 'aftermath'))).toEqual(['alice out SIP/2.0 200 OK', 'alice out BYE']);
  });

  test('is named where it no longer knows the session either', () => {
    const told = ended(end(parkedFor('uac').wait(60_000), REASON, 481));
    expect(said(told)[1]).toMatchObject({ code: 'session-not-refreshed' });
  });

  test.each([
    ['too early', 59_900, REASON],
    ['without that reason', 60_000, []],
    ['for another reason', 60_000, ['Reason: Q.850;cause=16', 'Reason: SIP;cause=200']],
  ])('is not taken for it when the phone hangs up %s', (_how, wait, reason) => {
    const told = ended(end(parkedFor('uac').wait(wait), reason));
    expect(said(told)[1].code).toBe('nothing-left-behind');
    expect(said(told, 'parked')[1].fields).toMatchObject({ end: 'its phone ended the leg with a BYE' });
  });

  test('is not taken for it when it refreshed the session since', () => {
    const told = parkedFor('uac').wait(50_000);
    told.fromPeer(told.side('A', 'alice'), 'UPDATE', expires('uac'), 200, expires('uac'));
    expect(said(ended(end(told.wait(15_000))))[1].code).toBe('nothing-left-behind');
  });

  test('is not taken for it when the last answer agreed on no interval', () => {
    const told = parkedFor('uac').wait(50_000);
    told.fromPeer(told.side('A', 'alice'), 'UPDATE');
    expect(said(ended(end(told.wait(70_000))))[1].code).toBe('nothing-left-behind');
  });

  test('has not refreshed it with an answer that comes a second time', () => {
    const told = parkedFor('uac');
    const copy = told.events.findLast((event) => event.kind === 'sip');
    told.wait(50_000);
    if (copy?.kind === 'sip') told.sip('alice', 'out', 'primary', copy.text);
    expect(said(ended(end(told.wait(10_000))))[1].code).toBe('session-not-refreshed');
  });

  test('is not to blame when it was taken away', () => {
    const over = check('over', { kind: 'is', outcome: 'disconnected', call: 'A' });
    const cell = cellOf('T', { normal: [callA, parkA], outage: [over] });
    const told = parkedFor('uac', cell, { bounds: { ...CANDIDATE.bounds, disconnect: 61_000 } }).phase('outage');
    const leg = told.side('A', 'alice');
    told.check('over', () => {
      told.wait(10).unhear('alice', leg.callId);
      end(told.wait(60_000));
    });
    told.aftermath();
    expect(said(told, 'over')).toMatchObject(['pass', { code: 'disconnected', fields: { end: `${LEFT} ${POOL}` } }]);
    expect(said(told)[1].code).toBe('nothing-left-behind');
  });

  test('is not gone as long as it is heard', () => {
    const over = check('over', { kind: 'is', outcome: 'disconnected', call: 'A' });
    const told = parkedFor('uac', cellOf('T', { normal: [callA, parkA], outage: [over] })).phase('outage');
    told.check('over', () => {
      end(told.wait(60_000));
    });
    const heard = told.events.map((event) =>
      event.kind === 'media' && event.event === 'stops' ? { ...event, at: event.t } : event,
    );
    told.events.splice(0, told.events.length, ...heard);
    expect(said(told.aftermath(), 'over')).toMatchObject(['fail', { code: 'heard-until-given-up' }]);
  });
});

test('a party whose peer is another phone loses its call, and the other side is named', () => {
  const cell = cellOf('T', { normal: [callA, check('on', { kind: 'is', outcome: 'connected', call: 'A' })] });
  const told = history(cell).phase('normal').call('A', 'alice', 'bob');
  const leg = told.side('A', 'bob');
  told.fromPeer(leg, 'UPDATE', expires('uac'), 200, expires('uac'));
  told.check('on', () => {
    told.wait(60_000).inDialog(leg, 'BYE', { headers: REASON });
    told.unhear('alice', leg.callId).unhear('bob', leg.callId).sides.delete('A');
  });
  const why = `${LEFT} udp:127.0.0.1:41001`;
  expect(said(told.aftermath(), 'on')).toMatchObject([
    'fail',
    { code: 'call-lost', fields: { party: 'bob', end: why } },
  ]);
});

describe('a phone that refreshes the session', () => {
  const refused = ['fail', { code: 'refresh-not-accepted', fields: OWED }];

  test('ends it when its refreshes are refused', () => {
    const told = parkedFor('uas').wait(45_000);
    const leg = told.side('A', 'alice');
    told.inDialog(leg, 'UPDATE', expires('uac'), 500);
    told.inDialog(leg, 'INVITE', { ...expires('uac'), type: 'application/sdp', body: sdp() }, 500);
    const over = ended(end(told.wait(15_000)));
    expect(said(over)).toEqual(refused);
    expect(said(over, 'parked')[1].fields?.['end']).toMatch(/could not refresh the session of 90 s/);
    expect(cited(over, verdictOf(over, 'aftermath'))).toEqual([
      'alice out SIP/2.0 200 OK',
      'alice out UPDATE',
      'alice out INVITE',
      'alice out BYE',
    ]);
  });

  test.each(['UPDATE', 'INVITE'])('has no call any more when its %s is answered 481', (method) => {
    const told = parkedFor('uas').wait(45_000);
    const leg = told.side('A', 'alice');
    told.inDialog(leg, method, { ...expires('uac'), type: 'application/sdp', body: sdp() }, 481);
    told.unhear('alice', leg.callId).sides.delete('A');
    told.orbits.clear();
    expect(said(ended(told))).toEqual(refused);
  });

  test('still has the call when the peer does not know UPDATE', () => {
    const told = parkedFor('uas').wait(45_000);
    const leg = told.side('A', 'alice');
    told.inDialog(leg, 'UPDATE', expires('uac'), 405);
    told.inDialog(leg, 'INVITE', { ...expires('uac'), type: 'application/sdp', body: sdp() }, 200, expires('uac'));
    told.check('parked', (of) => told.lookup('bob', 'primary', '101', { of }));
    expect(said(told.aftermath(), 'parked')[0]).toBe('pass');
    expect(said(told)[1].code).toBe('nothing-left-behind');
  });

  test('asks nothing with it: a refresh that is under way is no probe that failed', () => {
    const refreshing = (headers: readonly string[]): InShort => {
      const told = parkedFor('uas');
      told.check('parked', (of) => {
        told.lookup('bob', 'primary', '101', { of });
        told.inDialog(told.side('A', 'alice'), 'INVITE', { headers, type: 'application/sdp', body: sdp() }, 'none');
      });
      return said(told.aftermath(), 'parked');
    };
    expect(refreshing(expires('uac').headers)[0]).toBe('pass');
    expect(refreshing([])).toMatchObject(['fail', { code: 'parkee-probe-failed' }]);
  });

  test('asks with a probe, which keeps the interval as well', () => {
    const told = parkedFor('uas');
    told.check('parked', (of) => {
      const side = told.side('A', 'alice');
      told.lookup('bob', 'primary', '101', { of });
      const probe = told.asked({ verb: 'probe', by: 'alice', call: 'A', callId: side.callId, within: 500, of });
      told.inDialog(side, 'INVITE', { ...expires('uac'), type: 'application/sdp', body: sdp() }, 'none');
      probe.end('no answer');
    });
    expect(said(told.aftermath(), 'parked')).toMatchObject(['fail', { code: 'parkee-probe-failed' }]);
  });

  test('does not hold or resume a call with it', () => {
    const cell = cellOf('T', {
      normal: [callA, check('hold', { kind: 'can', deed: { verb: 'hold', call: 'A', by: 'alice' } })],
    });
    const told = history(cell).phase('normal').call('A', 'alice', 'bob');
    const leg = told.side('A', 'alice');
    told.check('hold', (of) => {
      told.hold('A', 'alice', { of }).resume('A', 'alice', { of });
      told.inDialog(leg, 'INVITE', { ...expires('uac'), type: 'application/sdp', body: sdp() }, 'none');
    });
    expect(said(told.aftermath(), 'hold')).toMatchObject(['pass', { code: 'held-and-resumed' }]);
  });
});
