import { describe, expect, test } from '@jest/globals';
import { CANDIDATE } from './cells.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { cited, inShort, type InShort, verdictOf } from './verdict-of.ts';

const acts = [act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' }), act({ verb: 'park', call: 'A', by: 'bob' })];
const cell = cellOf('E', { normal: acts });
const through = cellOf('E', { normal: acts, outage: [], failover: [], 'failed-over': [], failback: [] });

function parked(): HistoryBuilder {
  return history(cell).phase('normal').call('A', 'alice', 'bob').park('A', 'bob');
}

function said(told: HistoryBuilder): InShort {
  return inShort(verdictOf(told, 'aftermath'));
}

const unasked = (told: HistoryBuilder): HistoryBuilder =>
  told.check('aftermath', (of) => told.wait(2000).hangup('A', 'alice', { of }).wait(200)).end();

/** A BYE of the pool `after` ms after the last that the phone saw of the end of its leg. */
function late(
  after: number,
  how: 'answered' | 'unanswered' | 'theirs' | 'error' | 'of a phone' = 'answered',
): HistoryBuilder {
  const told = parked();
  const leg = told.side('A', 'alice');
  told.orbits.clear();
  if (how === 'theirs') told.fromPeer(leg, 'BYE', {}, 'none');
  else if (how === 'error') told.inDialog(leg, 'INVITE', {}, 481);
  else told.inDialog(leg, 'BYE', {}, how === 'unanswered' ? 'none' : 200);
  const over = told.t;
  told.unhear('alice', leg.callId).sides.delete('A');
  told.wait(after - (told.t - over) - 1);
  told.fromPeer({ ...leg, peer: how === 'of a phone' ? 'bob' : 'primary' }, 'BYE', {}, 481);
  return told.aftermath();
}

const story = (wait: number): HistoryBuilder => {
  const told = history(through).phase('normal').call('A', 'alice', 'bob').park('A', 'bob').phase('outage');
  const leg = told.side('A', 'alice');
  told.inDialog(leg, 'BYE', {}, 'none');
  told.unhear('alice', leg.callId).sides.delete('A');
  told.orbits.clear();
  told.wait(3000).phases('failover', 'failed-over', 'failback');
  told.wait(wait).fromPeer(leg, 'BYE', {}, 481);
  return told.aftermath();
};

describe('the aftermath', () => {
  test('of a cell that never began is inconclusive, since there was nothing to leave behind', () => {
    expect(said(history(cell).phase('normal', { missed: 'no pool answers' }).aftermath())).toMatchObject([
      'inconclusive',
      { code: 'never-ready' },
    ]);
  });

  test('passes when everything was hung up and no orbit is in use', () => {
    const told = parked().aftermath();
    const verdict = verdictOf(told, 'aftermath');
    expect(verdict).toMatchObject({ verdict: 'pass', code: 'nothing-left-behind' });
    expect(verdict.fields).toEqual({ dialogs: 3, lookups: 2 });
    expect(cited(told, verdict)).toEqual([
      'alice out BYE',
      'bob in BYE',
      'alice out BYE',
      'frank in NOTIFY',
      'frank in NOTIFY',
      'action',
    ]);
  });

  test('claims nothing of orbits where no pool was asked for them', () => {
    const never = history(cell).phase('normal').call('A', 'alice', 'bob');
    expect(verdictOf(unasked(never), 'aftermath').reason).not.toContain('orbit');
    expect(verdictOf(parked().aftermath(), 'aftermath').reason).toContain('no orbit');
  });

  test('is inconclusive where every call was refused, whatever a pool says of its orbits', () => {
    const refused = (): HistoryBuilder => history(cell).phase('normal').call('A', 'alice', 'bob', { status: 403 });
    const told = refused().aftermath();
    expect(said(told)).toEqual(['inconclusive', { code: 'no-call-stood' }]);
    expect(cited(told, verdictOf(told, 'aftermath'))).toEqual(['action']);
    const asked = refused();
    asked.aftermath((of) => asked.lookup('bob', 'primary', undefined, { of, shows: [] }));
    expect(said(asked)).toEqual(['inconclusive', { code: 'no-call-stood' }]);
  });

  test('of a cell whose calls must be refused, or that has none, needs no call', () => {
    const call = { verb: 'call', call: 'A', by: 'alice', to: 'bob' } as const;
    const closed = history(cellOf('E', { normal: [check('refused', { kind: 'cannot', deed: call })] })).phase('normal');
    closed.check('refused', (of) => closed.call('A', 'alice', 'bob', { of, status: 403 }));
    expect(said(closed.aftermath())[0]).toBe('pass');
    expect(
      said(
        history(cellOf('E', { normal: [] }))
          .phase('normal')
          .aftermath(),
      )[0],
    ).toBe('pass');
    const open = history(cellOf('E', { normal: [check('callable', { kind: 'can', deed: call })] })).phase('normal');
    open.check('callable', (of) => open.call('A', 'alice', 'bob', { of, status: 403 }));
    expect(said(open.aftermath())[0]).toBe('inconclusive');
  });

  test('fails when a leg never ended', () => {
    const told = parked().aftermath(undefined, { tidy: false });
    const verdict = verdictOf(told, 'aftermath');
    expect(verdict.verdict).toBe('fail');
    expect(verdict).toMatchObject({ code: 'leg-never-ended', fields: { party: 'alice' } });
    expect(cited(told, verdict)).toEqual(['alice out SIP/2.0 200 OK']);
  });

  test('fails when a pool that is up does not answer the BYE', () => {
    const told = parked();
    told.aftermath((of) => told.hangup('A', 'alice', { of, status: 'none' }), { tidy: false });
    expect(said(told)).toMatchObject(['fail', { code: 'bye-unanswered', fields: { pool: 'primary', party: 'alice' } }]);
  });

  test('does not blame a pool that is down', () => {
    const told = history(cellOf('E', { normal: acts, outage: [] }))
      .phase('normal')
      .call('A', 'alice', 'bob')
      .park('A', 'bob')
      .phase('outage');
    told.orbits.clear();
    told.aftermath((of) => told.hangup('A', 'alice', { of, status: 'none' }), { tidy: false });
    expect(said(told)[0]).toBe('pass');
  });

  test('does not blame a pool for a phone that does not answer', () => {
    const told = history(cell).phase('normal').call('A', 'alice', 'bob');
    told.aftermath((of) => told.hangup('A', 'alice', { of, status: 'none' }), { tidy: false });
    expect(said(told)[0]).toBe('pass');
  });

  test('fails when an orbit is still in use', () => {
    const told = parked();
    const shown = told.shownFor('A');
    told.aftermath((of) => told.lookup('bob', 'primary', '101', { of, shows: [shown] }));
    expect(said(told)).toMatchObject(['fail', { code: 'orbit-in-use-at-end' }]);
  });

  test('is inconclusive when the pool does not say', () => {
    const told = parked();
    told.aftermath((of) => told.lookup('bob', 'primary', '101', { of, status: 'none' }));
    expect(said(told)).toMatchObject([
      'inconclusive',
      { code: 'orbit-use-not-told', fields: { place: 'orbit 101 of primary' } },
    ]);
  });

  test('is inconclusive when nobody asked, where one could', () => {
    expect(said(unasked(parked()))).toMatchObject([
      'inconclusive',
      { code: 'orbit-not-asked', fields: { orbit: '101' } },
    ]);
    const capabilities = CANDIDATE.capabilities.filter((each) => each !== 'orbit-status');
    const told = history(cell, { capabilities }).phase('normal').call('A', 'alice', 'bob').park('A', 'bob');
    expect(said(unasked(told))[0]).toBe('pass');
    const never = history(cell).phase('normal').call('A', 'alice', 'bob');
    expect(said(unasked(never))[0]).toBe('pass');
  });

  describe('on BYEs', () => {
    test.each([
      ['answered', 100],
      ['theirs', 100],
      ['unanswered', 500],
      ['error', 500],
    ] as const)('lets one come after the leg was over (%s) for %d ms, but no longer', (how, crossing) => {
      expect(said(late(crossing, how))[0]).toBe('pass');
      expect(said(late(crossing + 1, how))).toMatchObject([
        'fail',
        {
          code: 'late-bye',
          fields: { party: 'alice', from: 'udp:127.0.0.1:5060', late: crossing + 1, bound: crossing },
        },
      ]);
    });

    test('cites the end of the leg and the BYE', () => {
      const told = late(300);
      expect(cited(told, verdictOf(told, 'aftermath'))).toEqual(['alice out BYE', 'alice in BYE']);
    });

    test('does not blame the candidate for that of a phone', () => {
      expect(said(late(2000, 'of a phone'))[0]).toBe('pass');
    });

    test('does not take the same BYE again for a late one', () => {
      const told = parked();
      const leg = told.side('A', 'alice');
      told.fromPeer(leg, 'BYE');
      const bye = told.events.findLast((event) => event.kind === 'sip' && event.text.startsWith('BYE'));
      told.wait(1000);
      if (bye?.kind === 'sip') told.sip('alice', 'in', 'primary', bye.text);
      told.unhear('alice', leg.callId).sides.delete('A');
      told.orbits.clear();
      expect(said(told.aftermath())[0]).toBe('pass');
    });

    test('lets a pool that was away let go as soon as it is back', () => {
      expect(said(story(400))[0]).toBe('pass');
      expect(said(story(600))[0]).toBe('fail');
    });
  });

  test('is inconclusive when a pool ended before it was ever up', () => {
    const told = history(cell)
      .process('primary', 'exited')
      .phase('normal', { missed: 'primary ended (exit code 127)' });
    expect(said(told.aftermath())).toMatchObject(['inconclusive', { code: 'never-ready' }]);
  });

  test('fails when a pool died by itself', () => {
    expect(said(parked().process('backup', 'exited').aftermath())).toMatchObject([
      'fail',
      { code: 'pool-died', fields: { pool: 'backup', phase: 'normal', how: 'exit code 1' } },
    ]);
    const told = parked();
    told.add({ kind: 'process', pool: 'backup', event: 'exited', pid: 1, code: null, signal: 'SIGSEGV' });
    expect(said(told.aftermath())[1]).toMatchObject({
      code: 'pool-died',
      fields: { pool: 'backup', phase: 'normal', how: 'SIGSEGV' },
    });
    const later = history(through).phase('normal').phases('outage', 'failover').process('backup', 'exited').aftermath();
    expect(said(later)[1]).toMatchObject({
      code: 'pool-died',
      fields: { pool: 'backup', phase: 'failover', how: 'exit code 1' },
    });
    const vanished = parked();
    vanished.add({ kind: 'process', pool: 'primary', event: 'exited', pid: 1 });
    expect(said(vanished.aftermath())[1]).toMatchObject({
      code: 'pool-died',
      fields: { pool: 'primary', phase: 'normal', how: 'no exit code' },
    });
  });

  test('fails when the candidate calls somebody for no reason', () => {
    const told = parked();
    told.aftermath((of) => {
      expect(of).toBeDefined();
      told.ring('backup', 'dave', 'why');
    });
    expect(said(told)).toMatchObject(['fail', { code: 'unsolicited-call', fields: { party: 'dave' } }]);
  });

  test('accepts a ringback and a call to the timeout target while the call is parked', () => {
    const told = parked();
    told.ring('primary', 'bob', 'back');
    told.ring('primary', 'carol', 'onward');
    expect(said(told.aftermath())[0]).toBe('pass');
  });

  test('does not accept a ringback when the call is no longer parked', () => {
    const told = parked().hangup('A', 'alice');
    told.ring('primary', 'bob', 'back');
    expect(said(told.aftermath())[1]).toMatchObject({ code: 'unsolicited-call', fields: { party: 'bob' } });
  });

  test('accepts a ringback by a pool that says the call is parked, though it was not taken over', () => {
    const told = history(cell).phase('normal').call('A', 'alice', 'bob').park('A', 'bob', { takeover: false });
    told.ring('primary', 'bob', 'back');
    expect(said(told.aftermath())[0]).toBe('pass');
  });

  test('still accepts it when the pool has handed that call on afterwards', () => {
    const told = history(cell).phase('normal').call('A', 'alice', 'bob').park('A', 'bob', { takeover: false });
    told.ring('primary', 'bob', 'back');
    told.ring('primary', 'carol', 'onward', { status: 200, call: 'A' });
    const carol = told.side('A', 'carol');
    const to = { callId: 'handed-on', localTag: 'c', remoteTag: 'p' };
    told.answerReplacing('primary', carol, to, 'sip:101@127.0.0.1:5060');
    told.inDialog({ ...carol, ...to }, 'BYE');
    expect(said(told.aftermath())[1]).not.toEqual({ code: 'unsolicited-call' });
  });

  test('does not accept a ringback for a call of the pool that was taken away', () => {
    const told = history(through).phase('normal').call('A', 'alice', 'bob').park('A', 'bob');
    told.phases('outage', 'failover').ring('backup', 'bob', 'back');
    expect(said(told.aftermath())[1]).toMatchObject({ code: 'unsolicited-call', fields: { party: 'bob' } });
  });

  test('accepts that the parkee is taken over when the parker has stopped waiting', () => {
    const told = history(cell).phase('normal').call('A', 'alice', 'bob').park('A', 'bob', { final: 'none' });
    const alice = told.side('A', 'alice');
    const to = { callId: 'late', localTag: 'a', remoteTag: 'p' };
    told.answerReplacing('primary', alice, to, 'sip:101@127.0.0.1:5060');
    told.inDialog({ ...alice, ...to, peer: 'primary' }, 'BYE');
    expect(said(told.aftermath())[1]).not.toEqual({ code: 'unsolicited-call' });
  });

  test('accepts the INVITE of a caller that is passed on late, to the one who was called only', () => {
    const passedOn = (to: 'bob' | 'carol'): InShort => {
      const told = history(cell).phase('normal').call('A', 'alice', 'bob', { status: 'none' });
      const callId = told.events.findLast((event) => event.kind === 'action' && event.verb === 'call');
      told.wait(3000).ring('primary', to, callId?.kind === 'action' ? (callId.callId ?? '') : '');
      return said(told.aftermath());
    };
    expect(passedOn('bob')[1]).not.toEqual({ code: 'unsolicited-call' });
    expect(passedOn('carol')).toEqual(['fail', { code: 'unsolicited-call', fields: { party: 'carol' } }]);
  });

  test('does not take a probe of the party for a reason to call it', () => {
    const told = parked();
    const id = told.asked({ verb: 'probe', by: 'alice', call: 'A', callId: told.side('A', 'alice').callId });
    told.ring('backup', 'alice', 'why');
    id.end();
    expect(said(told.aftermath())).toMatchObject(['fail', { code: 'unsolicited-call', fields: { party: 'alice' } }]);
  });

  test('fails when the candidate also calls somebody in the call while it is transferred', () => {
    const told = history(cell).phase('normal').call('A', 'alice', 'bob');
    const deed = told.asked({ verb: 'transfer', by: 'bob', to: 'dave', call: 'A', within: 2000 });
    told.ring('primary', 'dave', 'meant');
    told.ring('primary', 'bob', 'forked');
    deed.end();
    expect(said(told.aftermath())).toMatchObject(['fail', { code: 'unsolicited-call', fields: { party: 'bob' } }]);
  });

  test('fails when a pool that stays up never answers the BYE of a parkee that leaves its orbit', () => {
    const left = (status: 200 | 'none', waited: number): InShort => {
      const told = parked();
      const leg = told.side('A', 'alice');
      told.inDialog(leg, 'BYE', {}, status);
      told.unhear('alice', leg.callId).sides.delete('A');
      told.orbits.clear();
      return said(told.wait(waited).aftermath());
    };
    expect(left(200, 3000)[0]).toBe('pass');
    expect(left('none', 500)[0]).toBe('pass');
    expect(left('none', 3000)).toEqual([
      'fail',
      { code: 'park-bye-unanswered', fields: { pool: 'primary', party: 'alice' } },
    ]);
  });

  test('does not blame a pool that is taken away before it must have answered such a BYE', () => {
    const told = history(through).phase('normal').call('A', 'alice', 'bob').park('A', 'bob');
    const leg = told.side('A', 'alice');
    told.inDialog(leg, 'BYE', {}, 'none');
    told.unhear('alice', leg.callId).sides.delete('A');
    told.orbits.clear();
    told.wait(500).phases('outage', 'failover', 'failed-over', 'failback').wait(4000);
    expect(said(told.aftermath())[0]).toBe('pass');
  });

  test('fails when a BYE comes for a dialog that never was', () => {
    const told = parked();
    told.fromPeer({ ...told.side('A', 'alice'), remoteTag: 'wrong' }, 'BYE', {}, 481);
    told.aftermath();
    const verdict = verdictOf(told, 'aftermath');
    expect(verdict).toMatchObject({
      verdict: 'fail',
      code: 'bye-without-dialog',
      fields: { party: 'alice', from: 'udp:127.0.0.1:5060' },
    });
    expect(cited(told, verdict)).toEqual(['alice in BYE']);
  });

  test('fails when a call was lost that nobody looked at any more', () => {
    const connected = history(cellOf('E', { normal: [acts[0] ?? act({ verb: 'register', by: 'bob' })] })).phase(
      'normal',
    );
    connected.call('A', 'alice', 'bob');
    const leg = connected.side('A', 'alice');
    connected.wait(50).fromPeer({ ...leg, peer: 'primary' }, 'BYE');
    connected.unhear('alice', leg.callId);
    connected.aftermath((of) => connected.hangup('A', 'bob', { of }), { tidy: false });
    const verdict = verdictOf(connected, 'aftermath');
    expect(verdict).toMatchObject({
      verdict: 'fail',
      code: 'call-lost-unwatched',
      fields: { party: 'alice', call: 'A', end: 'its leg was ended by a BYE from udp:127.0.0.1:5060' },
    });
    expect(cited(connected, verdict)).toEqual(['alice in BYE']);
  });

  test('fails when an orbit is in use of which nobody was told', () => {
    const told = parked();
    const shown = { ...told.shownFor('A'), orbit: '150' };
    told.aftermath((of) => told.lookup('bob', 'primary', undefined, { of, shows: [shown] }));
    expect(said(told)).toMatchObject(['fail', { code: 'orbit-in-use-at-end' }]);
  });

  test('is an error in a history that was cut off right after it', () => {
    const told = parked().aftermath();
    told.events.pop();
    expect(said(told)).toMatchObject([
      'error',
      { code: 'history-cut-off', fields: { where: 'before the end of the cell' } },
    ]);
  });

  test('reports a proven violation although the history was cut off', () => {
    const told = parked().process('backup', 'exited').aftermath();
    told.events.pop();
    expect(said(told)[0]).toBe('fail');
  });
});
