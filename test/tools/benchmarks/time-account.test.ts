import { expect, test } from '@jest/globals';
import type { HistoryEvent } from '../../../src/history/event.ts';
import { accountOf } from '../../../tools/benchmarks/time-account.ts';

let count = 0;
const at = (t: number, event: Readonly<Record<string, unknown>>): HistoryEvent =>
  // Only what the account looks at.
  ({ n: (count += 1), t, ...event }) as unknown as HistoryEvent;

const asked = (t: number, id: string, verb: string): HistoryEvent =>
  at(t, { kind: 'action', id, verb, state: 'asked' });
const done = (t: number, id: string, verb: string): HistoryEvent => at(t, { kind: 'action', id, verb, state: 'done' });
const ready = (t: number, pool: string): HistoryEvent => at(t, { kind: 'process', event: 'ready', pool });
const phase = (t: number, state: string): HistoryEvent => at(t, { kind: 'phase', phase: 'normal', state });

test('each moment is given to one kind, and together they are the whole history', () => {
  const account = accountOf([
    phase(10, 'entering'),
    ready(100, 'primary'),
    ready(150, 'backup'),
    asked(160, 'a1', 'register'),
    done(200, 'a1', 'register'),
    phase(210, 'reached'),
    asked(220, 'a2', 'check'),
    asked(220, 'a3', 'watch'),
    asked(230, 'a4', 'listen'),
    done(400, 'a3', 'watch'),
    done(450, 'a4', 'listen'),
    done(460, 'a2', 'check'),
    at(500, { kind: 'end', why: 'complete' }),
  ]);
  expect(account).toEqual({ start: 150, phases: 20, requests: 40, watching: 180, listening: 50, own: 60 });
});

test('what never ends lasts until the history does', () => {
  const account = accountOf([asked(10, 'a1', 'park'), at(50, { kind: 'end', why: 'interrupted' })]);
  expect(account).toEqual({ start: 0, phases: 0, requests: 40, watching: 0, listening: 0, own: 10 });
});
