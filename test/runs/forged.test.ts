/** Somebody with the rights of parkspec writes into the folder of a run while it goes on, as a candidate on the same machine may. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { compliance, folderOf, type Run, seen, start } from './parkspec.ts';
import { eventually } from '../cli/parkspec.ts';

jest.setTimeout(120_000);

/** With a defect that DR-31 turns red. DR-23 takes longer, so that the run goes on when DR-31 has its verdict. */
function startRed(): Run {
  return start('--cells', 'DR-31', '--cells', 'DR-23', '--defect', 'cuts-retrieved-calls-of-dead-pool');
}

async function forge(run: Run, file: string, from: RegExp, to: string): Promise<void> {
  await seen(run, 'DR-31', ({ kind }) => kind === 'end');
  const path = join(folderOf(run, 'DR-31'), file);
  await eventually(`${file} of DR-31`, 20_000, () => existsSync(path) || undefined);
  const forged = readFileSync(path, 'utf8').replaceAll(from, to);
  expect(forged).not.toBe(readFileSync(path, 'utf8'));
  writeFileSync(path, forged);
}

test('a verdict that is rewritten while the run goes on changes nothing, and is told', async () => {
  const run = startRed();
  await forge(run, 'verdict.json', /"fail"/g, '"pass"');
  const { code, output } = await run.ended;
  expect(code).toBe(1);
  expect(output).toContain('DR-31: verdict.json is not what was judged');
  expect(compliance(run).cells.find(({ id }) => id === 'DR-31')?.verdict).toBe('fail');
});

test('a history that is rewritten while the run goes on has no verdict', async () => {
  const run = startRed();
  await seen(run, 'DR-31', ({ kind }) => kind === 'end');
  await eventually(
    'the verdict on DR-31',
    20_000,
    () => existsSync(join(folderOf(run, 'DR-31'), 'verdict.json')) || undefined,
  );
  await forge(run, 'history.jsonl', /BYE sip:/g, 'BYF sip:');
  const { code, output } = await run.ended;
  expect(code).toBe(2);
  expect(output).toContain('history.jsonl is not what was recorded: somebody has changed it');
  const checks = compliance(run).cells.find(({ id }) => id === 'DR-31')?.checks ?? [];
  expect(checks.map(({ verdict }) => verdict)).toEqual(checks.map(() => 'error'));
});
