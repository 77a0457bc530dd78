/** Orbits that must lead to nobody, at servers that do something else with a party that dials an empty one. */
import { describe, expect, test } from '@jest/globals';
import type { Candidate } from '../../src/candidate/candidate.ts';
import { buildDialect } from '../../src/candidate/dialect/build-dialect.ts';
import type { EmptyOrbit } from '../../src/candidate/dialect/dialect-table.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { verdictOf } from './verdict-of.ts';

const cell = cellOf('E', {
  normal: [act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' }), act({ verb: 'park', call: 'A', by: 'bob' })],
  outage: [],
  failover: [check('nobody', { kind: 'is', outcome: 'nobody', call: 'A' })],
});

function emptyOrbits(empty: EmptyOrbit): Partial<Candidate> {
  return { dialect: buildDialect({ empty }) };
}

/** Parked, dropped by the outage; then the check looks as `look` says. */
function nobody(empty: EmptyOrbit, look: (told: HistoryBuilder, of: string) => void) {
  const told = history(cell, emptyOrbits(empty)).phase('normal').call('A', 'alice', 'bob').park('A', 'bob');
  const leg = told.phase('outage').side('A', 'alice');
  told.inDialog(leg, 'BYE', {}, 'none');
  told.unhear('alice', leg.callId).sides.delete('A');
  told.orbits.clear();
  told.phases('failover').check('nobody', (of) => look(told, of));
  return verdictOf(told.aftermath(), 'nobody');
}

const GHOST = { orbit: '101', pool: 'backup', callId: 'x', localTag: 'l', remoteTag: 'r', parkee: 'alice' } as const;

describe('where a phone that dials an empty orbit is parked', () => {
  test('a look-up that shows nothing is the proof', () => {
    const { verdict, code } = nobody('parks', (told, of) => told.lookup('bob', 'backup', '101', { of }));
    expect([verdict, code]).toEqual(['pass', 'no-party-at-orbit']);
  });

  test('a look-up that shows a call is a ghost', () => {
    const { verdict } = nobody('parks', (told, of) => {
      told.orbits.set('backup 101', GHOST);
      told.lookup('bob', 'backup', '101', { of });
    });
    expect(verdict).toBe('fail');
  });

  test('without a look-up nothing is known', () => {
    const { verdict, code } = nobody('parks', () => undefined);
    expect([verdict, code]).toEqual(['inconclusive', 'orbit-not-looked-at']);
  });
});

test.each([
  ['refuses', 1],
  ['announces', 0],
  ['unknown', 0],
] as const)('an answer behind which nobody is, where an empty orbit %s, is noted %d times', (empty, times) => {
  const { verdict, advisories } = nobody(empty, (told, of) => {
    told.lookup('bob', 'backup', '101', { of }).dial('A', 'bob', 'backup', '101', { status: 200, of });
  });
  expect([verdict, advisories.length]).toEqual(['pass', times]);
});
