/** Whole runs on a pair that runs already: what parkspec finds there, and how it leaves it. */
import { afterEach, expect, jest, test } from '@jest/globals';
import { Lab, type LabOptions } from './lab.ts';
import { compliance, type Event, history, type Run, seen, start } from './parkspec.ts';

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
