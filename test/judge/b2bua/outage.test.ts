import { describe, expect, test } from '@jest/globals';
import { cellOf, check, type HistoryBuilder } from '../history-builder.ts';
import { verdictOf } from '../verdict-of.ts';
import { callA, parkA, parked, SILENT, DIALLED } from './calls.ts';

const dropping = cellOf('D', {
  normal: [callA, parkA],
  outage: [check('dropped', { kind: 'is', outcome: 'disconnected', call: 'A' })],
});

function ending(play: (told: HistoryBuilder, of: string) => void, candidate = DIALLED): readonly [string, string] {
  const told = parked(dropping, candidate).phase('outage');
  told.check('dropped', (of) => play(told, of));
  const { verdict, reason } = verdictOf(told.aftermath(), 'dropped');
  return [verdict, reason];
}

describe('a call that is parked at a B2BUA which dies', () => {
  test('is disconnected by a BYE', () => {
    const [verdict, reason] = ending((told) => {
      told.fromPeer(told.side('A', 'alice'), 'BYE');
      told.sides.delete('A');
    });
    expect([verdict, reason.split(' call A')[0]]).toEqual(['pass', 'alice was disconnected from']);
  });

  test('is disconnected when the music stops and nobody answers in its dialog', () => {
    const [verdict, reason] = ending((told, of) => {
      const side = told.side('A', 'alice');
      told.unhear('alice', side.callId).probe('A', 'alice', { of, status: 'none' });
      told.inDialog(side, 'BYE', {}, 'none');
      told.sides.delete('A');
    });
    expect([verdict, reason]).toEqual(['pass', expect.stringContaining('a re-INVITE was not answered')]);
  });

  test('is not disconnected while the music plays on, or the dialog answers', () => {
    expect(ending(() => {})).toEqual(['fail', 'alice was still in call A: it still heard music:primary']);
    const [verdict, reason] = ending((told, of) => {
      told.unhear('alice', told.side('A', 'alice').callId).probe('A', 'alice', { of });
    }, SILENT);
    expect([verdict, reason]).toEqual(['fail', 'alice was still in call A: a re-INVITE was answered 200 OK']);
  });
});

const haunted = cellOf('N', {
  normal: [callA, parkA],
  outage: [],
  failover: [],
  'failed-over': [],
  failback: [],
  restored: [check('nobody', { kind: 'is', outcome: 'nobody', call: 'A' })],
});

type Dial = Parameters<HistoryBuilder['dial']>[4];

function looking(
  primary: Dial,
  next: (told: HistoryBuilder, of: string) => void = () => {},
): readonly [string, string] {
  const told = parked(haunted).phase('outage');
  const side = told.side('A', 'alice');
  told.inDialog(side, 'BYE', {}, 'none');
  told.unhear('alice', side.callId).sides.delete('A');
  told.orbits.clear();
  told.phases('failover', 'failed-over', 'failback', 'restored');
  told.check('nobody', (of) => {
    told.dial('A', 'bob', 'primary', '101', { ...primary, of }).dial('A', 'bob', 'backup', '101', { of });
    next(told, of);
  });
  const { verdict, reason } = verdictOf(told.aftermath(), 'nobody');
  return [verdict, reason];
}

describe('the orbit of a call that a B2BUA lost', () => {
  test('leads to nobody: it is refused, or answered with silence', () => {
    expect(looking({})).toEqual(['pass', 'nobody is at orbit 101 of call A, on primary and backup']);
    expect(looking({ status: 200 })[0]).toBe('pass');
  });

  test.each([
    [{ status: 200, hears: 'alice' }, 'bob dialled orbit 101 of primary and heard alice: a ghost call'],
    [{ status: 200, hears: 'music:primary' }, 'bob dialled orbit 101 of primary and heard music:primary: a ghost call'],
  ] as const)('leads to a ghost for %j', (dial, reason) => {
    const [verdict, words] = looking(dial);
    expect([verdict, words.split(';')[0]]).toEqual(['fail', reason]);
  });

  test('may not be called for any more: neither the parker nor the parkee', () => {
    for (const party of ['bob', 'alice'] as const) {
      const rung = looking({}, (told) => void told.ring('primary', party, told.strangeCallId()));
      expect(rung).toEqual(['fail', `a pool called ${party} back although call A was over`]);
    }
  });
});

test('a call that was retrieved from a B2BUA is not parked any more, whatever its parkee hears', () => {
  const cell = cellOf('N', {
    normal: [callA, parkA, check('nobody', { kind: 'is', outcome: 'nobody', call: 'A' })],
  });
  function left(retrieved: boolean): readonly [string, string] {
    const told = parked(cell);
    if (retrieved) told.retrieve('A', 'carol').hold('A', 'carol');
    const { callId } = told.side('A', 'alice');
    if (retrieved) told.hear('alice', callId, 'music:primary');
    told.check('nobody', (of) => {
      for (const pool of ['primary', 'backup'] as const) told.dial('A', 'bob', pool, '101', { of });
    });
    const { verdict, reason } = verdictOf(told.aftermath(), 'nobody');
    return [verdict, reason];
  }
  expect(left(true)[0]).toBe('pass');
  expect(left(false)).toEqual(['fail', 'alice is still parked in call A and hears music:primary']);
});
