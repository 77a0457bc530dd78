/**
 * Finds what a candidate left behind outside of its process group: a server that makes itself a daemon, or a child in a
 * session of its own, is not reached by a signal to the group. Everything that a cell starts carries a mark in its
 * environment and hands it on to its children. Linux only (`/proc`, proc(5)); elsewhere nothing is ever found.
 */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Straggler } from '../pool.ts';

/** The variable that holds the mark of a cell. */
export const MARK_VARIABLE = 'PARKSPEC_CELL';

/** How long processes may go on appearing while they are killed, in ms: one may be forking just then. */
const PATIENCE = 2_000;
const PACE = 10;

/** A mark that no other cell on this machine has. */
export function newMark(): string {
  return randomBytes(12).toString('hex');
}

/** The processes that carry a mark that begins so, as far as they may be looked at. */
export function marked(mark: string): readonly Straggler[] {
  return processIds().flatMap((pid) =>
    carries(pid, mark) ? [{ pid, group: groupOf(pid), command: commandOf(pid) }] : [],
  );
}

/** Kills whatever carries a mark that begins so until nothing does; what was found. */
export async function killMarked(mark: string): Promise<readonly Straggler[]> {
  const found = new Map<number, Straggler>();
  const deadline = performance.now() + PATIENCE;
  for (let left = marked(mark); left.length > 0 && performance.now() < deadline; left = marked(mark)) {
    for (const straggler of left) {
      found.set(straggler.pid, straggler);
      killProcess(straggler.pid);
    }
    await delay(PACE);
  }
  return [...found.values()];
}

function processIds(): readonly number[] {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  } catch {
    return [];
  }
}

/** Not so for a process that is dead and only not yet collected: its environment is gone. */
function carries(pid: number, mark: string): boolean {
  return environmentOfProcess(pid).some((entry) => entry.startsWith(`${MARK_VARIABLE}=${mark}`));
}

/** Its variables as it was started with them; none where they may not be seen, or there are none. */
export function environmentOfProcess(pid: number): readonly string[] {
  return read(pid, 'environ').split('\0');
}

/** When a process was started, in ticks of the machine: another one with its number has another time. */
export function startOf(pid: number): string {
  return statOf(pid)[19] ?? '';
}

/** The state of a process as proc(5) has it; undefined where the system does not tell. `ended` may not yet be collected. */
export function lifeOf(pid: number): 'running' | 'stopped' | 'ended' | undefined {
  const [state = ''] = statOf(pid);
  if (state === 'T' || state === 't') return 'stopped';
  if (state !== '' && !'ZXx'.includes(state)) return 'running';
  return statOf(process.pid)[0] === '' ? undefined : 'ended';
}

export function groupOf(pid: number): number {
  return Number(statOf(pid)[2] ?? 0);
}

/** What follows the name, which stands in brackets and may hold anything: state, parent, group, … */
function statOf(pid: number): readonly string[] {
  return read(pid, 'stat')
    .replace(/^.*\) /s, '')
    .split(' ');
}

export function commandOf(pid: number): string {
  return read(pid, 'cmdline').split('\0').join(' ').trim().slice(0, 120);
}

/** Nothing for a process that has ended meanwhile or belongs to somebody else. */
function read(pid: number, file: 'environ' | 'cmdline' | 'stat'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}

export function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
