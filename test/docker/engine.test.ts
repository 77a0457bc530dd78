import { expect, test } from '@jest/globals';
import { openEngine } from '../../src/runtime/docker/engine.ts';

test('the engine tells its version and that of its interface', async () => {
  const { version, api } = await openEngine();
  expect(version).toMatch(/^\d+\.\d+/);
  expect(api).toMatch(/^\d+\.\d+$/);
});

test('the engine is opened once a process', () => {
  expect(openEngine()).toBe(openEngine());
});
