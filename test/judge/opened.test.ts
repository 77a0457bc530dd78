import { describe, expect, test } from '@jest/globals';
import type { ActionEvent, HistoryEvent } from '../../src/history/event.ts';
import { actionsOf, failure, wasUnreachable } from '../../src/judge/evidence/actions.ts';
import { type Facts, isWithCandidate, legOf, openFacts, Unfolding } from '../../src/judge/facts.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';

const cell = cellOf('O', {
  normal: [
    act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' }),
    check('it', { kind: 'is', outcome: 'connected', call: 'A' }),
  ],
});

function calling(): HistoryBuilder {
  return history(cell).phase('normal').call('A', 'alice', 'bob');
}

function opened(told: HistoryBuilder, events: readonly HistoryEvent[] = told.events): Facts {
  const [run] = told.events;
  if (run?.kind !== 'run') throw new Error('a history begins with its run');
  return openFacts(run, events);
}

describe('a history that is opened', () => {
  test('is in order, however it was handed over', () => {
    const told = calling();
    expect(opened(told, told.events.toReversed()).events).toEqual(told.events);
  });

  test('has an end when it says so, and none when it breaks off after a failure', () => {
    expect(opened(calling().end('deadline')).end).toBe('deadline');
    expect(opened(calling().hold('A', 'bob', { status: 488 })).end).toBeUndefined();
  });

  test('can be cut after an event', () => {
    const whole = opened(calling().aftermath());
    const [bye] = whole.messages.all.filter(({ method }) => method === 'BYE');
    const n = bye?.n ?? 0;
    const cut = new Unfolding(whole).upTo(n);
    expect(cut.events.at(-1)?.n).toBe(n);
    expect(cut.messages.all.at(-1)?.n).toBe(n);
    expect(new Unfolding(whole).upTo(n - 1).messages.all.every((seen) => seen.n < n)).toBe(true);
    expect([cut.end, cut.phones.size, cut.plan.length]).toEqual(['complete', whole.phones.size, whole.plan.length]);
  });

  test('knows the addresses of the phones', () => {
    expect([...opened(calling()).phones].toSorted()).toEqual(['127.0.0.1:41001', '127.0.0.1:41002']);
  });
});

describe('the leg of a party', () => {
  test('is the one that is up, rather than a younger one that is over', () => {
    const told = calling();
    const first = told.side('A', 'alice');
    told.call('A', 'alice', 'bob');
    const second = told.side('A', 'alice');
    expect(legOf(opened(told), 'alice', 'A', told.events.length)?.callId).toBe(second.callId);
    told.inDialog(second, 'BYE');
    const facts = opened(told);
    expect(legOf(facts, 'alice', 'A', told.events.length)?.callId).toBe(first.callId);
  });

  test('is the youngest when none is up, and there is none before its answer', () => {
    const told = calling();
    const leg = told.side('A', 'alice');
    told.inDialog(leg, 'BYE');
    const facts = opened(told);
    const accept = facts.dialogs.legs.find(({ tap }) => tap === 'alice')?.accept.n ?? 0;
    expect(legOf(facts, 'alice', 'A', told.events.length)?.callId).toBe(leg.callId);
    expect(legOf(facts, 'alice', 'A', accept)?.callId).toBe(leg.callId);
    expect(legOf(facts, 'alice', 'A', accept - 1)).toBeUndefined();
  });

  test('is with the candidate when its peer is no phone that is known', () => {
    const facts = opened(calling().park('A', 'bob'));
    const withThem = facts.dialogs.legs.map((leg) => [leg.tap, isWithCandidate(facts, leg)]);
    expect(withThem).toEqual([
      ['bob', false],
      ['alice', false],
      ['alice', true],
    ]);
    const [leg] = facts.dialogs.legs;
    expect(leg && isWithCandidate(facts, { ...leg, remoteTarget: undefined })).toBe(false);
    expect(leg && isWithCandidate(facts, { ...leg, remoteTarget: 'nonsense' })).toBe(false);
    const nameless = { ...leg, remoteTarget: 'sip:127.0.0.1' };
    expect(leg && isWithCandidate({ ...facts, phones: new Set(['127.0.0.1:5060']) }, { ...leg, ...nameless })).toBe(
      false,
    );
  });
});

test('a parking is at the pool that its REFER went to, whichever was meant', () => {
  const told = calling().park('A', 'bob', { pool: 'backup' });
  const meant = told.events.map((event) =>
    event.kind === 'action' && event.verb === 'park' ? { ...event, pool: 'primary' as const } : event,
  );
  expect(opened(told, meant).parkings.map(({ pool }) => pool)).toEqual(['backup']);
});

describe('an action', () => {
  const asked = { n: 1, t: 1, kind: 'action', id: 'a1', verb: 'hold', state: 'asked' } as const;

  test('has the Call-ID that it was asked with, or the one that it ended with', () => {
    const done = { ...asked, n: 2, state: 'done', callId: 'late' } as const;
    expect(actionsOf([asked, done]).map(({ callId }) => callId)).toEqual(['late']);
    expect(actionsOf([{ ...asked, callId: 'early' }]).map(({ callId }) => callId)).toEqual(['early']);
    const quiet = { ...asked, n: 2, state: 'done' } as const;
    expect(actionsOf([{ ...asked, callId: 'early' }, quiet]).map(({ callId }) => callId)).toEqual(['early']);
  });

  test('lasts to its first end, or to that of the history', () => {
    const done = { ...asked, n: 3, state: 'done' } as const;
    const load = { n: 7, t: 7, kind: 'load', maxDelayMs: 1 } as const;
    expect(actionsOf([asked, done, { ...done, n: 5 }, load]).map(({ range }) => range)).toEqual([{ from: 1, to: 3 }]);
    expect(actionsOf([asked, load]).map(({ range }) => range)).toEqual([{ from: 1, to: 7 }]);
    expect(actionsOf([])).toEqual([]);
  });

  test('that failed says why, as far as it was noted', () => {
    const failed = (told: Pick<ActionEvent, 'failure' | 'why'> = {}): readonly [string | undefined, boolean] => {
      const line = { ...asked, n: 2, state: 'failed', ...told } as const;
      const [action] = actionsOf([asked, line]);
      return action === undefined ? [undefined, false] : [failure(action), wasUnreachable(action)];
    };
    expect(failed({ failure: 'unreachable', why: 'ECONNREFUSED' })).toEqual(['ECONNREFUSED', true]);
    expect(failed({ failure: 'answered', why: 'unreachable' })).toEqual(['unreachable', false]);
    expect(failed({ why: 'unreachable: ECONNREFUSED' })).toEqual(['unreachable: ECONNREFUSED', false]);
    expect(failed()).toEqual(['no reason given', false]);
    const [going, gone] = [
      actionsOf([asked]),
      actionsOf([asked, { ...asked, n: 2, state: 'done', failure: 'unreachable' }]),
    ];
    expect([...going, ...gone].map((action) => [failure(action), wasUnreachable(action)])).toEqual([
      [undefined, false],
      [undefined, false],
    ]);
  });
});
