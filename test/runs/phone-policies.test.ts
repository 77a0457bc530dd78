/** The reference server with phones that stay with their pool while they are in a call. */
import { expect, jest, test } from '@jest/globals';
import { compliance, fixture, start } from './parkspec.ts';

jest.setTimeout(300_000);

/** A call is up while the phones should move, in each of them; DR-S1 demands that they do. */
const CELLS = ['DR-12', 'DR-13', 'DR-S1'].flatMap((cell) => ['--cells', cell]);
/** A busy machine is nobody's fault. */
const AGAIN = ['--retries', '2', '--allow-flaky'];

async function verdictsOf(file: string, ...more: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const run = start(fixture(`candidates/${file}.yaml`), ...more, ...AGAIN);
  await run.ended;
  const checks = compliance(run).cells.flatMap((cell) => cell.checks);
  // One that passed in another attempt is flaky.
  return new Map(checks.map(({ id, verdict, flaky }) => [id, flaky === true ? 'pass' : verdict]));
}

function leftOut(verdicts: ReadonlyMap<string, string>): readonly string[] {
  return [...verdicts].filter(([, verdict]) => verdict === 'not-applicable').map(([id]) => id);
}

test('a server conforms whose phones ask the backup and stay at the primary while they are in a call', async () => {
  const verdicts = await verdictsOf('stays-in-calls', ...CELLS);
  expect(new Set(verdicts.values())).toEqual(new Set(['pass', 'not-applicable']));
  expect(leftOut(verdicts)).toEqual([
    'DR-S1/caller-redirected',
    'DR-S1/callee-redirected',
    'DR-S1/resiliency-announced',
  ]);
  expect(verdicts.get('DR-12/transferable')).toBe('pass');
});

test('one whose phones ask nobody meanwhile is not judged by what they do not ask', async () => {
  const verdicts = await verdictsOf('asks-home-alone', '--cells', 'DR-12');
  expect(new Set(verdicts.values())).toEqual(new Set(['pass', 'not-applicable']));
  expect(leftOut(verdicts).slice(0, 2)).toEqual(['DR-12/park-refused', 'DR-12/transferable']);
});

test('a backup that takes calls of its own users alone is found by them', async () => {
  const defect = ['--defect', 'refuses-callers-that-have-not-moved', '--cells', 'DR-12'];
  const verdicts = await verdictsOf('stays-in-calls', ...defect);
  expect(verdicts.get('DR-12/transferable')).toBe('fail');
});

test('a server conforms whose phones have a line at each pool', async () => {
  const verdicts = await verdictsOf('registers-at-both', ...CELLS);
  expect(new Set(verdicts.values())).toEqual(new Set(['pass']));
});

test('a backup that forgets who registered in normal service is found by phones with a line at each pool alone', async () => {
  const defect = ['--defect', 'forgets-early-users-in-failover', '--cells', 'DR-12'];
  const lines = await verdictsOf('registers-at-both', ...defect);
  expect(lines.get('DR-12/transferable')).toBe('fail');
  const one = await verdictsOf('stays-in-calls', ...defect);
  expect(new Set(one.values())).toEqual(new Set(['pass']));
});

test('a registration from before the outage does not show that the backup takes users', async () => {
  const verdicts = await verdictsOf('registers-at-both', '--defect', 'keeps-users-out', '--cells', 'DR-S1');
  expect(verdicts.get('DR-S1/park-refused')).toBe('fail');
});

test('a backup that does not take the phone without calls fails where failover is demanded', async () => {
  const verdicts = await verdictsOf('stays-in-calls', '--defect', 'keeps-users-out', '--cells', 'DR-S1');
  expect(verdicts.get('DR-S1/park-refused')).toBe('fail');
});
