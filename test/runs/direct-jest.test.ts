/** Specs that jest was given directly, without the command line (`npx jest specs/…`). */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, jest, test } from '@jest/globals';
import { type SpecsOptions, specsProject, specsRun } from '../../src/jest/config.ts';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { readPlan } from '../../src/run/run-folder.ts';
import { eventually } from '../cli/parkspec.ts';
import { temporaryFolder } from './parkspec.ts';

jest.setTimeout(120_000);

const JEST = join(dirname(createRequire(import.meta.url).resolve('jest/package.json')), 'bin/jest.js');

interface Direct {
  readonly child: ChildProcess;
  readonly root: string;
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
}

/** Gives jest cells of the table in a folder of its own, where its reports go too. */
function startJest(specs: readonly string[], ...args: readonly string[]): Direct {
  return startConfigured({}, {}, specs, ...args);
}

function startConfigured(
  options: SpecsOptions,
  changes: object,
  specs: readonly string[],
  ...args: readonly string[]
): Direct {
  const root = temporaryFolder();
  cpSync(join(PACKAGE_ROOT, 'specs/dr-table'), join(root, 'specs/dr-table'), { recursive: true });
  const placed = {
    ...specsProject(options),
    ...specsRun,
    reporters: specsRun.reporters.filter((reporter) => reporter !== 'default'),
    roots: [join(root, 'specs')],
    rootDir: root,
    ...changes,
  };
  const paths = specs.map((spec) => join(root, 'specs/dr-table', spec));
  const child = spawn(
    process.execPath,
    [JEST, `--config=${JSON.stringify(placed)}`, '--no-cache', ...args, '--runTestsByPath', ...paths],
    { cwd: root, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, NO_COLOR: '1' } },
  );
  const exit = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  const ended = Promise.all([exit, text(child.stderr)]).then(([code, output]) => ({ code, output }));
  return { child, root, ended };
}

function folderOf(root: string, cell: string): string {
  const runs = join(root, 'reports/runs');
  const [run] = existsSync(runs) ? readdirSync(runs) : [];
  return join(runs, run ?? 'none', cell);
}

function recorded(root: string, cell: string, part: string): Promise<string> {
  const history = join(folderOf(root, cell), 'history.jsonl');
  return eventually(`${part} in ${cell}`, 60_000, () => {
    const file = join(folderOf(root, cell), 'history.jsonl');
    return existsSync(file) && readFileSync(file, 'utf8').includes(part) ? history : undefined;
  });
}

interface Process {
  readonly pid: number;
  readonly parent: number;
}

/** The processes whose arguments have this part, those of others too. */
function processesOf(part: string): readonly Process[] {
  return execFileSync('ps', ['-ww', '-eo', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(part) && !/^ *\d+ +\d+ +Z/.test(line))
    .map((line) => line.trim().split(/ +/).map(Number))
    .map(([pid = 0, parent = 0]) => ({ pid, parent }));
}

/** The processes of the engine below jest's main process. */
function engineOf({ pid }: ChildProcess): readonly number[] {
  return processesOf('cell-process.js').flatMap((each) => (each.parent === pid ? [each.pid] : []));
}

test('jest runs the cells in the processes of one engine, which it closes', async () => {
  const { child, root, ended } = startJest(['parked.outage.yaml', 'retrieved.outage.yaml'], '--maxWorkers', '2');
  await Promise.all(['DR-21', 'DR-31'].map((cell) => recorded(root, cell, '"kind":"phase"')));
  const engine = engineOf(child);
  expect(engine).not.toEqual([]);
  const { output } = await ended;
  expect(output).toMatch(/✓ DR-21 \d\/\d[^\n]*\n[^\n]*✓ DR-31 \d\/\d/);
  expect(processesOf('cell-process.js').filter(({ pid }) => engine.includes(pid))).toEqual([]);
});

test('a verdict that is rewritten while jest goes on changes nothing, and is told', async () => {
  const { root, ended } = startJest(['retrieved.outage.yaml', 'parked.failback.yaml'], '--maxWorkers', '2');
  const verdict = await eventually('the verdict on DR-31', 60_000, () => {
    const file = join(folderOf(root, 'DR-31'), 'verdict.json');
    return existsSync(file) ? file : undefined;
  });
  writeFileSync(verdict, readFileSync(verdict, 'utf8').replaceAll('"pass"', '"fail"'));
  const { code, output } = await ended;
  expect(code).toBe(1);
  expect(output).toContain('verdict.json is not what was judged');
});

test('jest killed: the engine and its pools end by themselves', async () => {
  const { child, root, ended } = startJest(['parked.failback.yaml', 'parked.failover.yaml'], '--maxWorkers', '2');
  await recorded(root, 'DR-23', '"entering"');
  const engine = engineOf(child);
  const pools = processesOf('dist/reference/server.js').filter(({ parent }) => engine.includes(parent));
  expect(pools.length).toBeGreaterThan(1);
  child.kill('SIGKILL');
  await ended;
  const mine = new Set([...engine, ...pools.map(({ pid }) => pid)]);
  await eventually('the end of the engine', 8_000, () => {
    const left = processesOf('dist/').filter(({ pid }) => mine.has(pid));
    return left.length === 0 || undefined;
  });
});

test('a name that no check has is an error, and leaves no run', async () => {
  const { root, ended } = startJest(['retrieved.outage.yaml'], '-t', 'nothing-such');
  const { code, output } = await ended;
  expect(output).toContain('no check and no test has a name that matches -t nothing-such');
  expect(code).toBe(1);
  expect(existsSync(join(root, 'reports'))).toBe(false);
});

test('the options of the project choose outage and strictness', async () => {
  const { root, ended } = startConfigured({ outage: 'pause', strict: true }, {}, ['retrieved.outage.yaml']);
  const { output } = await ended;
  expect(output).toMatch(/✓ DR-31 2\/2/);
  const [run = ''] = readdirSync(join(root, 'reports/runs'));
  expect(readPlan(join(root, 'reports/runs', run))).toMatchObject({ outage: 'pause', strict: true });
});

test.each<[string, SpecsOptions, object, RegExp]>([
  ['a foreign environment', {}, { testEnvironment: 'node' }, /take `testEnvironment` out of the project of specs/],
  [
    'a foreign folder for Allure',
    {},
    { testEnvironmentOptions: { resultsDir: 'a' } },
    /take it out of the project of specs/,
  ],
  ['no reporter of ours', {}, { reporters: ['default'] }, /put `\.\.\.specsRun` beside `projects`/],
  ['an outage that no process suffers', { outage: 'disconnect' }, {}, /is for pools in containers/],
])('%s is told, with what to do', async (_, options, changes, told) => {
  const { root, ended } = startConfigured(options, changes, ['retrieved.outage.yaml']);
  const { code, output } = await ended;
  expect(output).toMatch(told);
  expect(code).toBe(1);
  expect(existsSync(join(root, 'reports'))).toBe(false);
});
