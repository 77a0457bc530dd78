import { describe, expect, test } from '@jest/globals';
import {
  isHomeOfUsers,
  type Mode,
  type ModeEvent,
  move,
  newsFrom,
  serviceIn,
  startMode,
} from '../../src/reference/mode.ts';

function walk(from: Mode, ...events: ModeEvent[]): Mode {
  return events.reduce<Mode>((mode, event) => {
    const next = move(mode, event);
    if (next.kind === 'refused') throw new Error(next.why);
    return next.mode;
  }, from);
}

describe('the mode of the backup', () => {
  test('goes from standby through resiliency mode to full service, and back when the primary takes the users home', () => {
    expect(walk('standby', 'failover')).toBe('failover-resiliency');
    expect(walk('standby', 'failover', 'failover-complete')).toBe('failed-over');
    expect(walk('standby', 'failover', 'failover-complete', 'hand-back')).toBe('handing-back');
    expect(walk('standby', 'failover', 'failover-complete', 'hand-back', 'hand-back-complete')).toBe('standby');
  });

  test('takes over again when the primary dies while it takes its users home', () => {
    expect(walk('handing-back', 'failover')).toBe('failover-resiliency');
  });

  test('does not complete a failover that has not begun', () => {
    expect(move('standby', 'failover-complete')).toEqual({
      kind: 'refused',
      why: 'failover-complete has no meaning in mode standby',
    });
  });

  test('is standby after a start, whatever the primary says, because nothing of a failover outlives the process', () => {
    expect(startMode('backup', 'away')).toBe('standby');
    expect(startMode('backup', undefined)).toBe('standby');
  });
});

describe('the mode of the primary', () => {
  test('goes through resiliency mode home when failback is told', () => {
    expect(walk('away', 'failback')).toBe('failback-resiliency');
    expect(walk('away', 'failback', 'failback-complete')).toBe('home');
  });

  test('leaves its users to a backup that has taken over, in service and at a start', () => {
    expect(walk('home', 'peer-took-over')).toBe('away');
    expect(startMode('primary', 'failed-over')).toBe('away');
    expect(startMode('primary', 'failover-resiliency')).toBe('away');
  });

  test('starts at home when the backup stands by or does not answer', () => {
    expect(startMode('primary', 'standby')).toBe('home');
    expect(startMode('primary', undefined)).toBe('home');
  });

  test('starts in the middle of a failback when the backup is handing users back', () => {
    expect(startMode('primary', 'handing-back')).toBe('failback-resiliency');
  });

  test('comes home when the backup that had taken over restarts', () => {
    expect(newsFrom('primary', 'standby')).toBe('peer-stands-by');
    expect(walk('away', 'peer-stands-by')).toBe('home');
  });

  test('is not told failover, nor the backup failback', () => {
    expect(move('home', 'failover').kind).toBe('refused');
    expect(move('standby', 'failback').kind).toBe('refused');
  });
});

test('Every command may be repeated without effect', () => {
  expect(walk('failover-resiliency', 'failover')).toBe('failover-resiliency');
  expect(walk('failed-over', 'failover-complete')).toBe('failed-over');
  expect(walk('failback-resiliency', 'failback')).toBe('failback-resiliency');
  expect(walk('home', 'failback-complete')).toBe('home');
  expect(walk('handing-back', 'hand-back')).toBe('handing-back');
  expect(walk('standby', 'hand-back-complete')).toBe('standby');
});

test('A backup learns nothing from the mode of the primary', () => {
  expect(newsFrom('backup', 'home')).toBeUndefined();
});

test('Users are at home in every mode that serves them, except while they are handed back', () => {
  const homes = (
    ['home', 'away', 'failback-resiliency', 'standby', 'failover-resiliency', 'failed-over', 'handing-back'] as const
  ).filter(isHomeOfUsers);
  expect(homes).toEqual(['home', 'failback-resiliency', 'failover-resiliency', 'failed-over']);
  expect(serviceIn('handing-back')).toBe('resiliency');
});
