import { expect, jest, test } from '@jest/globals';
import { compliance, history, poolPids, seen, start } from './parkspec.ts';

jest.setTimeout(120_000);

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
  expect([1, 2, 3]).toContain(code);
  expect(poolPids(run, 'DR-31').length).toBeGreaterThan(1);
});

test('a run of some cells is never conformant, however green', async () => {
  const run = start('--cells', 'DR-31');
  const { code, output } = await run.ended;
  expect(compliance(run).cells.map(({ id, verdict }) => [id, verdict])).toEqual([['DR-31', 'pass']]);
  expect(compliance(run).verdict).toBe('incomplete');
  expect(output).toContain('1 of 18 cells');
  expect(output).toMatch(/^ +bounds other than the defaults: park 1 s \(4 s\), /m);
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
