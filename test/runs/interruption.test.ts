import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { eventually } from '../cli/parkspec.ts';
import {
  allGone,
  carriersOf,
  compliance,
  history,
  nothingLeft,
  poolPids,
  published,
  seen,
  start,
  startIn,
  temporaryFolder,
} from './parkspec.ts';

jest.setTimeout(120_000);

const parked = (event: Readonly<Record<string, unknown>>): boolean =>
  event['verb'] === 'park' && event['state'] === 'done';

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)(
  '%s ends the run as incomplete, with exit code %i and a verdict for every check, and leaves no process behind',
  async (signal, expected) => {
    const run = start('--cells', 'DR-23');
    await seen(run, 'DR-23', parked);
    run.child.kill(signal);
    const { code } = await run.ended;
    expect(code).toBe(expected);
    const { verdict, cells } = compliance(run);
    expect(verdict).toBe('incomplete');
    expect(cells[0]?.checks.map(({ id }) => id)).toEqual([
      'DR-23/still-parked',
      'DR-23/still-parked-after',
      'DR-23/retrievable',
      'DR-23/aftermath',
    ]);
    expect(cells[0]?.verdict).not.toBe('pass');
    expect(poolPids(run, 'DR-23')).toHaveLength(2);
    expect(await allGone(poolPids(run, 'DR-23'))).toBe(true);
    expect(history(run, 'DR-23').at(-1)).toMatchObject({ kind: 'end', why: 'interrupted' });
    expect(history(run, 'DR-23').filter(({ state }) => state === 'missed')).toEqual([]);
  },
);

test('a run that is killed outright leaves no process and no report that looks complete', async () => {
  const run = start('--cells', 'DR-23');
  await seen(run, 'DR-23', parked);
  const pools = poolPids(run, 'DR-23').map(String);
  expect(carriersOf(run).filter((pid) => pools.includes(pid))).not.toEqual([]);
  run.child.kill('SIGKILL');
  await run.ended;
  expect(await allGone(poolPids(run, 'DR-23'))).toBe(true);
  expect(await nothingLeft(run)).toBe(true);
  expect(published(run)).toBe(false);
});

/** Lets Allure wait for the end of its standard input, which is the end of the run that started it. */
const HELD_ALLURE = `if (process.argv[2] === 'generate') {
  process.stdin.resume();
  await new Promise((resolve) => process.stdin.once('end', resolve));
  process.exit(1);
}`;

test('the verdict is told before Allure makes its page, and a run that is killed then has published the others', async () => {
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(HELD_ALLURE)}` };
  const run = startIn(temporaryFolder(), ['--cells', 'DR-31'], { env });
  let output = '';
  run.child.stdout?.on('data', (text: string) => (output += text));
  const told = (): string | undefined => /^ +Allure makes its report: (.*)$/m.exec(output)?.[1];
  const page = await eventually('the last line', 60_000, told);
  expect(output).toMatch(/^INCOMPLETE {2}1 of 18 cells/m);
  expect(page).toContain('allure-report/index.html');
  run.child.kill('SIGKILL');
  await run.ended;
  expect(await nothingLeft(run)).toBe(true);
  expect([compliance(run).verdict, existsSync(join(run.reports, 'allure-report'))]).toEqual(['incomplete', false]);
  expect(readFileSync(join(run.reports, 'index.html'), 'utf8')).not.toContain('allure-report');
});
