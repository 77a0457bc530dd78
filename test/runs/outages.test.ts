import { expect, jest, test } from '@jest/globals';
import { compliance, fixture, start } from './parkspec.ts';

jest.setTimeout(120_000);

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
