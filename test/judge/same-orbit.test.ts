/** Two calls at one number: a number is no call. */
import { expect, test } from '@jest/globals';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { inShort, type InShort, verdictOf } from './verdict-of.ts';

const cell = cellOf('N', {
  normal: [act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' }), act({ verb: 'park', call: 'A', by: 'bob' })],
  outage: [],
  failover: [],
  'failed-over': [
    act({ verb: 'call', call: 'B', by: 'carol', to: 'dave' }),
    act({ verb: 'park', call: 'B', by: 'dave' }),
    check('nobody', { kind: 'is', outcome: 'nobody', call: 'A' }),
  ],
});

/** Call A has ended with its pool, and call B waits at the same number of the backup. */
function told(): HistoryBuilder {
  const made = history(cell).phase('normal').call('A', 'alice', 'bob').park('A', 'bob', { orbit: '201' });
  made.phase('outage');
  const leg = made.side('A', 'alice');
  made.inDialog(leg, 'BYE', {}, 'none');
  made.unhear('alice', leg.callId).sides.delete('A');
  made.orbits.clear();
  return made.phases('failover', 'failed-over').call('B', 'carol', 'dave').park('B', 'dave', { orbit: '201' });
}

function said(look: (made: HistoryBuilder, of: string) => void): InShort {
  const made = told();
  made.check('nobody', (of) => look(made, of));
  return inShort(verdictOf(made.aftermath(), 'nobody'));
}

const GHOST = { orbit: '201', pool: 'backup', callId: 'x', localTag: 'l', remoteTag: 'r', parkee: 'alice' } as const;

test('another call that waits at the number is not taken for the call that was there', () => {
  expect(said((made, of) => void made.lookup('bob', 'backup', '201', { of }))).toMatchObject([
    'pass',
    { code: 'another-call-at-orbit', fields: { call: 'A', orbit: '201', pool: 'backup', other: 'B' } },
  ]);
});

test('a dialog beside that of the other call is a ghost', () => {
  const [verdict, { code }] = said((made, of) => {
    const own = [...made.orbits.values()].filter(({ orbit }) => orbit === '201');
    made.lookup('bob', 'backup', '201', { of, shows: [...own, GHOST] });
  });
  expect([verdict, code]).toEqual(['fail', 'orbit-in-use']);
});

test('nothing is shown where nobody looked: to dial the number would take the other call', () => {
  expect(said(() => undefined)).toMatchObject(['inconclusive', { code: 'orbit-not-looked-at' }]);
});
