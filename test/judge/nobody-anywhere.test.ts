import { describe, expect, test } from '@jest/globals';
import type { Phase, PoolName, Step } from '../../src/suite/cell.ts';
import { verdictUnder } from './bad-network.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { cited, inShort, type InShort, verdictOf } from './verdict-of.ts';

const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const parkA = act({ verb: 'park', call: 'A', by: 'bob' });
const hangupA = act({ verb: 'hangup', call: 'A', by: 'alice' });
const nobody = check('nobody', { kind: 'is', outcome: 'nobody', call: 'A' });

const POOLS: readonly PoolName[] = ['primary', 'backup'];

function historyWith(scenario: Partial<Record<Phase, readonly Step[]>>): HistoryBuilder {
  return history(cellOf('N', scenario)).phase('normal').call('A', 'alice', 'bob');
}

/** Dials the orbits of call A everywhere, and looks each of them up. */
function looked(told: HistoryBuilder, of: string, orbits: readonly string[] = ['101']): void {
  for (const orbit of orbits) {
    for (const pool of POOLS) told.lookup('bob', pool, orbit, { of, shows: [] }).dial('A', 'bob', pool, orbit, { of });
  }
}

function said(told: HistoryBuilder): InShort {
  return inShort(verdictOf(told.aftermath(), 'nobody'));
}

/** The parkee is gone with the outage, and the primary is back. */
function dropped(told: HistoryBuilder): HistoryBuilder {
  const leg = told.phase('outage').side('A', 'alice');
  told.inDialog(leg, 'BYE', {}, 'none');
  told.unhear('alice', leg.callId).sides.delete('A');
  told.orbits.clear();
  return told.phases('failover', 'failed-over', 'failback', 'restored');
}

describe('a call that was parked twice', () => {
  const again = [act({ verb: 'retrieve', call: 'A', by: 'carol' }), act({ verb: 'park', call: 'A', by: 'carol' })];

  function twice(): HistoryBuilder {
    const told = historyWith({ normal: [callA, parkA, ...again], restored: [nobody] }).park('A', 'bob');
    return dropped(told.retrieve('A', 'carol').park('A', 'carol', { orbit: '102' }));
  }

  test('has nobody left when neither orbit leads to anybody', () => {
    const told = twice();
    told.check('nobody', (of) => looked(told, of, ['101', '102']));
    expect(said(told)).toMatchObject([
      'pass',
      { code: 'no-party-at-orbit', fields: { call: 'A', orbit: '101 and 102', pool: 'primary and backup' } },
    ]);
  });

  test('is not known to be gone while one of its orbits was not dialled', () => {
    const told = twice();
    told.check('nobody', (of) => looked(told, of, ['101']));
    expect(said(told)).toMatchObject([
      'inconclusive',
      { code: 'orbit-not-dialled', fields: { place: 'orbit 102 of primary' } },
    ]);
  });

  test.each(['bob', 'carol'] as const)('may not call back %s, who parked it once', (parker) => {
    const told = twice();
    told.check('nobody', (of) => {
      looked(told, of, ['101', '102']);
      told.ring('backup', parker, 'ghost');
    });
    expect(said(told)).toMatchObject(['fail', { code: 'called-back', fields: { party: parker, call: 'A' } }]);
  });
});

describe('a call whose first park was refused', () => {
  const refused = check('refused', { kind: 'cannot', deed: { verb: 'park', call: 'A', by: 'bob' } });

  function second(): HistoryBuilder {
    const told = historyWith({ normal: [callA, refused, parkA], restored: [nobody] });
    told.check('refused', (of) => told.park('A', 'bob', { of, answer: 503 }));
    return dropped(told.park('A', 'bob'));
  }

  test('has nobody left when the orbit of the second leads to nobody', () => {
    const told = second();
    told.check('nobody', (of) => looked(told, of));
    expect(said(told)[0]).toBe('pass');
  });

  test('may not call back the parkee', () => {
    const told = second();
    told.check('nobody', (of) => {
      looked(told, of);
      told.ring('backup', 'alice', 'ghost');
    });
    expect(said(told)[0]).toBe('fail');
  });
});

describe('a call back', () => {
  test('counts from the outage on, though nobody looked yet', () => {
    const told = dropped(historyWith({ normal: [callA, parkA], restored: [nobody] }).park('A', 'bob'));
    told.ring('backup', 'alice', 'ghost');
    told.check('nobody', (of) => looked(told, of));
    expect(said(told)).toMatchObject(['fail', { code: 'called-back', fields: { party: 'alice', call: 'A' } }]);
  });

  test('of a pool that our own network had not told of the end proves nothing', () => {
    const told = historyWith({ normal: [callA, parkA, hangupA, nobody] })
      .park('A', 'bob')
      .hangup('A', 'alice');
    told.check('nobody', (of) => {
      told.ring('primary', 'bob', 'ghost');
      looked(told, of);
    });
    told.aftermath();
    const bye = { tap: 'alice', direction: 'out', start: 'BYE', late: 400, others: 'go on' } as const;
    expect(verdictOf(told, 'nobody')).toMatchObject({
      verdict: 'fail',
      code: 'called-back',
      fields: { party: 'bob', call: 'A' },
    });
    expect(verdictUnder(told, 'nobody', bye)).toMatchObject({
      verdict: 'inconclusive',
      code: 'pool-not-told-yet',
      fields: { remote: 'udp:127.0.0.1:5060', pending: 'BYE', party: 'alice' },
    });
  });
});

describe('a parkee who is kept although the orbit leads to nobody', () => {
  test('is found without any outage', () => {
    const told = historyWith({ normal: [callA, parkA, nobody] }).park('A', 'bob');
    told.check('nobody', (of) => looked(told, of));
    expect(said(told)).toMatchObject([
      'fail',
      { code: 'still-parked', fields: { party: 'alice', call: 'A', voice: 'music:primary' } },
    ]);
  });

  test.each([
    [1990, 'inconclusive', { code: 'looked-too-early', fields: { call: 'A', needed: 2000 } }],
    [1997, 'fail', { code: 'still-parked', fields: { party: 'alice', call: 'A', voice: 'music:primary' } }],
  ])('%d ms after the outage, of which the candidate may take 2000, is a facts of %s', (looking, verdict, finding) => {
    const told = historyWith({ normal: [callA, parkA], restored: [nobody] })
      .park('A', 'bob')
      .wait(3000)
      .phase('outage');
    const outage = told.events.find((event) => event.kind === 'fault')?.t ?? 0;
    told.phases('failover', 'failed-over', 'failback', 'restored');
    told.check('nobody', (of) => {
      looked(told, of);
      // The sample of the music, the load and the end of the check are still to come.
      told.wait(outage + looking - told.t - 3);
    });
    expect(said(told)).toMatchObject([verdict, finding]);
  });
});

describe('the list of all orbits', () => {
  const B = [
    act({ verb: 'call', call: 'B', by: 'carol', to: 'dave' }),
    act({ verb: 'park', call: 'B', by: 'dave' }),
  ] as const;
  const shownAt = (orbit: string, pool: PoolName) =>
    ({ orbit, pool, callId: 'x', localTag: 'l', remoteTag: 'r', parkee: 'alice' }) as const;

  /** Call B waits at orbit 105 of the primary. */
  function beside(stage: (told: HistoryBuilder, of: string) => void): InShort {
    const told = dropped(historyWith({ normal: [callA, parkA], restored: [...B, nobody] }).park('A', 'bob'));
    told.call('B', 'carol', 'dave').park('B', 'dave', { orbit: '105' });
    told.check('nobody', (of) => {
      looked(told, of);
      stage(told, of);
    });
    return said(told);
  }

  test('may show another call, which is where it was parked', () => {
    expect(beside((told, of) => told.lookup('bob', 'primary', undefined, { of }))).toEqual([
      'pass',
      { code: 'no-party-at-orbit', fields: { call: 'A', orbit: '101', pool: 'primary and backup' } },
    ]);
  });

  test('may not show that orbit in use where the other call is not', () => {
    const shows = [shownAt('105', 'backup')];
    expect(beside((told, of) => told.lookup('bob', 'backup', undefined, { of, shows }))).toEqual([
      'fail',
      { code: 'orbit-in-use', fields: { place: 'orbit 105 of backup' } },
    ]);
  });

  test('may not show a third orbit beside that of another call', () => {
    const shows = [shownAt('105', 'primary'), shownAt('106', 'primary')];
    expect(beside((told, of) => told.lookup('bob', 'primary', undefined, { of, shows }))).toEqual([
      'fail',
      { code: 'orbit-in-use', fields: { place: 'orbit 106 of primary' } },
    ]);
  });

  test('may not show the orbit of the call, though the pool denies it when asked for that alone', () => {
    const shows = [shownAt('101', 'primary')];
    expect(beside((told, of) => told.lookup('bob', 'primary', undefined, { of, shows }))).toEqual([
      'fail',
      { code: 'orbit-in-use', fields: { place: 'orbit 101 of primary' } },
    ]);
  });

  test('counts for each pool, whatever is asked after it', () => {
    const shows = [shownAt('106', 'primary')];
    const reason = ['fail', { code: 'orbit-in-use', fields: { place: 'orbit 106 of primary' } }];
    const listed = (told: HistoryBuilder, of: string) => told.lookup('bob', 'primary', undefined, { of, shows });
    expect(beside((told, of) => listed(told, of).lookup('bob', 'backup', undefined, { of, shows: [] }))).toEqual(
      reason,
    );
    expect(beside((told, of) => listed(told, of).lookup('bob', 'primary', '101', { of, shows: [] }))).toEqual(reason);
  });

  test('does not count when it was asked for before the check', () => {
    const told = historyWith({ normal: [callA, parkA], restored: [nobody] })
      .park('A', 'bob')
      .lookup('bob', 'primary', undefined);
    dropped(told).check('nobody', (of) => looked(told, of));
    expect(said(told)[0]).toBe('pass');
  });

  test('is cited where it is told by a refusal alone', () => {
    const told = dropped(historyWith({ normal: [callA, parkA], restored: [nobody] }).park('A', 'bob'));
    told.check('nobody', (of) => {
      looked(told, of);
      told.lookup('bob', 'backup', undefined, { of, status: 404 });
    });
    told.aftermath();
    expect(cited(told, verdictOf(told, 'nobody')).filter((each) => each.includes('404'))).toHaveLength(3);
  });
});
