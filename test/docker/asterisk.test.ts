import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, jest, test } from '@jest/globals';
import { loadCandidate } from '../../src/candidate/load-candidate.ts';
import { compliance, start, temporaryFolder } from '../runs/parkspec.ts';

jest.setTimeout(300_000);

const FOLDER = fileURLToPath(new URL('../../containers/asterisk/', import.meta.url));
const PROFILES = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

test.each(PROFILES)('the profile %s can be read', (name) => {
  const file = join(FOLDER, name);
  expect(loadCandidate(readFileSync(file, 'utf8'), file)).toHaveProperty('candidate');
});

test('a pair of Asterisk servers parks calls and gives them back, and a call through the one that dies ends', async () => {
  const some = start(join(FOLDER, 'candidate-plain.yaml'), '--workers', '2', '--cells', 'DR-S3', '--cells', 'DR-31');
  await some.ended;
  const checks = compliance(some).cells.flatMap((cell) => cell.checks);
  const others = checks.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'not-applicable');
  expect(others.map(({ id, code }) => `${id} ${code}`)).toEqual(['DR-31/still-connected not-heard']);
  expect(checks.length).toBeGreaterThan(10);
});

describe('keys that are pressed in a call park it', () => {
  const KEYS = 'candidate-dtmf.yaml';

  /** The verdicts of full service before, after and after the outage, but for those that are passed. */
  async function notPassed(file: string): Promise<readonly string[]> {
    const keys = start(file, '--cells', 'DR-S3');
    await keys.ended;
    const [cell, ...others] = compliance(keys).cells;
    expect([cell?.id, cell?.checks.length, others]).toEqual(['DR-S3', 15, []]);
    const checks = cell?.checks.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'not-applicable') ?? [];
    return checks.map(({ id, code }) => `${id} ${code}`);
  }

  test('in its audio', async () => {
    expect(await notPassed(join(FOLDER, KEYS))).toEqual([]);
  });

  test('by INFO, which Asterisk takes as well', async () => {
    const copy = temporaryFolder();
    cpSync(FOLDER, copy, { recursive: true });
    const file = join(copy, KEYS);
    const text = readFileSync(file, 'utf8').replace('send: "*5"', 'send: "*5", via: [info]');
    expect(text).toContain('via: [info]');
    writeFileSync(file, text);
    expect(await notPassed(file)).toEqual([]);
  });
});
