import { describe, expect, test } from '@jest/globals';
import type { Party } from '../../src/suite/cell.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { inShort, type InShort, verdictOf } from './verdict-of.ts';

const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const connected = check('connected', { kind: 'is', outcome: 'connected', call: 'A' });
const refused = check('refused', { kind: 'cannot', deed: { verb: 'park', call: 'A', by: 'bob' } });
const CLEAN = { code: 'nothing-left-behind' };

const said = (told: HistoryBuilder): InShort[1] => inShort(verdictOf(told, 'aftermath'))[1];

/** A pool ends the leg of a party. */
function drop(told: HistoryBuilder, call: string, party: Party): HistoryBuilder {
  const leg = told.side(call, party);
  told.fromPeer({ ...leg, peer: 'primary' }, 'BYE');
  return told.unhear(party, leg.callId);
}

/** Everything else is hung up in the end. */
function hungUp(told: HistoryBuilder, ...sides: ReadonlyArray<readonly [string, Party]>): HistoryBuilder {
  const stage = (): void => sides.forEach(([call, party]) => told.inDialog(told.side(call, party), 'BYE'));
  return told.aftermath(stage, { tidy: false });
}

describe('a call that the cell leaves connected', () => {
  test('is lost also when another call was looked at since', () => {
    const callB = act({ verb: 'call', call: 'B', by: 'carol', to: 'dave' });
    const told = history(cellOf('E', { normal: [callA, callB] }))
      .phase('normal')
      .call('A', 'alice', 'bob');
    drop(told, 'A', 'bob').call('B', 'carol', 'dave');
    expect(said(hungUp(told, ['A', 'alice'], ['B', 'carol']))).toMatchObject({
      code: 'call-lost-unwatched',
      fields: { party: 'bob', call: 'A' },
    });
  });

  test('is not lost again when a check has seen that it was gone', () => {
    const told = history(cellOf('E', { normal: [callA, connected] }))
      .phase('normal')
      .call('A', 'alice', 'bob');
    drop(told, 'A', 'bob').check('connected', (of) => told.listen('A', 'alice', 'bob', { of }));
    hungUp(told, ['A', 'alice']);
    expect(verdictOf(told, 'connected')).toMatchObject({ code: 'call-lost', fields: { party: 'bob', call: 'A' } });
    expect(said(told)).toMatchObject(CLEAN);
  });

  test('is not lost when it never came about', () => {
    const told = history(cellOf('E', { normal: [callA] }))
      .phase('normal')
      .call('A', 'alice', 'bob', { status: 486 });
    expect(said(told.aftermath())).toEqual({ code: 'no-call-stood' });
    expect(
      said(
        history(cellOf('E', { normal: [callA] }))
          .phase('normal')
          .aftermath(),
      ),
    ).toEqual({ code: 'no-call-stood' });
  });
});

describe('who has parked a call', () => {
  test('has not lost it, though the park was to be refused: that check says so', () => {
    const told = history(cellOf('E', { normal: [callA, refused] }))
      .phase('normal')
      .call('A', 'alice', 'bob');
    told.check('refused', (of) => told.park('A', 'bob', { of, answer: 503, takeover: true })).aftermath();
    expect(verdictOf(told, 'refused').verdict).toBe('fail');
    expect(said(told)).toMatchObject(CLEAN);
  });

  test('has lost it when it was dropped though nobody took it over', () => {
    const told = history(cellOf('E', { normal: [callA, refused] }))
      .phase('normal')
      .call('A', 'alice', 'bob');
    told.check('refused', (of) => told.park('A', 'bob', { of, answer: 503 }).listen('A', 'alice', 'bob', { of }));
    expect(said(hungUp(drop(told, 'A', 'bob'), ['A', 'alice']))).toMatchObject({
      code: 'call-lost-unwatched',
      fields: { party: 'bob', call: 'A' },
    });
  });

  test('has lost it when it was dropped after he had retrieved it himself', () => {
    const parkA = act({ verb: 'park', call: 'A', by: 'bob' });
    const retrieveA = act({ verb: 'retrieve', call: 'A', by: 'bob' });
    const told = history(cellOf('E', { normal: [callA, parkA, retrieveA] }))
      .phase('normal')
      .call('A', 'alice', 'bob');
    drop(told.park('A', 'bob').retrieve('A', 'bob'), 'A', 'bob');
    expect(said(hungUp(told, ['A', 'alice']))).toMatchObject({
      code: 'call-lost-unwatched',
      fields: { party: 'bob', call: 'A' },
    });
  });

  test('has lost another call of his that was dropped', () => {
    const acts = [
      act({ verb: 'call', call: 'B', by: 'carol', to: 'bob' }),
      act({ verb: 'park', call: 'B', by: 'bob' }),
    ];
    const told = history(cellOf('E', { normal: [callA, ...acts] }))
      .phase('normal')
      .call('A', 'alice', 'bob');
    drop(told.call('B', 'carol', 'bob').park('B', 'bob'), 'A', 'bob');
    told.orbits.clear();
    expect(said(hungUp(told, ['A', 'alice'], ['B', 'carol']))).toMatchObject({
      code: 'call-lost-unwatched',
      fields: { party: 'bob', call: 'A' },
    });
  });
});
