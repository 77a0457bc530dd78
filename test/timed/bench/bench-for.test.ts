/** A bench for a test by hand, on the built program, as a user's test has it: in jest's sandbox. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { BenchError, benchFor } from '../../../src/index.ts';
import { PACKAGE_ROOT } from '../../../src/package-root.ts';
import { readHistory } from '../../../src/history/read-history.ts';
import { judge } from '../../../src/judge/judge.ts';

const REFERENCE = join(PACKAGE_ROOT, 'containers/reference/candidate.yaml');

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'parkspec-bench-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The reference server with the bounds of any other, which a busy machine keeps more easily. */
function roomy(): object {
  const { bounds: _, ...candidate } = load(readFileSync(REFERENCE, 'utf8')) as { bounds: object };
  return candidate;
}

/** The reference server with a defect, as an object. */
function defective(defect: string): object {
  const candidate = load(readFileSync(REFERENCE, 'utf8')) as { process: { command: string[] } };
  const command = [...candidate.process.command, '--defect', defect];
  return { ...candidate, process: { ...candidate.process, command } };
}

test('phones call, park and retrieve through an outage, and the history is judged', async () => {
  const place = join(directory, 'whole');
  await using bench = await benchFor(roomy(), { directory: place, name: 'by-hand' });
  const { alice, bob, carol, dave } = bench;
  const first = await alice.call(bob);
  await bob.park(first);
  const second = await carol.call(dave);
  await bench.outage();
  expect(await bench.check('gone', { is: 'disconnected', call: first })).toMatchObject({
    id: 'by-hand/gone',
    verdict: 'pass',
  });
  expect(await bench.check('stays', { is: 'connected', call: second })).toMatchObject({ verdict: 'pass' });
  await bench.reach('failed-over');
  const third = await alice.call('bob');
  await bob.park(third);
  await carol.hangUp(second);
  await carol.retrieve(third);
  expect(await bench.check('together', { is: 'connected', call: third })).toMatchObject({ verdict: 'pass' });
  const report = await bench.close();
  expect(report.checks.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
    'by-hand/gone pass',
    'by-hand/stays pass',
    'by-hand/together pass',
    'by-hand/aftermath pass',
  ]);
  expect(report.history).toBe(join(place, 'history.jsonl'));
  expect(judge(readHistory(readFileSync(report.history, 'utf8')).events).checks).toMatchObject(report.checks);
  expect(await bench.close()).toEqual(report);
});

test('a violation is a verdict, and what failed to be done is an error', async () => {
  await using bench = await benchFor(defective('parks-nothing'), { directory: join(directory, 'defect') });
  const call = await bench.alice.call(bench.bob);
  const parkable = await bench.check('parkable', { can: 'park', call, by: 'bob' });
  expect(parkable.verdict).toBe('fail');
  await expect(bench.carol.retrieve(call)).rejects.toThrow(BenchError);
  expect((await bench.close()).verdict).toBe('fail');
});

test('steps that mean nothing are refused, with a hint, and the bench goes on', async () => {
  await using bench = await benchFor(REFERENCE, { directory: join(directory, 'refused') });
  const call = await bench.alice.call(bench.bob);
  await expect(bench.carol.hold('B')).rejects.toThrow(/there is no call B yet; calls so far: A/);
  await expect(bench.check('Up!', { is: 'connected', call })).rejects.toThrow(/kebab-case/);
  expect((await bench.check('up', { is: 'connected', call })).verdict).toBe('pass');
  await expect(bench.check('up', { is: 'connected', call })).rejects.toThrow(/is used twice/);
  await bench.outage();
  await expect(bench.reach('normal')).rejects.toThrow(/goes back to no normal/);
});

test('a candidate that cannot be used is refused with all its mistakes', async () => {
  await expect(benchFor({ name: 'x', runtime: 'prozess' }, { directory: join(directory, 'bad') })).rejects.toThrow(
    /candidate\.json:\d+:\d+[\s\S]*candidate\.json:\d+:\d+/,
  );
  await expect(benchFor(join(directory, 'none.yaml'))).rejects.toThrow(/cannot be read: ENOENT/);
});

test('pools that do not come up are told', async () => {
  const candidate = load(readFileSync(REFERENCE, 'utf8')) as { process: object };
  const broken = { ...candidate, process: { command: [process.execPath, '-e', 'process.exit(7)'] } };
  await expect(benchFor(broken, { directory: join(directory, 'down') })).rejects.toThrow(
    /the phase normal was not reached: [\s\S]*exit code 7/,
  );
});
