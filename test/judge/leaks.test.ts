import { describe, expect, test } from '@jest/globals';
import { verdictUnder } from './bad-network.ts';
import { act, cellOf, history, type HistoryBuilder } from './history-builder.ts';
import type { End } from './sip-text.ts';
import { cited, inShort, type InShort, verdictOf } from './verdict-of.ts';

const acts = [act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' }), act({ verb: 'park', call: 'A', by: 'bob' })];
const cell = cellOf('E', { normal: acts });
const dying = cellOf('E', { normal: acts, outage: [] });
const backAgain = cellOf('E', {
  normal: acts,
  outage: [],
  failover: [],
  'failed-over': [],
  failback: [],
  restored: [],
});
const CLEAN = { code: 'nothing-left-behind' };
const unanswered = (pool: string) => ({ code: 'park-bye-unanswered', fields: { pool, party: 'alice' } });

function parked(of = cell): HistoryBuilder {
  return history(of).phase('normal').call('A', 'alice', 'bob').park('A', 'bob');
}

const said = (told: HistoryBuilder): InShort[1] => inShort(verdictOf(told, 'aftermath'))[1];

/** The parkee leaves the orbit with a BYE that nobody answers. */
function leave(told: HistoryBuilder, peer?: End): HistoryBuilder {
  const leg = told.side('A', 'alice');
  told.inDialog({ ...leg, peer: peer ?? leg.peer }, 'BYE', {}, 'none');
  told.unhear('alice', leg.callId).sides.delete('A');
  told.orbits.clear();
  return told;
}

describe('a leg that never ended', () => {
  /** The parker is rung back and answers, and is never hung up; the primary dies. */
  function rungBack(told: HistoryBuilder, acked = true): HistoryBuilder {
    told.ring('primary', 'bob', 'back', { status: 200, acked });
    return told;
  }

  test('is no leak where its pool died before it could acknowledge the answer', () => {
    expect(said(leave(rungBack(parked(dying), false).phase('outage')).aftermath())).toMatchObject(CLEAN);
    const back = leave(rungBack(parked(backAgain), false).phase('outage'));
    expect(said(back.phases('failover', 'failed-over', 'failback', 'restored').aftermath())).toMatchObject(CLEAN);
  });

  test('is one where the pool had acknowledged the answer', () => {
    expect(said(leave(rungBack(parked(dying)).phase('outage')).aftermath())).toMatchObject({
      code: 'leg-never-ended',
      fields: { party: 'bob' },
    });
  });

  test('is one where another pool died than the one that had called', () => {
    const told = parked(dying);
    told.ring('backup', 'carol', 'onward', { status: 200, acked: false });
    expect(said(leave(told.phase('outage')).aftermath())).toMatchObject({
      code: 'leg-never-ended',
      fields: { party: 'carol' },
    });
  });

  test('is one where the pool that had called had died before, and is back', () => {
    const told = history(backAgain).phases('normal', 'outage', 'failover', 'failed-over', 'failback', 'restored');
    rungBack(told.call('A', 'alice', 'bob').park('A', 'bob', { pool: 'primary' }), false);
    expect(said(told.aftermath())).toMatchObject({ code: 'leg-never-ended', fields: { party: 'bob' } });
  });

  test('is one where the pool that had called was but brought up', () => {
    const told = rungBack(parked(), false);
    told.add({ kind: 'fault', fault: 'start', pool: 'primary', state: 'healed', proof: 'primary is up' });
    expect(said(told.aftermath())).toMatchObject({ code: 'leg-never-ended', fields: { party: 'bob' } });
  });

  test('is one where the phone had called itself: what it waits for is no ACK', () => {
    const told = history(dying).phase('normal').call('A', 'alice', 'bob').phase('outage');
    told.inDialog({ ...told.side('A', 'bob'), peer: 'primary' }, 'BYE', {}, 'none');
    told.sides.delete('A');
    expect(said(told.aftermath())).toMatchObject({ code: 'leg-never-ended', fields: { party: 'alice' } });
  });
});

describe('a BYE that nobody answers while everything is hung up', () => {
  test('is no leak when it is the phone that does not answer', () => {
    const told = parked();
    told.orbits.clear();
    told.aftermath(
      (of) => {
        told.fromPeer(told.side('A', 'alice'), 'BYE', {}, 'none');
        told.hangup('A', 'alice', { of });
      },
      { tidy: false },
    );
    expect(said(told)).toMatchObject(CLEAN);
  });

  test('is no leak of a pool that was taken down, also where its phase was missed all the same', () => {
    const hungUp = (at: 'primary' | 'backup'): InShort[1] => {
      const told = history(dying).phase('normal').call('A', 'alice', 'bob').park('A', 'bob', { pool: at });
      told.phase('outage', { missed: 'the administration did not answer' }).orbits.clear();
      told.aftermath((of) => told.hangup('A', 'alice', { of, status: 'none' }), { tidy: false });
      return said(told);
    };
    expect(hungUp('primary')).toMatchObject({ code: 'cell-incomplete', fields: { phase: 'outage' } });
    expect(hungUp('backup')).toEqual({ code: 'bye-unanswered', fields: { pool: 'backup', party: 'alice' } });
  });

  test('is a leak of a pool that was taken down and is back', () => {
    const told = history(backAgain).phases('normal', 'outage', 'failover', 'failed-over', 'failback', 'restored');
    told.call('A', 'alice', 'bob').park('A', 'bob').orbits.clear();
    told.aftermath((of) => told.hangup('A', 'alice', { of, status: 'none' }), { tidy: false });
    expect(said(told)).toEqual({ code: 'bye-unanswered', fields: { pool: 'primary', party: 'alice' } });
  });

  test('proves nothing when nobody waited for the answer', () => {
    const told = parked().call('B', 'carol', 'dave');
    const { callId } = told.side('A', 'alice');
    told.orbits.clear();
    told.aftermath(
      (of) => {
        told.asked({ verb: 'listen', by: 'alice', call: 'A', callId, of }).end();
        leave(told);
        told.hangup('B', 'carol', { of });
      },
      { tidy: false },
    );
    expect(said(told)).toMatchObject(CLEAN);
  });

  test('proves nothing when the harness was late', () => {
    const hungUp = (load: number): string => {
      const told = parked();
      told.check('aftermath', (of) => told.hangup('A', 'alice', { of, status: 'none' }), { load }).end();
      return verdictOf(told, 'aftermath').verdict;
    };
    expect([hungUp(1), hungUp(400)]).toEqual(['fail', 'inconclusive']);
  });
});

describe('the BYE of a parkee that leaves its orbit in the middle of the cell', () => {
  test('is to be answered in two seconds', () => {
    const leaving = (before: number): InShort[1] => {
      const told = leave(parked(dying));
      // The fault follows three events later.
      told.wait(before - 3).phase('outage');
      return said(told.aftermath());
    };
    expect(leaving(1999)).toMatchObject(CLEAN);
    expect(leaving(2000)).toEqual(unanswered('primary'));
  });

  test('is cited when it is not', () => {
    const told = leave(parked()).wait(3000).aftermath();
    expect(cited(told, verdictOf(told, 'aftermath'))).toEqual(['alice out BYE']);
  });

  test('is not held against a pool that dies just after it, however late in the cell', () => {
    const told = leave(parked(backAgain).wait(3000)).wait(500);
    expect(said(told.phases('outage', 'failover', 'failed-over').wait(3000).aftermath())).toMatchObject(CLEAN);
  });

  test('is held against a pool that had died before, and is back', () => {
    const told = history(backAgain).phases('normal', 'outage', 'failover', 'failed-over', 'failback', 'restored');
    leave(told.call('A', 'alice', 'bob').park('A', 'bob')).wait(3000);
    expect(said(told.aftermath())).toEqual(unanswered('primary'));
  });

  test('is held against a pool that stays up while the other dies or comes back', () => {
    const normal = leave(history(dying).phase('normal').call('A', 'alice', 'bob').park('A', 'bob', { pool: 'backup' }));
    expect(said(normal.wait(500).phase('outage').wait(3000).aftermath())).toEqual(unanswered('backup'));
    const told = history(backAgain).phases('normal', 'outage', 'failover', 'failed-over');
    leave(told.call('A', 'alice', 'bob').park('A', 'bob'))
      .wait(500)
      .phases('failback', 'restored')
      .wait(3000);
    expect(said(told.aftermath())).toEqual(unanswered('backup'));
  });

  test('is not held against a pool that it was never sent to', () => {
    expect(said(leave(parked(), 'backup').wait(3000).aftermath())).toMatchObject(CLEAN);
  });

  test('is held against a pool that our own network let it through to in time', () => {
    const told = leave(parked()).wait(3000).aftermath();
    const bye = { tap: 'alice', direction: 'out', start: 'BYE' } as const;
    expect(verdictUnder(told, 'aftermath', { ...bye, late: 500 }).verdict).toBe('fail');
    expect(verdictUnder(told, 'aftermath', { ...bye, late: 2900, others: 'go on' }).verdict).toBe('inconclusive');
  });

  test('proves nothing when the harness was late', () => {
    const told = leave(parked()).wait(3000);
    told.check('aftermath', () => {}, { load: 500 }).end();
    expect(verdictOf(told, 'aftermath').verdict).toBe('inconclusive');
  });
});
