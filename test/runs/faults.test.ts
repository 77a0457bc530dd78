/** A fault that was not applied, missed its window or was undone proves nothing: every check it touches is inconclusive. */
import { describe, expect, jest, test } from '@jest/globals';
import type { Code } from '../../src/judge/sentences/sentences.ts';
import { candidateFile, type Exchanged } from './candidate-file.ts';
import { carriersOf, compliance, history, type Run, start } from './parkspec.ts';

jest.setTimeout(120_000);

interface Check {
  readonly id: string;
  readonly verdict: string;
  readonly code?: string;
  readonly reason: string;
}

async function checksOf(
  exchanged: Exchanged,
  ...args: readonly string[]
): Promise<{ run: Run; checks: readonly Check[] }> {
  const run = start(candidateFile(exchanged), ...args);
  const { code } = await run.ended;
  expect(code).toBe(2);
  return { run, checks: compliance(run).cells.flatMap((cell) => cell.checks) };
}

/** Each reason has a cause and tells what to look at. */
function allInconclusive(checks: readonly Check[], codes: readonly Code[], reason: RegExp): void {
  expect(checks.filter(({ verdict }) => verdict !== 'inconclusive')).toEqual([]);
  expect(checks.filter(({ code }) => !codes.some((each) => each === code))).toEqual([]);
  expect(checks.map((check) => check.reason).filter((text) => !reason.test(text))).toEqual([]);
}

describe('a primary whose server runs in a session of its own', () => {
  test.each(['kill', 'stop', 'pause'])('shrugs off a %s, and leaves no process behind', async (outage) => {
    const { run, checks } = await checksOf(
      { habit: 'detaches' },
      '--outage',
      outage,
      '--cells',
      'DR-31',
      '--cells',
      'DR-S1',
    );
    const affected = checks.filter(({ id }) => id !== 'DR-S1/full-service-before');
    allInconclusive(
      affected,
      ['phase-missed', 'fault-not-applied'],
      /the fault .*was not applied: primary still answers OPTIONS though its process (has ended|is stopped); process \d+ \(.*server\.js.*\) has left the process group of the pool: it must stay in the foreground/,
    );
    expect(history(run, 'DR-31').filter(({ kind }) => kind === 'note')).toMatchObject([
      { level: 'info', text: expect.stringMatching(/outlived their pool .* and were killed: \d+ \(.*server\.js/) },
    ]);
    expect(carriersOf(run)).toEqual([]);
  });
});

describe('a primary that comes back by itself', () => {
  test('during the outage leaves nothing to judge, also where the table demands a later phase', async () => {
    const { run, checks } = await checksOf({ habit: 'respawns' }, '--cells', 'DR-32', '--cells', 'DR-S3');
    const after = checks.filter(({ id }) => !id.endsWith('-before'));
    // What was seen before it was back stands; nothing that was seen later does.
    const judged = after.filter(({ verdict }) => verdict !== 'inconclusive');
    expect(judged.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
    expect(after.find(({ id }) => id === 'DR-32/aftermath')).toMatchObject({
      verdict: 'inconclusive',
      code: expect.stringMatching(/^pool-(returned|still-answered)$/),
    });
    expect(after.find(({ id }) => id === 'DR-S3/aftermath')?.verdict).toBe('inconclusive');
    expect(history(run, 'DR-32')).toContainEqual(expect.objectContaining({ kind: 'fault', state: 'undone' }));
    expect(carriersOf(run)).toEqual([]);
  });
});

describe('a primary that dies early', () => {
  test.each([
    ['in mid-park', 'dies-on-REFER', 'DR-31'],
    ['in mid-call', 'dies-on-INVITE', 'DR-11'],
  ])('%s', async (_, habit, cell) => {
    const { checks } = await checksOf({ habit }, '--cells', cell);
    expect(checks.length).toBeGreaterThan(0);
    allInconclusive(
      checks,
      ['primary-died-early', 'phase-missed'],
      /the primary (pool|had) ended by itself .*primary\.log/,
    );
  });

  test('before the phones are there', async () => {
    const { checks } = await checksOf({ habit: 'dies-on-REGISTER' }, '--cells', 'DR-11');
    for (const { verdict } of checks) expect(verdict).toBe('inconclusive');
  });
});

test('a call that the candidate ends before the fault has not been hit by it', async () => {
  const lines = { 'outage:': 'outage: { do: [ { http: { post: primary/drop } }, { kill: primary } ], within: 5s }' };
  const { checks } = await checksOf({ habit: 'hangs-up', lines }, '--cells', 'DR-21');
  const disconnected = checks.find(({ id }) => id === 'DR-21/disconnected');
  expect(disconnected).toMatchObject({
    verdict: 'inconclusive',
    code: 'call-over-before-outage',
    reason: expect.stringMatching(/alice had lost call A \d+ ms before the outage, .*which side ended the call/),
  });
  expect(checks.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
});

describe('an administration that says yes and does nothing', () => {
  // As long as a late machine needs to be too little of an excuse for half of it.
  const lines = {
    'failover:': 'failover: { do: { http: { post: backup/failover } }, until: { registered: backup }, within: 4s }',
  };

  test('leaves every check of resiliency mode inconclusive, and fails where the table itself demands the failover', async () => {
    const run = start(candidateFile({ habit: 'says-yes', lines }), '--cells', 'DR-12', '--cells', 'DR-S1');
    expect((await run.ended).code).toBe(1);
    const [checks = [], demanding = []] = compliance(run).cells.map((cell) => cell.checks);
    allInconclusive(
      checks,
      ['transition-missed', 'cell-incomplete'],
      /phase failover(, which)? was not reached(: \w+ is not registered at backup.*candidate file|, so its later calls were never made)/,
    );
    const failed = demanding.filter(({ verdict }) => verdict === 'fail');
    expect(failed.map(({ code }) => code)).toContain('demanded-phase-missed');
  });
});
