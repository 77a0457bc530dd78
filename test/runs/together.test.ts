/** Cells of a pair that runs already which share an outage: one fault, and verdicts as of separate runs. */
import { afterEach, expect, jest, test } from '@jest/globals';
import { Lab } from './lab.ts';
import { compliance, type Event, history, type Run, seen, start } from './parkspec.ts';

jest.setTimeout(300_000);

const labs: Lab[] = [];
afterEach(async () => {
  for (const each of labs.splice(0)) await each.end();
});

async function lab(defect?: string): Promise<Lab> {
  const started = await Lab.start(defect === undefined ? {} : { defect });
  labs.push(started);
  return started;
}

function checks(run: Run): Readonly<Record<string, string>> {
  return Object.fromEntries(
    compliance(run).cells.flatMap((cell) => cell.checks.map(({ id, verdict }) => [id, verdict])),
  );
}

/** Those with which the primary was taken away and brought back, as they were recorded. */
function faults(run: Run, cell: string): readonly unknown[] {
  return history(run, cell).flatMap(({ kind, state, effect, proof }) =>
    kind === 'fault' ? [[effect, state, proof]] : [],
  );
}

const cells = (...ids: readonly string[]): readonly string[] => ids.flatMap((id) => ['--cells', id]);

test('two cells ride on one fault, each with users of its own, and leave the pair as it was', async () => {
  const pair = await lab();
  const before = (await pair.status('primary'))?.mode;
  const run = start(pair.candidate(), '--yes', '--together', ...cells('DR-21', 'DR-22'));
  const { output } = await run.ended;
  expect(output).toContain('together: DR-21, DR-22');
  expect(new Set(Object.values(checks(run)))).toEqual(new Set(['pass']));
  expect(faults(run, 'DR-21')).toEqual(faults(run, 'DR-22'));
  const [opening] = history(run, 'DR-22');
  expect(opening).toMatchObject({ kind: 'run', beside: { cells: ['DR-21'], users: ['alice', 'bob'] } });
  expect(before).toBe('home');
  expect(await pair.status('primary')).toMatchObject({ mode: 'home', registered: [], parked: [] });
  expect(await pair.status('backup')).toMatchObject({ registered: [], parked: [] });
});

test.each(['media-dies-with-pool', 'parks-in-resiliency-mode'])(
  'with %s cells that share an outage have the verdicts of separate runs',
  async (defect) => {
    const pair = await lab(defect);
    const chosen = cells('DR-11', 'DR-12', 'DR-31');
    const together = start(pair.candidate(), '--yes', '--together', ...chosen);
    expect((await together.ended).output).toContain('together: DR-11, DR-12, DR-31');
    const apart = start(pair.candidate(), '--yes', ...chosen);
    await apart.ended;
    expect(checks(together)).toEqual(checks(apart));
    expect(Object.values(checks(together))).toContain('fail');
  },
);

test('after Ctrl-C in a shared outage the pair is in normal service', async () => {
  const pair = await lab();
  const run = start(pair.candidate(), '--yes', '--together', ...cells('DR-11', 'DR-12'));
  await seen(run, 'DR-12', (event: Event) => event['phase'] === 'outage' && event['state'] === 'reached');
  run.child.kill('SIGINT');
  await run.ended;
  expect(await pair.status('primary')).toMatchObject({ mode: 'home', registered: [], parked: [] });
});

test('a candidate whose pools parkspec starts shares no outage', async () => {
  const run = start('--together', '--cells', 'DR-11');
  expect(await run.ended).toMatchObject({
    code: 64,
    output: expect.stringContaining('`--together` is for a pair that runs already'),
  });
});
