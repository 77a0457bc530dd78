import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, jest, test } from '@jest/globals';
import { compliance, history, start } from '../runs/parkspec.ts';
import { docker } from './docker.ts';

jest.setTimeout(600_000);

const REFERENCE = fileURLToPath(new URL('../../containers/reference/docker.yaml', import.meta.url));

test('with SIPp phones in containers the reference server in containers conforms, and nothing is left behind', async () => {
  const whole = start(REFERENCE, '--phones', 'sipp');
  const { code, stdout } = await whole.ended;
  const { cells } = compliance(whole);
  expect(cells.flatMap(({ checks }) => checks.filter(({ verdict }) => verdict !== 'pass'))).toEqual([]);
  expect([code, stdout]).toEqual([0, expect.stringContaining('\nCONFORMANT  ')]);
  const filter = `label=org.parkspec.run=${readdirSync(join(whole.reports, 'runs'))[0]}`;
  expect(await docker('ps', '-aq', '--filter', filter)).toBe('');
  expect(await docker('network', 'ls', '-q', '--filter', filter)).toBe('');
});

test('a defect is found out by SIPp phones in containers, and a SIPp in each of them speaks', async () => {
  const broken = start(REFERENCE, '--phones', 'sipp', '--defect', 'hides-orbits-at-failback', '--cells', 'DR-23');
  const { code } = await broken.ended;
  expect(code).toBe(1);
  const red = compliance(broken).cells.flatMap(({ checks }) => checks.filter(({ verdict }) => verdict === 'fail'));
  expect(red.map(({ id }) => id)).toEqual(['DR-23/still-parked']);
  const spoke = history(broken, 'DR-23').filter(({ kind, direction }) => kind === 'sip' && direction === 'out');
  expect(new Set(spoke.map(({ tap }) => tap)).size).toBeGreaterThan(2);
  expect(spoke.every(({ text }) => !String(text).includes('User-Agent: parkspec\r\n'))).toBe(true);
  const [run = ''] = readdirSync(join(broken.reports, 'runs'));
  expect(readFileSync(join(broken.reports, 'runs', run, 'DR-23', 'history.jsonl'), 'utf8')).toContain(
    '"phones":"sipp"',
  );
});
