import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { eventually } from '../cli/parkspec.ts';
import { carriersOf, compliance, nothingLeft, readProc, seen, startIn, temporaryFolder } from './parkspec.ts';

jest.setTimeout(120_000);

describe('a folder for temporary files that cannot be written', () => {
  test.each<[string, (folder: string) => string]>([
    ['of a file system without files of users', () => '/proc'],
    ['of processes', () => '/proc/self/fd'],
    ['that is not there', (folder) => join(folder, 'none/at/all')],
    ['that is a file', (folder) => join(folder, 'file')],
    ['that is a device', () => '/dev/full'],
    ['named from where the caller stands', () => 'reports'],
  ])('%s is told before anything is started, and nothing stays', async (_, where) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    const run = startIn(join(folder, 'reports'), ['--cells', 'DR-31'], { env: { TMPDIR: where(folder) } });
    const killer = setTimeout(() => run.child.kill('SIGKILL'), 30_000);
    const { code, output } = await run.ended;
    clearTimeout(killer);
    expect(code).toBe(74);
    expect(output).toMatch(
      /^error: the folder for temporary files cannot be written: \S+: .*\n {2}hint: set TMPDIR to a folder/,
    );
    expect(carriersOf(run)).toEqual([]);
  });
});

describe('the reports of a run that is killed', () => {
  test('are those of that run and without a verdict, and not those of the run before', async () => {
    const reports = temporaryFolder();
    const text = (file: string): string => readFileSync(join(reports, file), 'utf8');
    const first = startIn(reports, ['--cells', 'DR-31']);
    await first.ended;
    const before = text('summary.md');
    expect(before).toContain('✓ DR-31');

    const second = startIn(reports, ['--cells', 'DR-31']);
    await eventually('the beginning of the run', 30_000, () => text('summary.md') !== before || undefined);
    second.child.kill('SIGKILL');
    await second.ended;
    await nothingLeft(second);
    expect(text('summary.md')).toMatch(
      /INCOMPLETE[\s\S]*run \S+ has not ended: it is still going on, or it was killed/,
    );
    expect(text('index.html')).toMatch(/has not ended: it is still going on, or it was killed/);
    expect(text('summary.md')).not.toContain('✓ DR-31');
    expect(text('badge.svg')).toContain('incomplete');
    expect(text('junit.xml')).toMatch(/<testsuites [^>]*errors="2"/);
    expect(compliance(second)).toMatchObject({ verdict: 'incomplete', cells: [{ verdict: 'error' }] });
  });
});

test('a jest that hears nothing any more does not outlive a parkspec that is killed', async () => {
  const reports = temporaryFolder();
  const run = startIn(reports, ['--cells', 'DR-31']);
  await seen(run, 'DR-31', (event) => event['kind'] === 'phase');
  const jests = carriersOf(run).filter((pid) => readProc(pid, 'cmdline').includes('bin/jest.js'));
  expect(jests).toHaveLength(1);
  // A stopped process is as deaf as one that spins.
  for (const pid of jests) process.kill(Number(pid), 'SIGSTOP');
  run.child.kill('SIGKILL');
  await run.ended;
  expect(await nothingLeft(run)).toBe(true);
});

test('nor does a process of the engine', async () => {
  const reports = temporaryFolder();
  const run = startIn(reports, ['--cells', 'DR-31']);
  await seen(run, 'DR-31', (event) => event['kind'] === 'phase');
  const engines = carriersOf(run).filter((pid) => readProc(pid, 'cmdline').includes('cell-process'));
  expect(engines.length).toBeGreaterThan(0);
  for (const pid of engines) process.kill(Number(pid), 'SIGSTOP');
  run.child.kill('SIGKILL');
  await run.ended;
  expect(await nothingLeft(run)).toBe(true);
});
