import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { readHistory } from '../../src/history/read-history.ts';
import type { HistoryEvent } from '../../src/history/event.ts';
import { type Compliance, complianceForm } from '../../src/report/compliance.ts';
import { type Ended, eventually, parkspec, start } from '../cli/parkspec.ts';
import { removed } from '../cli/removed-folder.ts';

jest.setTimeout(60_000);

let reports: string;
beforeEach(() => {
  reports = mkdtempSync(join(tmpdir(), 'parkspec-run-'));
});
afterEach(() => removed(reports));

function compliance(): Compliance {
  return complianceForm.parse(JSON.parse(readFileSync(join(reports, 'compliance.json'), 'utf8')));
}

function theRun(): string | undefined {
  const runs = join(reports, 'runs');
  const [id] = existsSync(runs) ? readdirSync(runs) : [];
  return id === undefined ? undefined : join(runs, id);
}

function eventsOf(cell: string): readonly HistoryEvent[] {
  const file = join(theRun() ?? reports, cell, 'history.jsonl');
  return existsSync(file) ? readHistory(readFileSync(file, 'utf8')).events : [];
}

/** The process ids of a cell's pools, once both answer: first the backup's, which no outage takes away. */
function poolsOf(cell: string): readonly number[] | undefined {
  const ready = eventsOf(cell).flatMap((event) => (event.kind === 'process' && event.event === 'ready' ? [event] : []));
  const backupFirst = ready.toSorted((a, b) => a.pool.localeCompare(b.pool));
  return ready.length < 2 ? undefined : backupFirst.map((event) => event.pid);
}

/** What `ps` says of a process; undefined when it is gone, or dead and only not yet collected. */
function lookUp(pid: number, field: 'stat' | 'ppid'): string | undefined {
  try {
    const text = execFileSync('ps', ['-o', `${field}=`, '-p', String(pid)], { encoding: 'utf8' }).trim();
    return text === '' || text.startsWith('Z') ? undefined : text;
  } catch {
    return undefined;
  }
}

/** The children of the command line whose arguments have this part. */
function childrenOf(pid: number | undefined, part: string): readonly number[] {
  return execFileSync('ps', ['-ww', '-o', 'pid=,args=', '--ppid', String(pid)], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(part))
    .map((line) => Number.parseInt(line, 10));
}

const JEST = 'bin/jest.js';
const ENGINE = 'cell-process.js';

async function gone(pids: readonly number[]): Promise<void> {
  await eventually('the end of the pools', 5_000, () => (pids.some((pid) => lookUp(pid, 'stat')) ? undefined : true));
}

function summary({ stdout }: Ended): string {
  return stdout.split('\n').find((line) => /^[A-Z-]{3,} {2}/.test(line)) ?? '';
}

test('a run leaves every report, and its histories give the same verdicts when they are judged again', async () => {
  const ended = await parkspec(['run', '--cells', 'retrieved.outage', '--reports', reports]);
  expect(summary(ended)).toMatch(/^INCOMPLETE {2}1 of \d+ cells, 2 of 2 checks/);
  expect(ended.code).toBe(2);
  expect(compliance()).toMatchObject({ verdict: 'incomplete', cells: [{ id: 'DR-31', verdict: 'pass' }] });
  const published = ['allure-report', 'allure-results', 'badge.svg', 'compliance.json', 'index.html', 'junit.xml'];
  expect(readdirSync(reports).toSorted()).toEqual([...published, 'runs', 'summary.md']);
  const allure = readFileSync(join(reports, 'allure-report/index.html'), 'utf8');
  expect(allure).not.toMatch(/googletagmanager|<script[^>]+src="https?:/);

  const again = await parkspec(['judge', join(theRun() ?? '', 'DR-31/history.jsonl'), '--json']);
  const stored: unknown = JSON.parse(readFileSync(join(theRun() ?? '', 'DR-31/verdict.json'), 'utf8'));
  expect(JSON.parse(again.stdout)).toEqual([stored]);
  expect(again.code).toBe(0);
});

describe('when something dies in the middle of a run', () => {
  test('jest killed: the cells go on and are judged, and the run is incomplete', async () => {
    const { child, ended } = start(['run', '--cells', 'DR-13', '--cells', 'DR-31', '--reports', reports]);
    const pools = await eventually('the start of DR-13', 20_000, () => poolsOf('DR-13'));
    const [jestMain] = await eventually('the start of jest', 20_000, () => {
      const found = childrenOf(child.pid, JEST);
      return found.length === 0 ? undefined : found;
    });
    process.kill(Number(jestMain), 'SIGKILL');
    const { code, stdout } = await ended;
    expect(code).toBe(2);
    expect(stdout).toContain('jest was ended by SIGKILL');
    expect(compliance().verdict).toBe('incomplete');
    expect(compliance().cells.flatMap((cell) => cell.checks.map(({ verdict }) => verdict))).toEqual(
      Array.from({ length: 9 }, () => 'pass'),
    );
    await gone(pools);
  });

  test('a process of the engine killed: its cell is without proof, the other cell is judged', async () => {
    const { ended } = start(['run', '--cells', 'DR-13', '--cells', 'DR-31', '--reports', reports]);
    const pools = await eventually('the start of DR-13', 20_000, () => poolsOf('DR-13'));
    process.kill(Number(lookUp(pools[0] ?? 0, 'ppid')), 'SIGKILL');
    const { code } = await ended;
    expect(code).toBe(2);
    expect(compliance().cells.map(({ id, verdict }) => [id, verdict === 'pass'])).toEqual([
      ['DR-13', false],
      ['DR-31', true],
    ]);
    await gone(pools);
  });

  test('a process of the engine killed: a baseline excuses none of the checks that it left without a verdict', async () => {
    const baseline = join(reports, 'known.yaml');
    const ids = ['still-connected', 'park-refused', 'aftermath'].map((name) => `DR-13/${name}`);
    const entries = ids.map((id) => `  - { check: ${id}, reason: Known for long }\n`);
    writeFileSync(baseline, `known-failures:\n${entries.join('')}`);
    const cells = ['--cells', 'DR-13', '--cells', 'DR-31'];
    const { ended } = start(['run', ...cells, '--baseline', baseline, '--reports', reports]);
    const pools = await eventually('the start of DR-13', 20_000, () => poolsOf('DR-13'));
    process.kill(Number(lookUp(pools[0] ?? 0, 'ppid')), 'SIGKILL');
    expect((await ended).code).toBe(2);
    const checks = compliance().cells[0]?.checks ?? [];
    expect(checks).toHaveLength(7);
    expect(checks.filter((check) => check.verdict === 'pass' || check.baseline !== undefined)).toEqual([]);
    await gone(pools);
  });

  test('a process of the engine killed: with --retries its cell is run again, and what passes then was flaky', async () => {
    const cells = ['--cells', 'DR-13', '--cells', 'DR-31'];
    const { ended } = start(['run', ...cells, '--retries', '9', '--reports', reports]);
    const pools = await eventually('the start of DR-13', 20_000, () => poolsOf('DR-13'));
    process.kill(Number(lookUp(pools[0] ?? 0, 'ppid')), 'SIGKILL');
    expect((await ended).code).toBe(2);
    const [cell, other] = compliance().cells;
    expect(cell?.checks.map(({ flaky, attempts }) => [flaky, attempts?.at(-1)?.verdict])).toEqual(
      Array.from({ length: 7 }, () => [true, 'pass']),
    );
    expect(cell?.checks.filter(({ verdict }) => verdict === 'pass' || verdict === 'fail')).toEqual([]);
    expect(other?.checks.filter(({ verdict }) => verdict === 'error' || verdict === 'fail')).toEqual([]);
    await gone(pools);
  });

  test('the command line killed: jest, the engine and the pools end by themselves', async () => {
    const { child, ended } = start(['run', '--cells', 'DR-13', '--cells', 'DR-31', '--reports', reports]);
    const pools = await eventually('the start of DR-13', 20_000, () => poolsOf('DR-13'));
    const [jestMain, ...engine] = [...childrenOf(child.pid, JEST), ...childrenOf(child.pid, ENGINE)];
    expect(engine).toContain(Number(lookUp(pools[0] ?? 0, 'ppid')));
    child.kill('SIGKILL');
    await ended;
    await gone([Number(jestMain), ...engine, ...pools]);
    expect(existsSync(join(reports, 'compliance.json'))).toBe(false);
  });
});
