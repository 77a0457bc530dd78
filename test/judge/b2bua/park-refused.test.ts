import { describe, expect, test } from '@jest/globals';
import { cellOf, check, type HistoryBuilder } from '../history-builder.ts';
import type { ParkOptions } from '../parking.ts';
import { verdictOf } from '../verdict-of.ts';
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
  const told = calling(cellOf('R', { normal: [callA], [phase]: steps }), shown ? { retrieve: 'dial' } : DIALLED);
  told.phase('outage');
  if (phase !== 'outage') told.phase('failover');
  if (phase === 'failback') told.phases('failed-over', 'failback');
  told.check('refused', (of) => {
    told.park('A', 'bob', { pool: 'backup', ...park, of });
    next?.(told, of);
  });
  return told.aftermath();
}

function said(story: Story): readonly [string, string] {
  const { verdict, reason } = verdictOf(refusing(story), 'refused');
  return [verdict, reason];
}

describe('a B2BUA that must not park', () => {
  test('refuses, and the call goes on through it', () => {
    const [verdict, reason] = said({});
    expect(verdict).toBe('pass');
    expect(reason).toMatch(
      /^bob's park of call A was refused after \d+ ms: 503 Service Unavailable; call A stayed connected$/,
    );
  });

  test('may be silent in the outage only', () => {
    expect(said({ phase: 'outage', park: { answer: 'none' } })[0]).toBe('pass');
    expect(said({ park: { answer: 'none' } })[0]).toBe('fail');
  });

  test.each(['outage', 'failover', 'failback'] as const)(
    'fails in phase %s when it parks, and the phase is named',
    (phase) => {
      expect(said({ phase, park: {} })[1]).toMatch(
        new RegExp(
          `^bob parked call A at orbit 201 of backup although the phase was ${phase}: final sipfrag "200 OK" after `,
        ),
      );
    },
  );

  test.each([503, 'none'] as const)('fails when it answers %s and parks the call all the same', (answer) => {
    expect(said({ park: { answer, takeover: true, parkerFreed: true } })).toEqual([
      'fail',
      'bob parked call A on backup although the phase was failover: alice is with the park server',
    ]);
  });

  test('fails when the call does not survive the refusal', () => {
    const next = (told: HistoryBuilder): void => {
      const [alice, bob] = [told.side('A', 'alice'), told.side('A', 'bob')];
      told.fromPeer(bob, 'BYE');
      told.fromPeer(alice, 'BYE');
      told.unhear('alice', alice.callId).unhear('bob', bob.callId);
    };
    const [verdict, reason] = said({ next });
    expect(verdict).toBe('fail');
    expect(reason).toContain('but the call did not survive it: bob lost call A');
  });

  test('fails when the refused park has taken an orbit', () => {
    const used = { orbit: '201', pool: 'backup', callId: 'x', localTag: 'l', remoteTag: 'r', parkee: 'alice' } as const;
    const look = (shows: ReadonlyArray<typeof used>) => (told: HistoryBuilder, of: string) =>
      void told.lookup('bob', 'backup', undefined, { of, shows });
    expect(said({ shown: true, next: look([]) })[0]).toBe('pass');
    expect(said({ shown: true, next: look([used]) })).toEqual([
      'fail',
      'the park of call A was refused but orbit 201 of backup is in use since',
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
      reason: 'the candidate called bob although no request explains the call',
    });
  });
});
