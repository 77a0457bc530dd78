import { describe, expect, test } from '@jest/globals';
import type { Candidate } from '../../../src/candidate/candidate.ts';
import { ORBIT_CALLED } from '../../candidate/sample.ts';
import { CANDIDATE } from '../cells.ts';
import { act, cellOf, check, type HistoryBuilder } from '../history-builder.ts';
import type { ParkOptions } from '../parking.ts';
import { cited, type InShort, inShort, verdictOf } from '../verdict-of.ts';
import { callA, calling, DIALLED, parkA, parked, SILENT } from './calls.ts';

const canPark = cellOf('P', {
  normal: [callA, check('park', { kind: 'can', deed: { verb: 'park', call: 'A', by: 'bob' } })],
});

interface Story {
  readonly options?: ParkOptions;
  readonly candidate?: Partial<Candidate>;
  readonly next?: (told: HistoryBuilder, of: string) => void;
}

function parking({ options = {}, candidate, next }: Story): HistoryBuilder {
  const told = calling(canPark, candidate);
  told.check('park', (of) => {
    told.park('A', 'bob', { ...options, of });
    next?.(told, of);
  });
  return told.aftermath();
}

function said(story: Story): InShort {
  return inShort(verdictOf(parking(story), 'park'));
}

describe('a call that a B2BUA parks', () => {
  test.each(['pool', 'parker'] as const)(
    'stays in the dialog of the parkee, and the %s ends that of the parker',
    (by) => {
      const told = parking({ options: { parkerEndedBy: by } });
      const verdict = verdictOf(told, 'park');
      expect(inShort(verdict)).toMatchObject([
        'pass',
        { code: 'parked-with-music', fields: { party: 'alice', call: 'A' } },
      ]);
      expect(cited(told, verdict)).toEqual([
        'alice in SIP/2.0 200 OK',
        'bob out REFER',
        by === 'pool' ? 'bob in BYE' : 'bob out BYE',
        'bob in NOTIFY',
        'alice sample music:primary',
      ]);
      expect(verdictOf(told, 'aftermath').verdict).toBe('pass');
      // Longer than the candidate may take to end a leg: the parkee is parked, and not left alone.
      const waiting = parking({ options: { parkerEndedBy: by }, next: (each) => void each.wait(3000) });
      expect(verdictOf(waiting, 'aftermath').verdict).toBe('pass');
    },
  );

  test('may wait in silence where no music is promised', () => {
    expect(said({ candidate: SILENT, options: { music: 'none' } })).toMatchObject([
      'pass',
      { code: 'parked', fields: { party: 'alice', call: 'A' } },
    ]);
    expect(said({ options: { music: 'none' } })).toMatchObject([
      'fail',
      { code: 'parked-without-music', fields: { party: 'alice', call: 'A' } },
    ]);
  });

  test('is shown where the pool shows its orbits', () => {
    const next = (told: HistoryBuilder, of: string): void => void told.lookup('bob', 'primary', '101', { of });
    expect(said({ candidate: ORBIT_CALLED, next })[0]).toBe('pass');
    const hidden = (told: HistoryBuilder, of: string): void =>
      void told.lookup('bob', 'primary', '101', { of, shows: [] });
    expect(said({ candidate: ORBIT_CALLED, next: hidden })[0]).toBe('fail');
  });

  test('is not parked as long as its parker has a leg', () => {
    expect(said({ options: { parkerFreed: false } })).toMatchObject([
      'fail',
      { code: 'parker-still-up', fields: { call: 'A', parker: 'bob' } },
    ]);
  });

  test('is not parked when nothing but the word of the pool changes', () => {
    expect(said({ options: { takeover: false } })).toMatchObject([
      'fail',
      { code: 'no-party-parked', fields: { parker: 'bob', call: 'A' } },
    ]);
  });

  test('is not parked when its parkee goes on hearing a party', () => {
    const next = (told: HistoryBuilder): void => {
      told.wait(300).hear('alice', told.side('A', 'alice').callId, 'bob').wait(300);
    };
    for (const candidate of [DIALLED, SILENT]) {
      expect(said({ candidate, next })).toMatchObject([
        'fail',
        { code: 'parkee-heard-party', fields: { party: 'alice', call: 'A', speaker: 'bob' } },
      ]);
    }
  });

  test.each([
    [180, 'inconclusive', 'harness-late'],
    [60, 'fail', 'parkee-heard-party'],
  ])('whose parker is heard for 300 ms more by a harness that was late by %d ms is %s', (load, verdict, code) => {
    const next = (told: HistoryBuilder): void => {
      told.add({ kind: 'load', maxDelayMs: load, lateMs: 2 * load });
      told.wait(300).hear('alice', told.side('A', 'alice').callId, 'bob').wait(300);
    };
    expect(said({ next })).toMatchObject([verdict, { code }]);
  });

  test('is not excused by a late harness for a stranger that it hears', () => {
    const next = (told: HistoryBuilder): void => {
      told.add({ kind: 'load', maxDelayMs: 400, lateMs: 800 });
      told.wait(300).hear('alice', told.side('A', 'alice').callId, 'dave').wait(300);
    };
    expect(said({ next })[0]).toBe('fail');
  });

  test('is parked although the voice of its parker fades only now', () => {
    const options = { music: 'none' } as const;
    const next = (told: HistoryBuilder): void => {
      const { callId } = told.side('A', 'alice');
      told.hear('alice', callId, 'bob').hear('alice', callId, 'music:primary');
    };
    expect(said({ options, next })[0]).toBe('pass');
  });

  test('is parked no longer when the pool has ended its leg', () => {
    const next = (told: HistoryBuilder): void => told.fromPeer(told.side('A', 'alice'), 'BYE');
    expect(said({ next })).toMatchObject(['fail', { code: 'no-longer-parked', fields: { party: 'alice', call: 'A' } }]);
  });

  test('must be parked at an orbit of the pool', () => {
    expect(said({ options: { orbit: '250' } })[1]).toMatchObject({
      code: 'orbit-outside-range',
      fields: { orbit: '250', first: 100, last: 199, pool: 'primary' },
    });
  });
});

test('a parker that was heard for a moment after the park may be rung back: it has not come to the call then', () => {
  const told = parked(cellOf('P', { normal: [callA, parkA] }));
  const { callId } = told.side('A', 'alice');
  told.hear('alice', callId, 'bob').wait(200).unhear('alice', callId, 'bob').wait(6_000);
  told.ring('primary', 'bob', 'back', { status: 200, call: 'A', hears: 'alice' });
  told.hear('alice', callId, 'bob');
  expect(inShort(verdictOf(told.aftermath(), 'aftermath'))[1]).not.toMatchObject({ code: 'unsolicited-call' });
});

describe('an orbit of a B2BUA', () => {
  const callB = act({ verb: 'call', call: 'B', by: 'carol', to: 'dave' });
  const retrieveA = act({ verb: 'retrieve', call: 'A', by: 'bob' });
  const parkB = check('park', { kind: 'can', deed: { verb: 'park', call: 'B', by: 'dave' } });

  function second(steps: Parameters<typeof cellOf>[1], freed: boolean): InShort {
    const told = parked(cellOf('P', steps));
    if (freed) told.retrieve('A', 'bob');
    told.call('B', 'carol', 'dave', { b2bua: true });
    told.check('park', (of) => told.park('B', 'dave', { of }));
    return inShort(verdictOf(told.aftermath(), 'park'));
  }

  test('may be given away again when its call was retrieved, although the leg of the parkee is up', () => {
    expect(second({ normal: [callA, parkA, retrieveA, callB, parkB] }, true)).toEqual([
      'pass',
      { code: 'parked-with-music', fields: { party: 'carol', call: 'B' } },
    ]);
  });

  test('may not be given to another call before', () => {
    expect(second({ normal: [callA, parkA, callB, parkB] }, false)).toEqual([
      'fail',
      { code: 'orbit-occupied', fields: { call: 'B', orbit: '101', pool: 'primary', occupant: 'A' } },
    ]);
  });
});

describe('a call that is parked at a B2BUA', () => {
  const stays = cellOf('P', {
    normal: [callA, parkA],
    outage: [],
    failover: [check('parked', { kind: 'is', outcome: 'parked', call: 'A' })],
  });
  const onBackup: Partial<Candidate> = { ...DIALLED, homes: { ...CANDIDATE.homes, normal: 'backup' } };

  function staying(play: (told: HistoryBuilder, of: string) => void, candidate = onBackup): InShort {
    const told = parked(stays, candidate).phases('outage', 'failover');
    told.check('parked', (of) => play(told, of));
    return inShort(verdictOf(told.aftermath(), 'parked'));
  }

  test('stays parked as long as its leg is up and hears the music', () => {
    expect(staying(() => {})).toEqual(['pass', { code: 'parked-with-music', fields: { party: 'alice', call: 'A' } }]);
  });

  test('stays parked in silence when its dialog answers', () => {
    const quiet = { ...SILENT, homes: onBackup.homes ?? CANDIDATE.homes };
    const told = calling(stays, quiet).park('A', 'bob', { music: 'none' }).phases('outage', 'failover');
    told.check('parked', (of) => told.probe('A', 'alice', { of }));
    expect(verdictOf(told.aftermath(), 'parked')).toMatchObject({
      verdict: 'pass',
      code: 'parked-and-alive',
      fields: { party: 'alice', call: 'A' },
    });
  });

  test('is parked no more when a stranger is heard on its leg', () => {
    const [verdict, reason] = staying((told) => told.hear('alice', told.side('A', 'alice').callId, 'dave').wait(300));
    expect([verdict, reason]).toEqual([
      'fail',
      {
        code: 'stranger-heard-too',
        because: 'parkee-heard-party',
        fields: { party: 'alice', call: 'A', speaker: 'dave', listener: 'alice' },
      },
    ]);
  });

  test('is parked no more when its leg has ended', () => {
    const ended = staying((told) => told.fromPeer(told.side('A', 'alice'), 'BYE'));
    expect(ended).toMatchObject(['fail', { code: 'no-longer-parked', fields: { party: 'alice', call: 'A' } }]);
  });
});
