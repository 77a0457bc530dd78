/** Two Asterisk pools behind a Kamailio: docs/candidates/kamailio.md. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from '@jest/globals';
import type { Candidate } from '../../src/candidate/candidate.ts';
import { loadCandidate } from '../../src/candidate/load-candidate.ts';
import { readyForContainers } from '../../src/cli/docker-run.ts';
import { compliance, start } from '../runs/parkspec.ts';

/** Both are under way at a time: a cell waits for bounds most of the time. */
const PROFILES = ['candidate.yaml', 'candidate-naive.yaml'].map((name) =>
  fileURLToPath(new URL(`../../containers/kamailio-asterisk/${name}`, import.meta.url)),
);

// Where no image is there yet, it is built here, and neither run waits for the other one.
beforeAll(async () => {
  for (const file of PROFILES) await readyForContainers(profileIn(file), () => undefined);
}, 400_000);

test('a call that waits at the backup is retrieved after failback where the edge routes by range, and is not found where it does not', async () => {
  const [byRange, naive] = await Promise.all(PROFILES.map((file) => verdictsOf(file)));
  const parked = ['DR-23/still-parked parked-with-music', 'DR-23/still-parked-after parked-with-music'];
  const after = 'DR-23/aftermath nothing-left-behind';
  // Only the whole suite can show conformance.
  expect(byRange).toEqual({ code: 2, seen: [...parked, 'DR-23/retrievable retrieved', after] });
  expect(naive).toEqual({ code: 1, seen: [...parked, 'DR-23/retrievable retrieval-failed 404', after] });
}, 150_000);

function profileIn(file: string): Candidate {
  const loaded = loadCandidate(readFileSync(file, 'utf8'), file);
  if ('candidate' in loaded) return loaded.candidate;
  throw new Error(`${file} cannot be read`);
}

async function verdictsOf(file: string): Promise<{ readonly code: number | null; readonly seen: readonly string[] }> {
  const run = start(file, '--cells', 'DR-23', '--retries', '0');
  const { code } = await run.ended;
  const checks = compliance(run).cells.flatMap((cell) => cell.checks);
  return {
    code,
    seen: checks.map(({ id, code: why, reason }) => {
      const answer = /the answer was (\d{3})/.exec(reason)?.[1];
      return [id, why, answer].filter((word) => word !== undefined).join(' ');
    }),
  };
}
