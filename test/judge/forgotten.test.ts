/** A request in a call of the other machine, at a shared address. */
import { expect, test } from '@jest/globals';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { inShort, type InShort, verdictOf } from './verdict-of.ts';

const cell = cellOf('F', {
  normal: [act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' }), act({ verb: 'park', call: 'A', by: 'bob' })],
  outage: [],
  failover: [check('not-known', { kind: 'is', outcome: 'forgotten', call: 'A' })],
});

function parked(): HistoryBuilder {
  return history(cell).phase('normal').call('A', 'alice', 'bob').park('A', 'bob').phases('outage', 'failover');
}

function answered(status: number | 'none'): InShort {
  const told = parked();
  told.check('not-known', (of) => told.probe('A', 'alice', { status, of }));
  return inShort(verdictOf(told.aftermath(), 'not-known'));
}

test('a request that is answered 481 shows that the call is not known', () => {
  expect(answered(481)).toMatchObject(['pass', { code: 'call-not-known', fields: { party: 'alice', call: 'A' } }]);
});

test.each([200, 404, 500])('a server that answers %s says something else than 481', (status) => {
  expect(answered(status)).toMatchObject(['fail', { code: 'unknown-call-answered' }]);
});

test('a server that has the address and does not answer leaves the phone in the dark', () => {
  expect(answered('none')).toMatchObject(['fail', { code: 'unknown-call-unanswered' }]);
});

test('a call that its pool has ended before need not be asked for', () => {
  const told = history(cell).phase('normal').call('A', 'alice', 'bob').park('A', 'bob').phase('outage');
  const leg = told.side('A', 'alice');
  told.fromPeer(leg, 'BYE');
  told.unhear('alice', leg.callId).sides.delete('A');
  told.phase('failover').check('not-known', () => undefined);
  expect(inShort(verdictOf(told.aftermath(), 'not-known'))).toMatchObject(['pass', { code: 'call-ended-before' }]);
});

test('a call that nobody has asked for proves nothing', () => {
  const told = parked();
  told.check('not-known', () => undefined);
  expect(inShort(verdictOf(told.aftermath(), 'not-known'))).toMatchObject([
    'inconclusive',
    { code: 'call-not-asked-for' },
  ]);
});
