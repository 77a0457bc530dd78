import { describe, expect, jest, test } from '@jest/globals';
import { compliance, fixture, history, poolPids, seen, start } from './parkspec.ts';

jest.setTimeout(120_000);

describe('a candidate that answers every request with 200 and does nothing else', () => {
  const run = start(fixture('candidates/yes-to-all.yaml'));

  test('is non-conformant, since nobody is heard', async () => {
    const { code, output } = await run.ended;
    expect(code).toBe(1);
    expect(output).toContain('NON-CONFORMANT');
    const { verdict, cells } = compliance(run);
    expect(verdict).toBe('non-conformant');
    const checks = cells.flatMap((cell) => cell.checks);
    expect(checks.find(({ id }) => id === 'DR-S3/callable-before')).toMatchObject({ verdict: 'fail' });
    const green = cells.filter((cell) => cell.verdict === 'pass');
    expect(green).toEqual([]);
  });
});

describe.each([
  ['mute', 'never answers'],
  ['garbage', 'sends garbage'],
])('a candidate that is %s', (name, what) => {
  const run = start(fixture(`candidates/${name}.yaml`), '--cells', 'DR-2*', '--cells', 'DR-S3');

  test(`and ${what} gets a verdict for every check, none of them green, and no crash`, async () => {
    const { code, output } = await run.ended;
    expect(code).toBe(2);
    expect(output).toContain('INCOMPLETE');
    const checks = compliance(run).cells.flatMap((cell) => cell.checks);
    expect(checks.length).toBeGreaterThan(20);
    expect(new Set(checks.map(({ verdict }) => verdict))).toEqual(new Set(['inconclusive', 'not-applicable']));
    for (const { reason } of checks) expect(reason).not.toBe('');
  });
});

test('a primary that somebody else kills in the middle of a cell makes it inconclusive, and says why', async () => {
  const run = start('--cells', 'DR-31');
  await seen(run, 'DR-31', (event) => event['verb'] === 'park' && event['state'] === 'done');
  const [primary] = history(run, 'DR-31').filter(
    (event) => event['kind'] === 'process' && event['pool'] === 'primary' && event['event'] === 'started',
  );
  process.kill(Number(primary?.['pid']), 'SIGKILL');
  const { code } = await run.ended;
  const check = compliance(run).cells[0]?.checks.find(({ id }) => id === 'DR-31/still-connected');
  expect(check).toMatchObject({ verdict: 'inconclusive', reason: expect.stringMatching(/primary/) });
  expect([1, 2]).toContain(code);
  expect(poolPids(run, 'DR-31').length).toBeGreaterThan(1);
});

test('a run of some cells is never conformant, however green', async () => {
  const run = start('--cells', 'DR-31');
  const { code, output } = await run.ended;
  expect(compliance(run).cells.map(({ id, verdict }) => [id, verdict])).toEqual([['DR-31', 'pass']]);
  expect(compliance(run).verdict).toBe('incomplete');
  expect(output).toContain('1 of 12 cells');
  expect(output).not.toMatch(/(?<!NON-)CONFORMANT/);
  expect(code).toBe(2);
});

test('two runs side by side do not disturb each other', async () => {
  const runs = [start('--cells', 'DR-12'), start('--cells', 'DR-12')];
  await Promise.all(runs.map((run) => run.ended));
  for (const run of runs) {
    expect(compliance(run).cells.flatMap(({ checks }) => checks.filter(({ verdict }) => verdict !== 'pass'))).toEqual(
      [],
    );
  }
});

test.each(['stop', 'pause'])('the reference server conforms when the primary goes down by %s', async (outage) => {
  const run = start('--outage', outage, '--cells', 'DR-2*', '--cells', 'DR-11');
  await run.ended;
  expect(compliance(run).cells.flatMap(({ checks }) => checks.filter(({ verdict }) => verdict !== 'pass'))).toEqual([]);
  expect(compliance(run).cells).toHaveLength(4);
});

test('the reference server conforms over TCP', async () => {
  const run = start(fixture('candidates/reference-over-tcp.yaml'), '--cells', 'DR-12', '--cells', 'DR-23');
  await run.ended;
  expect(compliance(run).cells.flatMap(({ checks }) => checks.filter(({ verdict }) => verdict !== 'pass'))).toEqual([]);
  expect(compliance(run).cells).toHaveLength(2);
});
