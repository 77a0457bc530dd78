/** A B2BUA through which the sound of its calls goes, and whose peer cannot go on with them: what docs/verdicts.md says of that. */
import { expect, jest, test } from '@jest/globals';
import { compliance, fixture, start } from './parkspec.ts';

jest.setTimeout(240_000);

/** Every other check of these cells passes. */
const NOT_PASSED: Readonly<Record<string, string>> = {
  'DR-11/still-connected': 'fail',
  'DR-11/park-refused': 'inconclusive',
  'DR-12/still-connected': 'fail',
  'DR-12/park-refused': 'fail',
  'DR-12/holdable': 'fail',
  'DR-12/transferable': 'fail',
  'DR-12/parkable': 'inconclusive',
  'DR-12/retrievable': 'inconclusive',
  'DR-31/still-connected': 'fail',
  'DR-32/still-connected': 'fail',
  'DR-32/connected-after-failover': 'fail',
};

/** A busy machine is nobody's fault: what it spoils is no verdict on the candidate. */
const EXCUSED = /^(parkspec itself was late|a pool waited) .*, so this proves nothing: /;

test('calls whose sound goes through their pool do not outlive it, and parked ones end as they should', async () => {
  const cells = ['DR-11', 'DR-12', 'DR-21', 'DR-22', 'DR-31', 'DR-32'];
  const chosen = cells.flatMap((name) => ['--cells', name]);
  const run = start(fixture('candidates/b2bua-anchored.yaml'), ...chosen, '--outage', 'kill');
  expect((await run.ended).code).toBe(1);
  const checks = compliance(run).cells.flatMap((cell) => cell.checks);
  expect(checks).toHaveLength(26);
  const judged = checks.filter(({ reason }) => !EXCUSED.test(reason));
  const expected = judged.map(({ id }) => [id, NOT_PASSED[id] ?? 'pass']);
  expect(judged.map(({ id, verdict }) => [id, verdict])).toEqual(expected);
  const silent = judged.filter(
    ({ id, reason }) => id.endsWith('/still-connected') && /heard nothing instead/.test(reason),
  );
  expect(silent).toHaveLength(4);
});
