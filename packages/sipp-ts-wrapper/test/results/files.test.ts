import { describe, expect, test } from '@jest/globals';
import { readCounts } from '../../src/results/counts.ts';
import { readResponseTimes } from '../../src/results/rtt.ts';
import { readScreen } from '../../src/results/screen.ts';
import { readStatistics, readStatisticsRows } from '../../src/results/stat.ts';

// Shortened from what SIPp 3.6.1 wrote.
const STATISTICS = `StartTime;CurrentTime;TotalCallCreated;CurrentCall;SuccessfulCall(P);SuccessfulCall(C);FailedCall(P);FailedCall(C);FailedMaxUDPRetrans(P);FailedMaxUDPRetrans(C);FailedCallRejected(P);FailedCallRejected(C);FailedTimeoutOnRecv(C);Retransmissions(C);
2026-11-23\t09:58:46.176252\t1795427926.176252;2026-11-23\t09:58:46.177;0;0;0;0;0;0;0;0;0;0;0;0;
2026-11-23\t09:58:46.176252\t1795427926.176252;2026-11-23\t09:58:47.177;5;1;1;2;0;2;0;1;0;1;0;4;
`;

describe('statistics', () => {
  test('are the totals of the last line', () => {
    expect(readStatistics(STATISTICS)).toMatchObject({
      created: 5,
      current: 1,
      successful: 2,
      failed: 2,
      failures: { MaxUDPRetrans: 1, CallRejected: 1 },
      retransmissions: 4,
    });
  });

  test('leave out a line that was cut off', () => {
    expect(readStatistics(`${STATISTICS}2026-11-23;2026-11-23;9;`)).toMatchObject({ created: 5 });
    expect(readStatisticsRows(STATISTICS)).toHaveLength(2);
  });

  test('are none in an empty file and in one with a heading only', () => {
    expect(readStatistics('')).toBeUndefined();
    expect(readStatistics(STATISTICS.split('\n')[0] ?? '')).toBeUndefined();
  });
});

test('response times are read past repeated headings and lines that were cut off', () => {
  const text = 'Date_ms;response_time_ms;rtd_no\n104.001;12;1\nDate_ms;response_time_ms;rtd_no\n204.5;3;invite\n304.0;';
  expect(readResponseTimes(text)).toEqual([
    { at: 104.001, time: 12, timer: '1' },
    { at: 204.5, time: 3, timer: 'invite' },
  ]);
});

test('counts are gathered by step', () => {
  const text = `CurrentTime;ElapsedTime;0_INVITE_Sent;0_INVITE_Retrans;1_100_Recv;1_100_Unexp;6_Pause_Sessions;
a;b;0;0;0;0;0;
a;b;3;1;2;0;3;
`;
  expect(readCounts(text)).toEqual([
    { index: 0, name: 'INVITE', counts: { sent: 3, retrans: 1 } },
    { index: 1, name: '100', counts: { recv: 2, unexp: 0 } },
    { index: 6, name: 'Pause', counts: { sessions: 3 } },
  ]);
  expect(readCounts('')).toEqual([]);
});

test('the last scenario screen is read by its columns', () => {
  const screen = (
    sent: number,
  ): string => `------------------------------ Scenario Screen -------- [1-9]: Change Screen --\r
  Call rate (length)   Port   Total-time  Total-calls  Remote-host\r
\r
                                 Messages  Retrans   Timeout   Unexpected-Msg\r
      INVITE ---------->         ${sent}         1         0                         \r
         200 <----------  E-RTD1 3         0         0         2               \r
         ACK ---------->         3         0                                   \r
       Pause [     50ms]         3                             4        \r
\r
------- Waiting for active calls to end. Press [q] again to force exit. -------\r
`;
  expect(readScreen(screen(1) + screen(3))).toEqual([
    { step: 'INVITE ---------->', messages: 3, retransmissions: 1, timeouts: 0 },
    { step: '200 <----------  E-RTD1', messages: 3, retransmissions: 0, timeouts: 0, unexpected: 2 },
    { step: 'ACK ---------->', messages: 3, retransmissions: 0 },
    { step: 'Pause [     50ms]', messages: 3, unexpected: 4 },
  ]);
});
