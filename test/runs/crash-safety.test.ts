import { expect, jest, test } from '@jest/globals';
import { drawBlows, strike, type Aftermath } from './crash-safety.ts';
import { compliance, startIn, temporaryFolder } from './parkspec.ts';

/** `PARKSPEC_BLOWS=50 npm run test:runs -- crash-safety` strikes as often as that; PARKSPEC_SEED draws other moments. */
const COUNT = Number(process.env['PARKSPEC_BLOWS'] ?? 8);
const SEED = Number(process.env['PARKSPEC_SEED'] ?? Date.now() % 1_000_000);
const CELLS = ['DR-31', 'DR-21'] as const;

jest.setTimeout(60_000 + COUNT * 30_000);

test(`nothing is left of a run that is killed, whenever and whoever is killed (seed ${SEED})`, async () => {
  const reports = temporaryFolder();
  const began = performance.now();
  await startIn(
    reports,
    CELLS.flatMap((cell) => ['--cells', cell]),
  ).ended;
  const span = performance.now() - began;
  const found: Aftermath[] = [];
  for (const blow of drawBlows(SEED, COUNT, span)) {
    // oxlint-disable-next-line no-await-in-loop -- each run finds what the one before left
    found.push(await strike(reports, blow, CELLS));
  }
  const wrong = found.filter(({ problems }) => problems.length > 0);
  const events = found.reduce((sum, each) => sum + each.events, 0);
  const missed = found.filter((each) => each.missed).length;
  process.stderr.write(
    `crash safety: seed ${SEED}, ${COUNT} blows, ${missed} too late, ${events} events, ${wrong.length} wrong\n`,
  );
  expect(wrong).toEqual([]);

  const next = startIn(reports, ['--cells', 'DR-31']);
  expect((await next.ended).code).toBe(2);
  expect(compliance(next).cells.flatMap(({ checks }) => checks.map(({ verdict }) => verdict))).not.toContain('error');
});
