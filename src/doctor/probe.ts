/** Looks at this machine. Every probe is bounded in time, none changes anything, and none fails. */
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { availableParallelism, loadavg, platform } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { detectVersion, localExecutor } from 'sipp-ts-wrapper';
import { leasePorts } from '../runtime/process/ports.ts';
import { marked } from '../runtime/process/stragglers.ts';
import { HarnessError, messageOf } from '../harness-error.ts';
import type { Attempt, MachineFacts, LoadFacts, SippFacts } from './machine-facts.ts';
import { probeDocker } from './probe-docker.ts';

/** How long load and clock are watched, in ms. */
const WATCHED = 400;

/** @param reports  the folder that reports would go to */
export async function probe(reports: string): Promise<MachineFacts> {
  // First and alone: the others would be what is measured.
  const load = await probeLoad();
  const [ports, disk, sipp, docker] = await Promise.all([
    probePorts(),
    probeDisk(resolve(reports)),
    probeSipp(),
    probeDocker(),
  ]);
  return {
    node: process.versions.node,
    system: { platform: platform(), shell: existsSync('/bin/sh'), descriptors: descriptors() },
    ports,
    disk,
    load,
    sipp,
    docker,
    strays: strays(),
  };
}

async function probeLoad(): Promise<LoadFacts> {
  const histogram = monitorEventLoopDelay({ resolution: 10 });
  histogram.enable();
  const [wall, monotonic] = [Date.now(), performance.now()];
  await delay(WATCHED);
  const clockStepMs = Date.now() - wall - (performance.now() - monotonic);
  histogram.disable();
  const delayMs = Math.max(0, histogram.max / 1e6 - 10);
  return { processors: availableParallelism(), average: loadavg()[0] ?? 0, delayMs, clockStepMs };
}

async function probePorts(): Promise<Attempt> {
  try {
    const lease = await leasePorts();
    await lease.release();
    return { ok: true };
  } catch (cause) {
    return { ok: false, why: messageOf(cause), hint: cause instanceof HarnessError ? cause.hint : 'see `ss -lunt`' };
  }
}

async function probeDisk(folder: string): Promise<MachineFacts['disk']> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return { path: folder, freeBytes: bavail * bsize };
  } catch {
    // It is made when it is needed.
    return folder === dirname(folder) ? undefined : probeDisk(dirname(folder));
  }
}

async function probeSipp(): Promise<SippFacts> {
  const path = inPath('sipp');
  if (path === undefined) return { kind: 'missing' };
  try {
    const told = await detectVersion(localExecutor(), path);
    const warning = told.kind === 'unknown' ? told.warning : undefined;
    return { kind: 'found', path, version: told.version?.text ?? 'of no known version', warning };
  } catch (cause) {
    return { kind: 'found', path, version: 'of no known version', warning: messageOf(cause) };
  }
}

function inPath(command: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, command)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Node raises its own limit to the hard one when it starts, so this is what there is (proc(5)). */
function descriptors(): number | undefined {
  const limit = /^Max open files\s+(\d+)/m.exec(read('/proc/self/limits'))?.[1];
  return limit === undefined ? undefined : Number(limit);
}

/** Everything that a cell starts bears a mark; a marked child of the first process has lost its harness. */
function strays(): MachineFacts['strays'] {
  return marked('')
    .filter(({ pid }) => parentOf(pid) === 1)
    .map(({ pid, command }) => ({ pid, command }));
}

function parentOf(pid: number): number {
  const [, parent] = read(`/proc/${pid}/stat`)
    .replace(/^.*\) /s, '')
    .split(' ');
  return Number(parent);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
