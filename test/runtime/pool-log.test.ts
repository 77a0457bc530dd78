import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { LogFile } from '../../src/runtime/pool-log.ts';
import { Secrets } from '../../src/secrets.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkspec-pool-log-'));
  path = join(folder, 'primary.log');
});
afterEach(() => rmSync(folder, { recursive: true }));

const secrets = new Secrets(['hunter2-canary']);

test.each([1, 2, 3, 7, 1000])('a secret that is printed %i octets at a time is not in the log', (size) => {
  const log = new LogFile(path, { secrets });
  const text = 'password hunter2-canary\nand hunter2-canary';
  for (let at = 0; at < text.length; at += size) log.append(Buffer.from(text.slice(at, at + size)));
  log.flush();
  expect(readFileSync(path, 'utf8')).toBe('password **************\nand **************');
});

test('neither is one in a line that does not end, wherever it stands', () => {
  const log = new LogFile(path, { secrets });
  const text = `${'hunter2-canary'.repeat(100)}${'x'.repeat(311)}`.repeat(200);
  for (let at = 0; at < text.length; at += 997) log.append(Buffer.from(text.slice(at, at + 997)));
  log.flush();
  expect(readFileSync(path, 'utf8')).toBe(text.replace(/hunter2-canary/g, '*'.repeat(14)));
});

test('its last words are told without, also before the line has ended', () => {
  const log = new LogFile(path, { secrets });
  log.append(Buffer.from('first\nno such user: hunter2-canary'));
  expect(log.lastWords()).toBe('first | no such user: **************');
});

test('a line is there as soon as it has ended', () => {
  const log = new LogFile(path, { secrets });
  log.append(Buffer.from('one\ntw'));
  expect(readFileSync(path, 'utf8')).toBe('one\n');
});

test('it is for the eyes of its owner', () => {
  new LogFile(path, { secrets }).append(Buffer.from('one\n'));
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a log ends at its bound to the octet, says so, and tells it once', () => {
  const full: number[] = [];
  const log = new LogFile(path, { most: 10, onFull: (most) => full.push(most) });
  log.append(Buffer.from('01234'));
  log.append(Buffer.from('56789'));
  expect([log.full, full]).toEqual([false, []]);
  log.append(Buffer.from('ab'));
  log.append(Buffer.from('cd'));
  expect([log.full, full]).toEqual([true, [10]]);
  expect(readFileSync(path, 'utf8')).toBe('0123456789\nparkspec: what was printed after this is not kept\n');
});
