import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { LABEL, labelsFor, ownerOf } from '../../../../src/runtime/docker/resource-labels.ts';
import { livenessOf, type Owner, thisProcess } from '../../../../src/process-owner.ts';

const PURPOSE = { run: '2026-01-02-r1', cell: 'DR-12', role: 'primary' };

test('labels tell who made what they are on, and what for', () => {
  const labels = labelsFor(PURPOSE);
  expect(ownerOf(labels)).toEqual(thisProcess());
  expect(labels).toMatchObject({
    'org.parkspec.run': PURPOSE.run,
    'org.parkspec.cell': 'DR-12',
    'org.parkspec.role': 'primary',
  });
});

test("what has no label of ours, or an owner that cannot be read, is nobody's", () => {
  const labels = labelsFor(PURPOSE);
  expect(ownerOf(undefined)).toBeUndefined();
  expect(ownerOf({ [LABEL.owner]: labels[LABEL.owner] ?? '' })).toBeUndefined();
  for (const text of ['', '1', 'a/b/c/0/5', 'a/b/c/12', 'a/b/c/12/', 'a/b/c/12/5/6', '/b/c/12/5', 'a/b/c/-1/5']) {
    expect(ownerOf({ ...labels, [LABEL.owner]: text })).toBeUndefined();
  }
});

test('this process is alive', () => {
  expect(livenessOf(thisProcess())).toBe('alive');
});

test('a process that has ended is dead', async () => {
  const child = spawn('sleep', ['60']);
  const owner: Owner = { ...thisProcess(), pid: child.pid ?? 0, started: '0' };
  expect(livenessOf(owner)).toBe('alive');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(livenessOf(owner)).toBe('dead');
});

test('a process that got the number of another is not taken for it', () => {
  expect(livenessOf({ ...thisProcess(), started: '1' })).toBe('dead');
});

test('of before the machine was started again nobody lives', () => {
  expect(livenessOf({ ...thisProcess(), boot: 'earlier' })).toBe('dead');
});

test('of another machine or another PID namespace nothing is known', () => {
  expect(livenessOf({ ...thisProcess(), machine: 'elsewhere', boot: 'earlier' })).toBe('unknown');
  expect(livenessOf({ ...thisProcess(), namespace: 'pid:[1]', pid: 1 })).toBe('unknown');
});
