/** Scripts of a candidate file that do not end, or leave something behind: the run ends all the same, and nothing is left. */
import { expect, jest, test } from '@jest/globals';
import { candidateFile } from './candidate-file.ts';
import { compliance, type Event, history, nothingLeft, seen, start } from './parkspec.ts';

jest.setTimeout(120_000);

const FAILOVER = 'failover:';
const ORDER = '{ http: { post: backup/failover } }';

/** The reference server with a script before its failover. */
function withScript(script: string, within = '2s'): string {
  const run = `{ run: [sh, -c, "${script}"] }`;
  return candidateFile({ lines: { [FAILOVER]: `failover: { do: [ ${run}, ${ORDER} ], within: ${within} }` } });
}

const failingOver = (event: Event): boolean => event['phase'] === 'failover' && event['state'] === 'entering';

test('a script that leaves processes behind ends with its own, and they end with the cell', async () => {
  const run = start(withScript('sleep 600 & setsid sleep 601 & echo done', '5s'), '--cells', 'DR-22');
  await run.ended;
  const events = history(run, 'DR-22');
  expect(events.filter(({ phase, state }) => phase === 'failover' && state === 'reached')).toHaveLength(1);
  expect(events.at(-1)).toMatchObject({ kind: 'end', why: 'complete' });
  expect(events).toContainEqual(
    expect.objectContaining({
      kind: 'note',
      text: expect.stringMatching(/were killed at the end of the cell: .*sleep 60/),
    }),
  );
  expect(await nothingLeft(run)).toBe(true);
});

test('a script that does not end is killed in time, and named where its phase is', async () => {
  const run = start(withScript('sleep 600 & setsid sleep 601 & exec sleep 602'), '--cells', 'DR-12');
  await run.ended;
  const reasons = compliance(run).cells.flatMap(({ checks }) => checks.map(({ reason }) => reason));
  expect(reasons[0]).toMatch(
    /^phase failover was not reached: `run: sh -c sleep 600 .*` of phase failover took too long: its end did not come within 2000 ms/,
  );
  expect(history(run, 'DR-12').at(-1)).toMatchObject({ kind: 'end', why: 'complete' });
  expect(await nothingLeft(run)).toBe(true);
});

test.each(['SIGINT', 'SIGKILL'] as const)('a run that is ended by %s leaves no script behind', async (signal) => {
  const run = start(withScript('sleep 600 & setsid sleep 601 & exec sleep 602', '30s'), '--cells', 'DR-12');
  await seen(run, 'DR-12', failingOver);
  run.child.kill(signal);
  await run.ended;
  expect(await nothingLeft(run)).toBe(true);
});
