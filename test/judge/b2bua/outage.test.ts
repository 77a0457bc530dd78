import { describe, expect, test } from '@jest/globals';
import { cellOf, check, type HistoryBuilder } from '../history-builder.ts';
import { type InShort, inShort, verdictOf } from '../verdict-of.ts';
import { callA, parkA, parked, SILENT, DIALLED } from './calls.ts';

const dropping = cellOf('D', {
  normal: [callA, parkA],
  outage: [check('dropped', { kind: 'is', outcome: 'disconnected', call: 'A' })],
});

function ending(play: (told: HistoryBuilder, of: string) => void, candidate = DIALLED): InShort {
  const told = parked(dropping, candidate).phase('outage');
  told.check('dropped', (of) => play(told, of));
  return inShort(verdictOf(told.aftermath(), 'dropped'));
}

describe('a call that is parked at a B2BUA which dies', () => {
  test('is disconnected by a BYE', () => {
    const ended = ending((told) => {
      told.fromPeer(told.side('A', 'alice'), 'BYE');
      told.sides.delete('A');
    });
    expect(ended).toMatchObject(['pass', { code: 'disconnected', fields: { party: 'alice', call: 'A' } }]);
  });

  test('is disconnected when the music stops and nobody answers in its dialog', () => {
    const ended = ending((told, of) => {
      const side = told.side('A', 'alice');
      told.unhear('alice', side.callId).probe('A', 'alice', { of, status: 'none' });
      told.inDialog(side, 'BYE', {}, 'none');
      told.sides.delete('A');
    });
    expect(ended).toMatchObject([
      'pass',
      { code: 'disconnected', fields: { end: expect.stringContaining('a re-INVITE was not answered') } },
    ]);
  });

  test('is not disconnected while the music plays on, or the dialog answers', () => {
    expect(ending(() => {})).toEqual([
      'fail',
      { code: 'still-in-call', fields: { party: 'alice', call: 'A', signs: 'it still heard music:primary' } },
    ]);
    const answering = ending((told, of) => {
      told.unhear('alice', told.side('A', 'alice').callId).probe('A', 'alice', { of });
    }, SILENT);
    expect(answering).toEqual([
      'fail',
      { code: 'still-in-call', fields: { party: 'alice', call: 'A', signs: 'a re-INVITE was answered 200 OK' } },
    ]);
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

function looking(primary: Dial, next: (told: HistoryBuilder, of: string) => void = () => {}): InShort {
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
  return inShort(verdictOf(told.aftermath(), 'nobody'));
}

describe('the orbit of a call that a B2BUA lost', () => {
  test('leads to nobody: it is refused, or answered with silence', () => {
    expect(looking({})).toEqual([
      'pass',
      { code: 'no-party-at-orbit', fields: { call: 'A', orbit: '101', pool: 'primary and backup' } },
    ]);
    expect(looking({ status: 200 })[0]).toBe('pass');
  });

  test.each([
    [
      { status: 200, hears: 'alice' },
      {
        code: 'ghost-call',
        because: 'dial-heard-voice',
        fields: { party: 'bob', place: 'orbit 101 of primary', voice: 'alice' },
      },
    ],
    [
      { status: 200, hears: 'music:primary' },
      {
        code: 'ghost-call',
        because: 'dial-heard-voice',
        fields: { party: 'bob', place: 'orbit 101 of primary', voice: 'music:primary' },
      },
    ],
  ] as const)('leads to a ghost for %j', (dial, finding) => {
    const [verdict, found] = looking(dial);
    expect(verdict).toBe('fail');
    // The stranger that the caller heard is told besides.
    expect(found).toMatchObject(finding);
  });

  test('may not be called for any more: neither the parker nor the parkee', () => {
    for (const party of ['bob', 'alice'] as const) {
      const rung = looking({}, (told) => void told.ring('primary', party, told.strangeCallId()));
      expect(rung).toEqual(['fail', { code: 'called-back', fields: { party, call: 'A' } }]);
    }
  });
});

test('a call that was retrieved from a B2BUA is not parked any more, whatever its parkee hears', () => {
  const cell = cellOf('N', {
    normal: [callA, parkA, check('nobody', { kind: 'is', outcome: 'nobody', call: 'A' })],
  });
  function left(retrieved: boolean): InShort {
    const told = parked(cell);
    if (retrieved) told.retrieve('A', 'carol').hold('A', 'carol');
    const { callId } = told.side('A', 'alice');
    if (retrieved) told.hear('alice', callId, 'music:primary');
    told.check('nobody', (of) => {
      for (const pool of ['primary', 'backup'] as const) told.dial('A', 'bob', pool, '101', { of });
    });
    return inShort(verdictOf(told.aftermath(), 'nobody'));
  }
  expect(left(true)[0]).toBe('pass');
  expect(left(false)).toEqual([
    'fail',
    { code: 'still-parked', fields: { party: 'alice', call: 'A', voice: 'music:primary' } },
  ]);
});
