import { describe, expect, test } from '@jest/globals';
import { act, cellOf, check, history } from './history-builder.ts';
import { verdictOf } from './verdict-of.ts';

const call = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const park = act({ verb: 'park', call: 'A', by: 'bob' });
const connected = check('connected', { kind: 'is', outcome: 'connected', call: 'A' });
const parked = check('parked', { kind: 'is', outcome: 'parked', call: 'A' });
const talking = cellOf('C', { normal: [call], outage: [connected] });
const waiting = cellOf('P', { normal: [call, park], failback: [parked] });

/** The candidate of hand-written histories may take 2000 ms to end a call. */
describe('a call that should stay as it is', () => {
  test('is watched for as long as the candidate may take to end it', () => {
    const told = history(talking).phase('normal').call('A', 'alice', 'bob').phase('outage');
    told.check('connected', (of) => told.listen('A', 'alice', 'bob', { of }));
    expect(verdictOf(told, 'connected').verdict).toBe('pass');
  });

  test.each([0, 500, 1_900])('proves nothing when it was looked at after %d ms', (wait) => {
    const told = history(talking).phase('normal').call('A', 'alice', 'bob').phase('outage').wait(wait);
    told.check('connected', (of) => told.listen('A', 'alice', 'bob', { of }), { watched: false });
    const verdict = verdictOf(told, 'connected');
    expect(verdict.verdict).toBe('inconclusive');
    expect(verdict).toMatchObject({
      code: 'watched-too-briefly',
      fields: { call: 'A', since: 'entering outage', needed: 2000 },
    });
  });

  test('fails at once when it ends, however short the look was', () => {
    const told = history(talking).phase('normal').call('A', 'alice', 'bob').phase('outage');
    const pool = { ...told.side('A', 'alice'), peer: 'backup' } as const;
    told.fromPeer(pool, 'BYE');
    told.check('connected', (of) => told.listen('A', 'alice', 'bob', { of }), { watched: false });
    expect(verdictOf(told, 'connected')).toMatchObject({
      verdict: 'fail',
      code: 'call-lost',
      fields: { party: 'alice', call: 'A' },
    });
  });

  test('needs no watching before the outage', () => {
    const told = history(cellOf('N', { normal: [call, connected] }))
      .phase('normal')
      .call('A', 'alice', 'bob');
    told.check('connected', (of) => told.listen('A', 'alice', 'bob', { of }), { watched: false });
    expect(verdictOf(told, 'connected').verdict).toBe('pass');
  });

  test('holds for a parked call too', () => {
    const told = history(waiting).phase('normal').call('A', 'alice', 'bob').park('A', 'bob');
    told.phases('outage', 'failover', 'failed-over', 'failback');
    told.check('parked', (of) => told.lookup('bob', 'primary', '101', { of }), { watched: false });
    expect(verdictOf(told, 'parked')).toMatchObject({
      code: 'watched-too-briefly',
      fields: { call: 'A', needed: 2000 },
    });
  });
});
