import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { SEALS } from '../../../src/suite/seals.ts';

test('the digest of a suite is what sha256sum says of its files', () => {
  const list = execFileSync('sh', ['-c', 'LC_ALL=C; export LC_ALL; sha256sum *.yaml'], { cwd: 'specs/dr-table' });
  expect(SEALS[0]?.sha256).toBe(createHash('sha256').update(list).digest('hex'));
});
