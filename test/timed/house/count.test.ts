import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkspec-count-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const green = { numTotalTests: 2, numPassedTests: 2, numFailedTests: 0 };
const passed = { id: 'DR-11/a', verdict: 'pass', reason: '' };

/** What the gate ends with; every result that is not given is green. */
function count(results: Readonly<Record<string, unknown>>, checks: readonly object[] = [passed]) {
  const all = {
    tests: green,
    runs: green,
    phones: green,
    sipp: green,
    docker: green,
    browser: green,
    'own-jest': green,
    node22: green,
    node24: green,
    kills: green,
    ...results,
  };
  for (const [name, result] of Object.entries(all))
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(result) ?? '');
  const compliance = join(folder, 'compliance.json');
  writeFileSync(compliance, JSON.stringify({ cells: [{ checks }] }));
  const { status, stdout } = spawnSync(process.execPath, ['.ci/count.mjs', folder, compliance, '0'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return { status, lines: stdout.trim().split('\n') };
}

test('the gate adds up what passed', () => {
  expect(count({})).toEqual({ status: 0, lines: ['21 passed, 0 failed, 0 skipped'] });
});

test('the gate names what failed before its last line', () => {
  const assertionResults = [
    { status: 'passed', fullName: 'two is two' },
    { status: 'failed', fullName: 'one is two' },
  ];
  const tests = {
    ...green,
    numPassedTests: 1,
    numFailedTests: 1,
    testResults: [{ name: join(ROOT, 'test/a.test.ts'), status: 'failed', message: '', assertionResults }],
  };
  const unread = { name: join(ROOT, 'test/b.test.ts'), status: 'failed', message: 'no\n such file' };
  const runs = { ...green, numRuntimeErrorTestSuites: 1, testResults: [{ ...unread, assertionResults: [] }] };
  const check = { id: 'DR-12/b', verdict: 'fail', reason: 'it rang' };
  expect(count({ tests, runs }, [passed, check])).toEqual({
    status: 1,
    lines: [
      '✗ test/a.test.ts: one is two',
      '✗ test/b.test.ts: no such file',
      '✗ DR-12/b is fail: it rang',
      '20 passed, 3 failed, 0 skipped',
    ],
  });
});

test('the gate is red when a result is missing', () => {
  const { status, lines } = count({ kills: undefined });
  expect(status).toBe(1);
  expect(lines.at(-1)).toBe('19 passed, 1 failed, 0 skipped');
});
