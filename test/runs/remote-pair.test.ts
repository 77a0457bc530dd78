/** Whole runs on a pair that runs already: what parkspec finds there, and how it leaves it. */
import { afterEach, expect, jest, test } from '@jest/globals';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parkspec } from '../cli/parkspec.ts';
import { Lab, type LabOptions } from './lab.ts';
import { compliance, type Event, history, type Run, seen, start, startIn, temporaryFolder } from './parkspec.ts';

jest.setTimeout(300_000);

const labs: Lab[] = [];
afterEach(async () => {
  for (const each of labs.splice(0)) await each.end();
});

async function lab(options?: LabOptions): Promise<Lab> {
  const started = await Lab.start(options);
  labs.push(started);
  return started;
}

const inOutage = (event: Event): boolean => event['phase'] === 'outage' && event['state'] === 'reached';

function verdicts(run: Run): Readonly<Record<string, string>> {
  return Object.fromEntries(compliance(run).cells.map(({ id, verdict }) => [id, verdict]));
}

function notes(run: Run, cell: string): readonly string[] {
  return history(run, cell).flatMap(({ kind, text }) => (kind === 'note' ? [String(text)] : []));
}

const NORMAL = { mode: 'home', registered: [], parked: [] };

test('cells that end anywhere leave the pair in normal service, free of calls and phones', async () => {
  const pair = await lab();
  const run = start(pair.candidate(), '--yes', '--cells', 'DR-21', '--cells', 'DR-S1', '--cells', 'DR-23');
  await run.ended;
  expect(verdicts(run)).toMatchObject({ 'DR-21': 'pass', 'DR-S1': 'pass', 'DR-23': 'pass' });
  expect(notes(run, 'DR-S1')).toContain('the pair is back: both pools answer OPTIONS');
  expect(notes(run, 'DR-23').filter((text) => text.includes('brought back'))).toEqual([]);
  expect(await pair.status('primary')).toMatchObject(NORMAL);
  expect(await pair.status('backup')).toMatchObject({ registered: [], parked: [] });
});

test('a server that ends the sound of calls when the outage occurs is found', async () => {
  const pair = await lab({ defect: 'media-dies-with-pool' });
  const run = start(pair.candidate(), '--yes', '--cells', 'DR-11');
  expect((await run.ended).code).toBe(1);
  expect(verdicts(run)).toMatchObject({ 'DR-11': 'fail' });
});

test('after Ctrl-C in the middle of an outage the pair is in normal service', async () => {
  const pair = await lab();
  const run = start(pair.candidate(), '--yes', '--cells', 'DR-12');
  await seen(run, 'DR-12', inOutage);
  run.child.kill('SIGINT');
  await run.ended;
  expect(notes(run, 'DR-12')).toContain('the pair is back: both pools answer OPTIONS');
  expect(await pair.status('primary')).toMatchObject(NORMAL);
});

/** The hook that gives the users back is one that always fails. */
const FAILS = '- { run: ["${node}", -e, "console.error(\'the switch is locked\'); process.exit(3)"] }';

test('a way back that fails is told at the end of the run, with the cell, the error and what to do', async () => {
  const pair = await lab();
  const file = pair.candidate({ '- { http: { post: primary/failback': FAILS });
  // What is noted of this pair is for nobody else.
  const cache = join(temporaryFolder(), 'cache');
  mkdirSync(cache, { mode: 0o700 });
  const run = startIn(temporaryFolder(), [file, '--yes', '--cells', 'DR-11'], { env: { XDG_CACHE_HOME: cache } });
  const { code, output } = await run.ended;
  expect(verdicts(run)).toMatchObject({ 'DR-11': 'pass' });
  const told =
    /DR-11 has left the pair away from normal service: failback: .*exit code 3.*; `parkspec clean` tries again/;
  expect(output).toMatch(told);
  expect(readFileSync(join(run.reports, 'summary.md'), 'utf8')).toMatch(/DR-11 has left the pair away/);
  expect(readFileSync(join(run.reports, 'index.html'), 'utf8')).toMatch(/DR-11 has left the pair away/);
  expect(readFileSync(join(run.reports, 'junit.xml'), 'utf8')).toMatch(/DR-11 has left the pair away/);
  // The server was shown to do nothing wrong, but the run has not ended as it should.
  expect(code).toBe(2);
});

test('a pair that a killed run has left in an outage is brought back by clean, and tested by no run before', async () => {
  const pair = await lab();
  const cache = join(temporaryFolder(), 'cache');
  mkdirSync(cache, { mode: 0o700 });
  const env = { XDG_CACHE_HOME: cache };
  const file = pair.candidate();
  const run = startIn(temporaryFolder(), [file, '--yes', '--cells', 'DR-12'], { env });
  await seen(run, 'DR-12', inOutage);
  const folder = join(cache, 'parkspec/undo');
  const [note = ''] = readdirSync(folder);
  const pid = Number(
    JSON.parse(readFileSync(join(folder, note), 'utf8'))
      .owner.split('/')
      .at(-2),
  );
  // Neither may do anything when the other one is gone.
  process.kill(pid, 'SIGSTOP');
  run.child.kill('SIGKILL');
  process.kill(pid, 'SIGKILL');
  await run.ended;
  expect(await pair.status('primary')).toBeUndefined();
  const again = startIn(temporaryFolder(), [file, '--yes', '--cells', 'DR-12'], { env });
  expect(await again.ended).toMatchObject({
    code: 64,
    output: expect.stringMatching(/killed in DR-12 .*`parkspec clean`/),
  });
  expect(readdirSync(folder)).toEqual([note]);
  expect((await parkspec(['clean', '--dry-run'], { env })).output).toMatch(/would bring back the pair of .*\(DR-12 of/);
  expect(await pair.status('primary')).toBeUndefined();
  expect((await parkspec(['clean'], { env })).output).toMatch(/^brought back the pair of /m);
  expect(await pair.status('primary')).toMatchObject({ mode: 'home', parked: [] });
  expect(readdirSync(folder)).toEqual([]);
});
