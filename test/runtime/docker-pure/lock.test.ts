import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { LABEL, labelsFor, thisProcess } from '../../../src/runtime/docker/resource-labels.ts';
import { alone } from '../../../src/runtime/docker/image-lock.ts';

function folderOf(name: string): string {
  return join(tmpdir(), `parkspec-${userInfo().uid}-${name}`);
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

test('what a dead process held is taken over', async () => {
  const name = randomUUID();
  mkdirSync(folderOf(name));
  const dead = labelsFor({ run: '', cell: '', role: 'lock' }, { ...thisProcess(), started: '1' });
  expect(dead[LABEL.owner]).toMatch(/\/1$/);
  writeFileSync(join(folderOf(name), 'owner.json'), JSON.stringify(dead));
  expect(await alone(name, async () => 'mine')).toBe('mine');
});

test('what nobody has signed is taken over', async () => {
  const name = randomUUID();
  mkdirSync(folderOf(name));
  expect(await alone(name, async () => 'mine')).toBe('mine');
});
