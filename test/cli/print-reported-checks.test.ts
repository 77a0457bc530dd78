import { expect, test } from '@jest/globals';
import { renderReportedChecks } from '../../src/cli/print-reported-checks.ts';
import { plainPaint } from '../../src/report/paint.ts';
import { settle } from '../../src/run/ledger.ts';
import { history } from '../report/history.ts';
import { cellVerdict, dr11, outcomes, planOf, sampleCheck } from '../run/sample.ts';

const result = settle(
  planOf([dr11]),
  outcomes([
    dr11,
    {
      verdict: cellVerdict(dr11, [
        sampleCheck('DR-11/stays-connected', 'fail', {
          code: 'gap-too-long',
          reason: 'alice heard nothing',
          evidence: [8],
        }),
        sampleCheck('DR-11/park-refused', 'inconclusive', {
          code: 'call-ended-earlier',
          fields: { check: 'DR-11/stays-connected' },
        }),
        sampleCheck('DR-11/aftermath', 'inconclusive', { reason: 'it was late; try: run the cell again' }),
      ]),
      problem: undefined,
      events: history,
    },
  ]),
  { durationMs: 7400, troubles: [] },
);

test('what broke comes first, with what was required, seen and to be tried; what it blocks is named there alone', () => {
  const blocks = renderReportedChecks(result, ['fail', 'error', 'inconclusive'], '/runs/x', plainPaint).split('\n\n');
  expect(blocks).toHaveLength(2);
  const [broken = '', open = ''] = blocks;
  expect(broken.split('\n').slice(0, 7)).toEqual([
    '✗ DR-11/stays-connected',
    '  required:    Call A is connected. The audio pauses for less than `bounds.gap`.',
    '  seen:        alice heard nothing.',
    '  decided by:  REFER sip:park@127.0.0.1 SIP/2.0',
    '  usual cause: The media is anchored at the pool that went down, and is moved late.',
    '  try:         Let the media run directly between the phones, or move it sooner.',
    '  run again:   npx parkspec run sample/candidate.yaml --cells DR-11',
  ]);
  expect(broken).toContain('\n  blocked:     DR-11/park-refused\n');
  expect(open.trim().split('\n').slice(0, 4)).toEqual([
    '? DR-11/aftermath inconclusive',
    '  required:    Every call is over, and every orbit is free.',
    '  seen:        It was late.',
    '  try:         Run the cell again.',
  ]);
});

test('what nobody wants to hear of is left out', () => {
  expect(renderReportedChecks(result, ['fail'], '/runs/x', plainPaint)).not.toContain('aftermath');
  expect(renderReportedChecks(result, ['inconclusive'], '/runs/x', plainPaint)).not.toContain('stays-connected');
});
