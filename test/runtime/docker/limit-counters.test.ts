import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { LimitCounters } from '../../../src/runtime/docker/limit-counters.ts';
import { LimitWatch } from '../../../src/runtime/docker/limit-watch.ts';
import { DEFAULT_LIMITS } from '../../../src/candidate/container-rights.ts';

let mount: string;
beforeEach(() => {
  mount = mkdtempSync(join(tmpdir(), 'parkspec-groups-'));
});
afterEach(() => rmSync(mount, { recursive: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(mount, path)), { recursive: true });
  writeFileSync(join(mount, path), text);
}

const OLD = '8:pids:/docker/x\n7:cpu,cpuacct:/docker/x\n4:memory:/docker/x\n1:name=systemd:/docker/x\n0::/docker/x\n';

test('counters of the first version of control groups', () => {
  put('memory/docker/x/memory.oom_control', 'oom_kill_disable 0\nunder_oom 0\noom_kill 2\n');
  put('pids/docker/x/pids.events', 'max 17\n');
  const counters = new LimitCounters(0, mount, OLD);
  expect(counters.read()).toEqual({ outOfMemory: 2, refusedStarts: 17 });
  put('pids/docker/x/pids.events', 'max 18\n');
  expect(counters.read().refusedStarts).toBe(18);
  counters.close();
  expect(counters.read()).toEqual({ outOfMemory: 0, refusedStarts: 0 });
});

test('counters of the second version, in which a group of others has the same names', () => {
  put('system.slice/x.scope/memory.events', 'low 0\nhigh 0\nmax 40\noom 3\noom_kill 1\noom_group_kill 0\n');
  put('system.slice/x.scope/pids.events', 'max 5\n');
  const counters = new LimitCounters(0, mount, '0::/system.slice/x.scope\n');
  expect(counters.read()).toEqual({ outOfMemory: 1, refusedStarts: 5 });
  counters.close();
});

test('a process that is gone has no counters', () => {
  expect(new LimitCounters(0, mount, '').read()).toEqual({ outOfMemory: 0, refusedStarts: 0 });
});

test('each limit is told once, with its key in the candidate file', () => {
  put('x/memory.events', 'oom_kill 1\n');
  put('x/pids.events', 'max 0\n');
  const told: unknown[] = [];
  const limits = { ...DEFAULT_LIMITS, memory: 2 ** 29 };
  const watch = new LimitWatch({ pool: 'backup', limits, onLimit: (limit, text) => told.push(limit, text) });
  watch.follow(new LimitCounters(0, mount, '0::/x\n'));
  watch.look();
  watch.look();
  watch.rest();
  expect(told).toEqual([
    { pool: 'backup', of: 'memory' },
    'backup has reached its limit of memory, 512 MiB, and the kernel has ended a process of it; raise `docker.limits.memory` of the candidate file if it needs more',
  ]);
});

test.each(['sh: 0: Cannot fork', 'bash: fork: retry: Resource temporarily unavailable', 'spawn EAGAIN'])(
  'the last words of one that was refused a process: %s',
  (words) => {
    const told: unknown[] = [];
    const watch = new LimitWatch({ pool: 'primary', limits: DEFAULT_LIMITS, onLimit: ({ of }) => told.push(of) });
    watch.heard('no such file');
    expect(told).toEqual([]);
    watch.heard(words);
    expect(told).toEqual(['processes']);
  },
);
