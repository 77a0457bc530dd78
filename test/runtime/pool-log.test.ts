import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { LogFile } from '../../src/runtime/pool-log.ts';

test('a log ends at its bound to the octet, says so, and tells it once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parkspec-log-'));
  const path = join(folder, 'primary.log');
  const full: number[] = [];
  const log = new LogFile(path, { most: 10, onFull: (most) => full.push(most) });
  log.append(Buffer.from('01234'));
  log.append(Buffer.from('56789'));
  expect([log.full, full]).toEqual([false, []]);
  log.append(Buffer.from('ab'));
  log.append(Buffer.from('cd'));
  expect([log.full, full]).toEqual([true, [10]]);
  expect(readFileSync(path, 'utf8')).toBe('0123456789\nparkspec: what was printed after this is not kept\n');
  rmSync(folder, { recursive: true });
});
