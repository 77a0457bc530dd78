import { ORBIT_CALLED } from '../../candidate/sample.ts';
import { describe, expect, test } from '@jest/globals';
import { cellOf, check, type HistoryBuilder } from '../history-builder.ts';
import type { ParkOptions } from '../parking.ts';
import { type InShort, inShort, verdictOf } from '../verdict-of.ts';
import { callA, calling, DIALLED } from './calls.ts';

type Phase = 'outage' | 'failover' | 'failback';

interface Story {
  readonly phase?: Phase;
  readonly park?: ParkOptions;
  readonly next?: (told: HistoryBuilder, of: string) => void;
  readonly shown?: true;
}

function refusing({ phase = 'failover', park = { answer: 503 }, next, shown }: Story): HistoryBuilder {
  const steps = [check('refused', { kind: 'cannot', deed: { verb: 'park', call: 'A', by: 'bob' } })];
  const told = calling(cellOf('R', { normal: [callA], [phase]: steps }), shown ? ORBIT_CALLED : DIALLED);
  told.phase('outage');
  if (phase !== 'outage') told.phase('failover');
  if (phase === 'failback') told.phases('failed-over', 'failback');
  told.check('refused', (of) => {
    told.park('A', 'bob', { pool: 'backup', ...park, of });
    next?.(told, of);
  });
  return told.aftermath();
}

function said(story: Story): InShort {
  return inShort(verdictOf(refusing(story), 'refused'));
}

describe('a B2BUA that must not park', () => {
  test('refuses, and the call goes on through it', () => {
    expect(said({})).toMatchObject([
      'pass',
      { code: 'park-refused', because: 'refused-in-time', fields: { call: 'A', answer: '503 Service Unavailable' } },
    ]);
  });

  test('may be silent in the outage only', () => {
    expect(said({ phase: 'outage', park: { answer: 'none' } })[0]).toBe('pass');
    expect(said({ park: { answer: 'none' } })[0]).toBe('fail');
  });

  test.each(['outage', 'failover', 'failback'] as const)(
    'fails in phase %s when it parks, and the phase is named',
    (phase) => {
      expect(said({ phase, park: {} })[1]).toMatchObject({
        code: 'parked-although-forbidden',
        fields: { parker: 'bob', call: 'A', at: 'at orbit 201 of backup', phase, answer: 'final sipfrag "200 OK"' },
      });
    },
  );

  test.each([503, 'none'] as const)('fails when it answers %s and parks the call all the same', (answer) => {
    expect(said({ park: { answer, takeover: true, parkerFreed: true } })).toMatchObject([
      'fail',
      {
        code: 'parkee-taken-although-forbidden',
        fields: { parker: 'bob', call: 'A', at: 'on backup', phase: 'failover', parkee: 'alice' },
      },
    ]);
  });

  test('fails when the call does not survive the refusal', () => {
    const next = (told: HistoryBuilder): void => {
      const [alice, bob] = [told.side('A', 'alice'), told.side('A', 'bob')];
      told.fromPeer(bob, 'BYE');
      told.fromPeer(alice, 'BYE');
      told.unhear('alice', alice.callId).unhear('bob', bob.callId);
    };
    expect(said({ next })).toMatchObject([
      'fail',
      { code: 'call-lost-by-refusal', because: 'call-lost', fields: { party: 'bob', call: 'A' } },
    ]);
  });

  test('fails when the refused park has taken an orbit', () => {
    const used = { orbit: '201', pool: 'backup', callId: 'x', localTag: 'l', remoteTag: 'r', parkee: 'alice' } as const;
    const look = (shows: ReadonlyArray<typeof used>) => (told: HistoryBuilder, of: string) =>
      void told.lookup('bob', 'backup', undefined, { of, shows });
    expect(said({ shown: true, next: look([]) })[0]).toBe('pass');
    expect(said({ shown: true, next: look([used]) })).toMatchObject([
      'fail',
      { code: 'orbit-used-by-refused-park', fields: { call: 'A', orbit: '201', pool: 'backup' } },
    ]);
  });

  test('has not parked a call that its parker hands on after the refusal', () => {
    const cell = cellOf('R', { normal: [callA, check('all', { kind: 'is', outcome: 'connected', call: 'A' })] });
    const told = calling(cell).park('A', 'bob', { answer: 503 });
    told.check('all', () => {}).hold('A', 'bob');
    told.hear('alice', told.side('A', 'alice').callId, 'music:primary').hangup('A', 'bob');
    const dave = told.strangeCallId();
    told.ring('primary', 'bob', dave);
    expect(verdictOf(told.aftermath(), 'aftermath')).toMatchObject({
      verdict: 'fail',
      code: 'unsolicited-call',
      fields: { party: 'bob' },
    });
  });
});
