import { expect, test } from '@jest/globals';
import { settingArguments } from '../../src/run/arguments.ts';

test('settings become the options of SIPp, and what has no name comes last', () => {
  expect(
    settingArguments({
      extraArgs: ['-watchdog_interval', '0'],
      calls: 2,
      rate: 5,
      timeout: 1500,
      defaultBehaviors: ['all', '-abortunexp'],
      keys: { orbit: '700', pool: 'a b' },
      autoAnswer: true,
      noRetransmission: false,
      credentials: { user: 'u', password: 'p' },
    }),
  ).toEqual(
    [
      ['-r', '5', '-m', '2', '-timeout', '2s', '-default_behaviors', 'all,-abortunexp', '-aa'],
      ['-key', 'orbit', '700', '-key', 'pool', 'a b', '-au', 'u', '-ap', 'p', '-watchdog_interval', '0'],
    ].flat(),
  );
});

test.each([{ calls: 0 }, { rate: -1 }, { timerResolution: 1.5 }, { media: { port: 70_000 } }, { limit: Number.NaN }])(
  '%j is refused',
  (settings) => {
    expect(() => settingArguments(settings)).toThrow(/Expected `(calls|rate|timerResolution|media.port|limit)` to be/);
  },
);
