import { describe, expect, test } from '@jest/globals';
import { VainWaits } from '../../src/drive/vain-waits.ts';
import type { ActionFailure, EventBody, HistoryEvent } from '../../src/history/event.ts';

const LISTENING = { kind: 'action', id: 'a2', verb: 'listen', of: 'a1' } as const;
const ENTERING = { kind: 'phase', phase: 'failover', state: 'entering' } as const;

function failing(failure: ActionFailure): EventBody {
  return { ...LISTENING, state: 'failed', failure, why: 'a sample' };
}

function late(
  maxDelayMs: number,
  more: { lateMs?: number; poolDelayMs?: number; poolLateMs?: number } = {},
): EventBody {
  return { kind: 'load', maxDelayMs, poolDelayMs: 0, ...more };
}

/** How much longer the check `a1` waits after these events, in ms. */
function owed(...bodies: readonly EventBody[]): number {
  const listeners: Array<(event: HistoryEvent) => void> = [];
  const waits = new VainWaits({ listen: (listener) => void listeners.push(listener) });
  for (const [index, body] of bodies.entries()) for (const hear of listeners) hear({ n: index + 1, t: index, ...body });
  return waits.owedBy('a1');
}

describe('a check that has waited in vain', () => {
  test.each(['silent', 'not-seen'] as const)('waits for longer than the delays where it ended %s', (failure) => {
    expect(owed(failing(failure), late(400))).toBe(400 + 150 + 50);
  });

  test('counts all delays since its phase was entered, of the harness and of the pools', () => {
    const before = [late(900), ENTERING];
    expect(owed(...before, late(200), failing('silent'), late(100, { lateMs: 300, poolDelayMs: 50 }))).toBe(750);
  });

  test('counts the delays of the harness twice where those of the pools are not known', () => {
    expect(owed(failing('silent'), { kind: 'load', maxDelayMs: 200 })).toBe(600);
  });

  test('waits no longer where nothing was late, or everything was', () => {
    expect(owed(failing('silent'), late(150))).toBe(0);
    expect(owed(failing('silent'), late(4001))).toBe(0);
  });
});

describe('a check waits no longer', () => {
  test.each(['answered', 'unreachable', 'not-sent', 'given-up', 'broken'] as const)(
    'for an action that failed as %s',
    (failure) => {
      expect(owed(failing(failure), late(400))).toBe(0);
    },
  );

  test('for what came, nor for what another check has missed', () => {
    expect(owed({ ...LISTENING, state: 'done' }, late(400))).toBe(0);
    expect(owed({ ...LISTENING, of: 'a9', state: 'failed', failure: 'silent', why: 'a sample' }, late(400))).toBe(0);
  });
});
