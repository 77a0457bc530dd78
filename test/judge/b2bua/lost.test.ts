import { expect, test } from '@jest/globals';
import type { Party } from '../../../src/suite/cell.ts';
import { cellOf, check, type HistoryBuilder } from '../history-builder.ts';
import { inShort, type InShort, verdictOf } from '../verdict-of.ts';
import { callA, parkA, parked } from './calls.ts';

const cell = cellOf('L', {
  normal: [callA, parkA, check('retrieved', { kind: 'can', deed: { verb: 'retrieve', call: 'A', by: 'carol' } })],
});

/** Carol gets the call, and when the check is over the pool ends some of the legs. */
function dropped(...parties: readonly Party[]): InShort {
  const told = parked(cell);
  told.check('retrieved', (of) => {
    told.retrieve('A', 'carol', { of }).dial('A', 'bob', 'primary', '101', { of });
  });
  const sides = parties.map((party) => told.side('A', party));
  const drop = (): void => {
    for (const side of sides) end(told, side);
  };
  told.aftermath(drop, { tidy: parties.length === 0 });
  expect(verdictOf(told, 'retrieved').verdict).toBe('pass');
  return inShort(verdictOf(told, 'aftermath'));
}

function end(told: HistoryBuilder, side: ReturnType<HistoryBuilder['side']>): void {
  told.wait(500).fromPeer({ ...side, peer: 'primary' }, 'BYE');
  told.unhear(side.party, side.callId);
}

test('a retrieved call that a B2BUA ends is lost, also on the leg that the parkee had all the time', () => {
  expect(dropped('alice', 'carol')).toMatchObject([
    'fail',
    { code: 'call-lost-unwatched', fields: { party: 'alice' } },
  ]);
  expect(dropped('carol', 'alice')).toMatchObject(['fail', { code: 'call-lost-unwatched' }]);
});

test('a retrieved call that goes on is not', () => {
  expect(dropped()[0]).toBe('pass');
});
