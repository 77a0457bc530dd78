import { mkdtempSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { RunLog } from '../../src/run/run-log.ts';
import { SAMPLE } from '../candidate/sample.ts';

let run = '';
beforeEach(() => {
  run = mkdtempSync(join(tmpdir(), 'parkspec-run-log-'));
});
afterEach(() => rmSync(run, { recursive: true }));

test('a log has no secret when it is closed, goes on after what stood there, and is for the eyes of its owner', () => {
  for (const text of ['first\n', 'no such user: hunter2-canary\n']) {
    const log = new RunLog(run, { ...SAMPLE, password: 'hunter2-canary' });
    writeSync(log.file, text);
    log.close();
  }
  const path = join(run, 'run.log');
  expect(readFileSync(path, 'utf8')).toBe('first\nno such user: ***\n');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});
