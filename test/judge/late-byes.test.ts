import { describe, expect, test } from '@jest/globals';
import { act, cellOf, history, type HistoryBuilder } from './history-builder.ts';
import type { End } from './sip-text.ts';
import { inShort, type InShort, verdictOf } from './verdict-of.ts';

const acts = [act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' }), act({ verb: 'park', call: 'A', by: 'bob' })];

function parked(cell = cellOf('E', { normal: acts })): HistoryBuilder {
  return history(cell).phase('normal').call('A', 'alice', 'bob').park('A', 'bob');
}

const said = (told: HistoryBuilder): InShort[1] => inShort(verdictOf(told.aftermath(), 'aftermath'))[1];
const CLEAN = { code: 'nothing-left-behind' };

/** The parked leg ends unanswered in the outage; a BYE comes from `peer`, before or after the primary is back. */
function returning(
  wait: number,
  { peer = 'primary', before = false, meanwhile = false }: { peer?: End; before?: boolean; meanwhile?: boolean } = {},
): InShort[1] {
  const told = parked(cellOf('E', { normal: acts, outage: [], failover: [], 'failed-over': [], failback: [] }));
  told.phase('outage');
  const leg = told.side('A', 'alice');
  told.inDialog(leg, 'BYE', {}, 'none');
  told.unhear('alice', leg.callId).sides.delete('A');
  told.orbits.clear();
  told.wait(3000).phases('failover', 'failed-over');
  if (before) told.fromPeer({ ...leg, peer }, 'BYE', {}, 481);
  if (meanwhile) {
    told.add({ kind: 'fault', fault: 'connect', effect: 'returns', pool: 'primary', state: 'intended' });
    told.wait(wait).fromPeer({ ...leg, peer }, 'BYE', {}, 481);
  }
  told.phase('failback');
  if (!before && !meanwhile) told.wait(wait).fromPeer({ ...leg, peer }, 'BYE', {}, 481);
  return said(told);
}

describe('a BYE of a pool that comes back', () => {
  test('may come for half a second from the moment at which it was proven to be back', () => {
    expect(returning(498)).toMatchObject(CLEAN);
    expect(returning(499)).toMatchObject({
      code: 'late-bye',
      fields: { party: 'alice', from: 'udp:127.0.0.1:5060', late: 501 },
    });
  });

  test('may come before it is proven to be back, as soon as it is brought back', () => {
    expect(returning(700, { meanwhile: true })).toMatchObject(CLEAN);
    expect(returning(0, { meanwhile: true, peer: 'backup' })).toMatchObject({ code: 'late-bye' });
  });

  test('does not excuse one of the other pool', () => {
    expect(returning(100, { peer: 'backup' })).toMatchObject({
      code: 'late-bye',
      fields: { party: 'alice', from: 'udp:127.0.0.1:5070' },
    });
  });

  test('does not excuse one that came before', () => {
    expect(returning(0, { before: true })).toMatchObject({
      code: 'late-bye',
      fields: { party: 'alice', from: 'udp:127.0.0.1:5060' },
    });
  });
});

test('a BYE of a pool that dies is late as ever: only what comes back gets time', () => {
  const told = parked(cellOf('E', { normal: acts, outage: [] }));
  const leg = told.side('A', 'alice');
  told.inDialog(leg, 'BYE', {}, 'none');
  told.unhear('alice', leg.callId).sides.delete('A');
  told.orbits.clear();
  told.wait(600).phase('outage').fromPeer(leg, 'BYE', {}, 481);
  expect(said(told)).toMatchObject({ code: 'late-bye', fields: { party: 'alice', from: 'udp:127.0.0.1:5060' } });
});

test('a BYE after an error is not measured against an answer to something else of the same number', () => {
  const told = parked();
  const leg = told.side('A', 'alice');
  told.orbits.clear();
  const reinvite = { method: 'INVITE', uri: 'sip:park.example', callId: leg.callId, seq: 9 };
  const theirs = { from: 'park', fromTag: leg.remoteTag };
  const mine = { from: 'alice', fromTag: leg.localTag };
  told.ask('alice', 'primary', { ...reinvite, ...mine, to: 'park', toTag: leg.remoteTag }, 481);
  told.unhear('alice', leg.callId).sides.delete('A');
  told.wait(450).ask('primary', 'alice', { ...reinvite, ...theirs, to: 'alice', toTag: leg.localTag }, 481);
  told.wait(60).fromPeer(leg, 'BYE', {}, 481);
  expect(said(told)).toMatchObject({ code: 'late-bye', fields: { party: 'alice', from: 'udp:127.0.0.1:5060' } });
});

describe('a BYE without an answer is no leak', () => {
  test('when the pool had hung up itself', () => {
    const told = parked();
    told.orbits.clear();
    told.fromPeer(told.side('A', 'alice'), 'BYE', {}, 'none');
    told.aftermath((of) => told.hangup('A', 'alice', { of, status: 'none' }), { tidy: false });
    expect(verdictOf(told, 'aftermath')).toMatchObject(CLEAN);
  });

  test('when it was sent before everything was hung up', () => {
    const told = parked();
    told.orbits.clear();
    told.inDialog(told.side('A', 'alice'), 'BYE', {}, 'none');
    told.aftermath((of) => told.hangup('A', 'alice', { of }), { tidy: false });
    expect(verdictOf(told, 'aftermath')).toMatchObject(CLEAN);
  });

  test('when a phone was to answer it, by way of a pool', () => {
    const told = history(cellOf('E', { normal: acts.slice(0, 1) }))
      .phase('normal')
      .call('A', 'alice', 'bob');
    told.sides.set(
      'A',
      (told.sides.get('A') ?? []).map((side) => ({ ...side, peer: 'primary' })),
    );
    const [bob] = (told.sides.get('A') ?? []).slice(1);
    told.aftermath(
      (of) => {
        if (bob !== undefined) told.fromPeer({ ...bob, peer: 'alice' }, 'BYE', {}, 'none');
        told.hangup('A', 'alice', { of, status: 'none' });
      },
      { tidy: false },
    );
    expect(verdictOf(told, 'aftermath')).toMatchObject(CLEAN);
  });
});

test('a pool that ends before anything was ready has not died: it was never there', () => {
  const told = history(cellOf('E', { normal: acts.slice(0, 1) })).process('backup', 'exited');
  expect(said(told.phase('normal', { missed: 'a pool died' }))).toMatchObject({ code: 'never-ready' });
});
