import { describe, expect, test } from '@jest/globals';
import { outcomeOf } from '../../src/results/outcome.ts';
import type { Statistics } from '../../src/results/stat.ts';
import type { Exit } from '../../src/run/executor.ts';

const none: Statistics = {
  created: 0,
  incoming: 0,
  outgoing: 0,
  current: 0,
  successful: 0,
  failed: 0,
  failures: {},
  retransmissions: 0,
  outOfCall: 0,
  deadCall: 0,
  autoAnswered: 0,
  warnings: 0,
  fatalErrors: 0,
  watchdogMajor: 0,
  watchdogMinor: 0,
};

const zero: Exit = { code: 0, signal: null };

describe('an outcome', () => {
  test.each<[string, number | undefined, Partial<Statistics>, Exit, string]>([
    ['all planned calls succeeded', 2, { successful: 2 }, zero, 'passed'],
    ['more calls than planned succeeded', 2, { successful: 3 }, zero, 'passed'],
    ['nothing was planned and a call succeeded', undefined, { successful: 1 }, zero, 'passed'],
    ['fewer calls than planned succeeded, exit code 0', 2, { successful: 1 }, zero, 'incomplete'],
    ['a server never got its call, exit code 0', undefined, {}, zero, 'incomplete'],
    ['a planned call was still going on', 1, { successful: 0, current: 1 }, zero, 'incomplete'],
    ['all planned succeeded while another went on', 1, { successful: 1, current: 1 }, zero, 'incomplete'],
    ['a call failed, exit code 0', 2, { successful: 2, failed: 1 }, zero, 'failed'],
    ['a call failed before a fatal error', 2, { failed: 1 }, { code: 255, signal: null }, 'failed'],
    ['a fatal error came after all had succeeded', 2, { successful: 2 }, { code: 255, signal: null }, 'unknown'],
    ['a fatal error was counted', 2, { successful: 2, fatalErrors: 1 }, zero, 'unknown'],
    ['SIPp was killed after all had succeeded', 2, { successful: 2 }, { code: null, signal: 'SIGKILL' }, 'unknown'],
    [
      'the exit code tells of a failure that was not counted',
      1,
      { successful: 1 },
      { code: 1, signal: null },
      'unknown',
    ],
  ])('where %s', (_, planned, statistics, exit, kind) => {
    const outcome = outcomeOf({ planned, statistics: { ...none, ...statistics }, exit });
    expect(outcome.kind).toBe(kind);
    expect(outcome.reasons.length > 0).toBe(kind !== 'passed');
  });

  test('without statistics is unknown whatever the exit code', () => {
    expect(outcomeOf({ planned: 1, statistics: undefined, exit: zero })).toMatchObject({ kind: 'unknown' });
  });

  test('is failed where the error file tells of a check that failed, although no failed call was counted', () => {
    const errors = "The following events occurred:\n2026: Failed regexp match: looking in '', with regexp 'never'";
    const outcome = outcomeOf({ planned: 1, statistics: { ...none, successful: 1 }, exit: zero, errors });
    expect(outcome).toMatchObject({ kind: 'failed', reasons: [expect.stringContaining('1 checks failed')] });
  });

  test('names the causes of failures and the share of the plan', () => {
    const failed = { ...none, failed: 3, failures: { UnexpectedMessage: 2, TimeoutOnRecv: 1 } };
    expect(outcomeOf({ statistics: failed, exit: zero }).reasons[0]).toBe(
      '3 calls failed: UnexpectedMessage 2, TimeoutOnRecv 1.',
    );
    const fewer = outcomeOf({ planned: 2, statistics: { ...none, successful: 1 }, exit: zero });
    expect(fewer.reasons[0]).toBe('1 of 2 planned calls succeeded.');
  });

  test('remarks that SIPp came late to its timers', () => {
    const busy = outcomeOf({ statistics: { ...none, successful: 1, watchdogMinor: 2 }, exit: zero });
    expect(busy).toMatchObject({ kind: 'passed', reasons: [expect.stringContaining('too busy')] });
  });
});
