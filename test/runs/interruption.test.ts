import { expect, jest, test } from '@jest/globals';
import { allGone, compliance, history, nothingLeft, poolPids, published, seen, start } from './parkspec.ts';

jest.setTimeout(120_000);

const parked = (event: Readonly<Record<string, unknown>>): boolean =>
  event['verb'] === 'park' && event['state'] === 'done';

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends the run as incomplete, with a verdict for every check, and leaves no process behind',
  async (signal) => {
    const run = start('--cells', 'DR-23');
    await seen(run, 'DR-23', parked);
    run.child.kill(signal);
    const { code } = await run.ended;
    expect(code).toBe(2);
    const { verdict, cells } = compliance(run);
    expect(verdict).toBe('incomplete');
    expect(cells[0]?.checks.map(({ id }) => id)).toEqual([
      'DR-23/still-parked',
      'DR-23/still-parked-after',
      'DR-23/retrievable',
      'DR-23/aftermath',
    ]);
    expect(cells[0]?.verdict).not.toBe('pass');
    expect(poolPids(run, 'DR-23')).toHaveLength(2);
    expect(await allGone(poolPids(run, 'DR-23'))).toBe(true);
    expect(history(run, 'DR-23').at(-1)).toMatchObject({ kind: 'end', why: 'interrupted' });
    expect(history(run, 'DR-23').filter(({ state }) => state === 'missed')).toEqual([]);
  },
);

test('a run that is killed outright leaves no process and no report that looks complete', async () => {
  const run = start('--cells', 'DR-23');
  await seen(run, 'DR-23', parked);
  run.child.kill('SIGKILL');
  await run.ended;
  expect(await allGone(poolPids(run, 'DR-23'))).toBe(true);
  expect(await nothingLeft(run)).toBe(true);
  expect(published(run)).toBe(false);
});
