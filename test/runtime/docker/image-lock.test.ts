import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { ownFolder } from '../../../src/own-folder.ts';
import { alone } from '../../../src/runtime/docker/image-lock.ts';

function folderOf(name: string): string {
  return join(ownFolder('locks'), name);
}

test('one at a time does what is guarded by a name', async () => {
  const name = randomUUID();
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await turn();
    inside -= 1;
  };
  await Promise.all([alone(name, work), alone(name, work), alone(name, work)]);
  expect(most).toBe(1);
});

test('work that fails gives the name free', async () => {
  const name = randomUUID();
  await expect(alone(name, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await alone(name, async () => 'next')).toBe('next');
});

test('the lock is in a folder of this user alone, and gone when the work is done', async () => {
  const name = randomUUID();
  expect(dirname(folderOf(name))).not.toBe(tmpdir());
  expect(await alone(name, async () => existsSync(folderOf(name)))).toBe(true);
  expect(existsSync(folderOf(name))).toBe(false);
});
