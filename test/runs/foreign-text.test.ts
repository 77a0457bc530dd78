/** Names in a candidate file, and text in a history, that would steer a terminal or a pipeline if they got there as they are. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { parkspec } from '../cli/parkspec.ts';
import { compliance, folderOf, start, temporaryFolder } from './parkspec.ts';

jest.setTimeout(120_000);

const NAME =
  '::stop-commands::x\u001b[2J\u202e ##vso[task.complete result=Succeeded] ##teamcity[x] </script><script>alert(1)</script>';

function expectSafe(output: string): void {
  // oxlint-disable-next-line no-control-regex -- it is the control that matters
  expect(output).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  expect(output).not.toMatch(/^\s*::|##\w*\[/m);
}

function named(): string {
  const file = join(temporaryFolder(), 'candidate.yaml');
  const text = readFileSync('containers/reference/candidate.yaml', 'utf8');
  writeFileSync(file, text.replace(/^name: .*$/m, `name: ${JSON.stringify(NAME)}`));
  return file;
}

test('a candidate with such a name is run, validated and judged, and its name orders nothing', async () => {
  const file = named();
  const run = start(file, '--cells', 'DR-31');
  const { output } = await run.ended;
  expect(output).toContain(': :stop-commands::x');
  expectSafe(output);
  for (const report of ['index.html', 'junit.xml', 'badge.svg', 'summary.md']) {
    const text = readFileSync(join(run.reports, report), 'utf8');
    expect(text).not.toContain('<script>alert');
    expectSafe(text);
  }
  expect(compliance(run)).toMatchObject({ candidate: { name: NAME } });
  const page = readFileSync(join(run.reports, 'allure-report', 'index.html'), 'utf8');
  expect(page).not.toContain('<script>alert');
  const history = join(folderOf(run, 'DR-31'), 'history.jsonl');
  for (const args of [
    ['validate', file],
    ['judge', history],
    ['judge', history, '--json'],
    ['run', file, '--nonsense'],
  ]) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other, as a person asks
    const { stdout, stderr } = await parkspec(args);
    expect(`${stdout}${stderr}`).not.toBe('');
    expectSafe(stdout);
    expectSafe(stderr);
  }
});

test('a file and an option that bear such a name are refused in words that order nothing', async () => {
  for (const args of [
    ['validate', NAME],
    ['judge', NAME],
    ['run', NAME],
    ['run', '--suite', NAME],
    [NAME],
    ['list', NAME],
  ]) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other, as a person asks
    const { code, stdout, stderr } = await parkspec(args);
    expect(code).toBe(64);
    expectSafe(stdout);
    expectSafe(stderr);
  }
});
