/** Candidates that play recorded music to parked calls, as nearly all do: it is no party, and the pool's own is known. */
import { expect, jest, test } from '@jest/globals';
import { compliance, fixture, start } from './parkspec.ts';

jest.setTimeout(120_000);

const CELLS = ['DR-21', 'DR-32', 'DR-S2'].flatMap((cell) => ['--cells', cell]);
/** A busy machine is nobody's fault. */
const AGAIN = ['--retries', '2', '--allow-flaky'];

/** The checks that are not green. */
async function open(candidate: string, ...args: readonly string[]): Promise<readonly string[]> {
  const run = start(fixture(`candidates/${candidate}`), ...args);
  await run.ended;
  return compliance(run).cells.flatMap(({ checks }) =>
    checks.filter(({ verdict }) => verdict !== 'pass').map(({ id, verdict, reason }) => `${id} ${verdict}: ${reason}`),
  );
}

test('music that the candidate file names is known by its recording', async () => {
  expect(await open('music.yaml', ...CELLS, ...AGAIN)).toEqual([]);
});

test('music that the candidate file does not name is a sound of the server', async () => {
  expect(await open('undeclared-music.yaml', ...CELLS, ...AGAIN)).toEqual([
    expect.stringMatching(/^DR-S2\/music-on-hold not-applicable: .* does not declare the setting music-on-hold/),
  ]);
});

test('the recording of the other pool is the wrong music', async () => {
  expect(await open('music.yaml', '--cells', 'DR-S2', '--defect', 'backup-takes-the-primarys-music')).toEqual([
    expect.stringMatching(
      /^DR-S2\/music-on-hold fail: alice heard the music on hold of primary .* instead of that of backup/,
    ),
  ]);
});
