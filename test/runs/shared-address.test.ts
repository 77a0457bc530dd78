/** Two pools at one address that moves, without state of calls: docs/edges.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { compliance, fixture, type Run, start, temporaryFolder } from './parkspec.ts';

jest.setTimeout(300_000);

/** A busy machine is nobody's fault: what it spoils is no verdict on the candidate. */
const EXCUSED = /^(parkspec itself was late|a pool waited) .*, so this proves nothing: /;

function verdicts(run: Run): ReadonlyMap<string, string> {
  const checks = compliance(run).cells.flatMap((cell) => cell.checks);
  return new Map(checks.filter(({ reason }) => !EXCUSED.test(reason)).map(({ id, verdict }) => [id, verdict]));
}

/** The fixture with a text exchanged. */
function changed(from: string, to: string): string {
  const source = readFileSync(fixture('candidates/shared-address.yaml'), 'utf8');
  const path = join(temporaryFolder(), 'candidate.yaml');
  if (!source.includes(from)) throw new Error(`the fixture does not say ${from}`);
  writeFileSync(path, source.replace(from, to));
  return path;
}

test('pools without state of calls are green, and another call at the number of an old one is not taken for it', async () => {
  const run = start(
    fixture('candidates/shared-address.yaml'),
    '--cells',
    'VIP-22',
    '--cells',
    'VIP-23',
    '--cells',
    'VIP-S1',
  );
  await run.ended;
  const seen = verdicts(run);
  expect(seen.size).toBeGreaterThan(12);
  expect([...seen].filter(([, verdict]) => verdict !== 'pass')).toEqual([]);
  const { leftOut, suites } = compliance(run);
  expect(suites.map(({ id }) => id)).toEqual(['vip']);
  expect(leftOut).toEqual([expect.objectContaining({ id: 'dr-table' })]);
});

test.each([
  [
    'answers 200 in calls that it cannot know',
    '"${backup.orbits}"',
    '"${backup.orbits}", knows-all',
    'VIP-22/not-known',
  ],
  ['parks nothing at once', ', { http: { post: backup/failover/complete } }', '', 'VIP-S1/parkable-at-once'],
  ['gives the number after its orbit', '    - ${defect}', '    - tells-another-orbit', 'VIP-S1/new-call-waits'],
])('a pair that %s is red', async (_, from, to, check) => {
  const [cell = ''] = check.split('/');
  const run = start(changed(from, to), '--cells', cell);
  await run.ended;
  expect(verdicts(run).get(check)).toBe('fail');
});
