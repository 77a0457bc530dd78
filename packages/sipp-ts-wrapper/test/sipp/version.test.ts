import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';

test('there is a SIPp of a version that the package knows', () => {
  expect(execFileSync('sh', ['-c', 'sipp -v; true'], { encoding: 'utf8' })).toMatch(/SIPp v3\.(6\.1|7\.|8\.)/);
});
