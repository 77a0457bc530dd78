import { describe, expect, test } from '@jest/globals';
import { verdictUnder } from './bad-network.ts';
import { act, cellOf, history, type HistoryBuilder } from './history-builder.ts';
import { cited, inShort, type InShort, verdictOf } from './verdict-of.ts';

const acts = [act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' }), act({ verb: 'park', call: 'A', by: 'bob' })];
const cell = cellOf('E', { normal: acts });
const through = cellOf('E', {
  normal: acts,
  outage: [],
  failover: [],
  'failed-over': [],
  failback: [],
  restored: [],
});
const GONE = '481 Call/Transaction Does Not Exist';
const CLEAN = { code: 'nothing-left-behind' };
const refused = (answer: string, from = 'udp:127.0.0.1:5060') => ({
  code: 'bye-refused',
  fields: { party: 'alice', from, answer },
});

function parked(of = cell): HistoryBuilder {
  return history(of).phase('normal').call('A', 'alice', 'bob').park('A', 'bob');
}

/** The parkee hangs up, and is answered with the status. */
function leave(told: HistoryBuilder, status: number): HistoryBuilder {
  const leg = told.side('A', 'alice');
  told.inDialog(leg, 'BYE', {}, status);
  told.unhear('alice', leg.callId).sides.delete('A');
  told.orbits.clear();
  return told;
}

const said = (told: HistoryBuilder): InShort[1] => inShort(verdictOf(told, 'aftermath'))[1];

describe('the BYE of a party that is in its dialog with the candidate', () => {
  test.each([
    [481, GONE],
    [500, '500 Whatever'],
    [503, '503 Service Unavailable'],
  ])('is not answered %d', (status, answer) => {
    expect(said(leave(parked(), status).aftermath())).toEqual(refused(answer));
  });

  test('is not refused while everything is hung up either', () => {
    const told = parked();
    told.orbits.clear();
    told.aftermath((of) => told.hangup('A', 'alice', { of, status: 481 }), { tidy: false });
    expect(said(told)).toEqual(refused(GONE));
    expect(cited(told, verdictOf(told, 'aftermath'))).toEqual(['alice out BYE', `alice in SIP/2.0 ${GONE}`]);
  });

  test('may be challenged: the one that is sent again counts', () => {
    const again = (status: number): InShort[1] => {
      const told = parked();
      told.inDialog(told.side('A', 'alice'), 'BYE', {}, 401);
      return said(leave(told, status).aftermath());
    };
    expect(again(200)).toMatchObject(CLEAN);
    expect(again(403)).toEqual(refused('403 Whatever'));
  });

  test('may be answered 481 where it crossed the BYE of the candidate', () => {
    const told = parked();
    const leg = told.side('A', 'alice');
    leave(told, 481).fromPeer(leg, 'BYE', {}, 200);
    expect(said(told.aftermath())).toMatchObject(CLEAN);
  });

  test('may be answered 481 where our own network has lost the BYE of the candidate', () => {
    const told = parked();
    const leg = told.side('A', 'alice');
    leave(told, 481).fromPeer(leg, 'BYE', {}, 'none');
    told.aftermath();
    const bye = { tap: 'alice', direction: 'in', start: 'BYE' } as const;
    expect(verdictUnder(told, 'aftermath', bye).code).toBe('nothing-left-behind');
  });

  test('may be answered 481 by a pool that was taken away meanwhile, and by no other', () => {
    const left = (pool: 'primary' | 'backup'): InShort[1] => {
      const told = history(through).phase('normal').call('A', 'alice', 'bob').park('A', 'bob', { pool });
      told.phases('outage', 'failover', 'failed-over', 'failback', 'restored');
      return said(leave(told, 481).aftermath());
    };
    expect(left('primary')).toMatchObject(CLEAN);
    expect(left('backup')).toEqual(refused(GONE, 'udp:127.0.0.1:5070'));
  });

  test('is the business of the other phone where the call is direct', () => {
    const told = history(cell).phase('normal').call('A', 'alice', 'bob');
    told.aftermath((of) => told.hangup('A', 'alice', { of, status: 481 }), { tidy: false });
    expect(said(told)).toMatchObject(CLEAN);
  });
});
