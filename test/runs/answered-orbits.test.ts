/** A candidate that answers a dialled orbit itself and joins the two, as servers for real phones do. */
import { expect, jest, test } from '@jest/globals';
import { compliance, fixture, start } from './parkspec.ts';

jest.setTimeout(120_000);

/** Retrieved when failover is complete, retrieved before and after the pool dies, and two calls at once. */
const CELLS = ['DR-12', 'DR-33', 'DR-S4'].flatMap((cell) => ['--cells', cell]);
/** A busy machine is nobody's fault. */
const AGAIN = ['--retries', '2', '--allow-flaky'];

test('a pool that joins retriever and parkee conforms, also when it dies and comes back', async () => {
  const run = start(fixture('candidates/answered-orbits.yaml'), ...CELLS, ...AGAIN);
  await run.ended;
  const checks = compliance(run).cells.flatMap((cell) => cell.checks);
  // One that passed in another attempt is flaky.
  expect(checks.filter(({ verdict, flaky }) => verdict !== 'pass' && flaky !== true)).toEqual([]);
  expect(checks.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['DR-S4/second-retrievable', 'DR-33/retrieved-on-primary-after', 'DR-12/aftermath']),
  );
});
