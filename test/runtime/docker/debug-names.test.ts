import { expect, test } from '@jest/globals';
import { isDebugged } from '../../../src/runtime/docker/debug-names.ts';

test.each([
  ['', false],
  ['*', true],
  ['testcontainers*', true],
  ['testcontainers', false],
  ['testcontainers:containers', true],
  ['express, testcontainers:*', true],
  ['testcontainers:pull', false],
  ['testcontainers*,-testcontainers:containers', false],
  ['(', false],
])('DEBUG=%s', (setting, is) => {
  expect(isDebugged('testcontainers:containers', setting)).toBe(is);
});
