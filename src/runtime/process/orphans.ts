/**
 * Finds what a candidate has started and cut loose: a process in a session of its own, with an environment of its own, whose
 * parents have ended. No signal to a group reaches it and no mark tells of it. Where this process adopts orphans (see
 * adopting-parent.ts) they are children of it that it has not started. Linux only.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Straggler } from '../pool.ts';
import { ADOPTS_VARIABLE } from './adopting-parent.ts';
import { forgetGroup, isReaped, OWN_VARIABLE, reapGroup } from './reaper.ts';
import { commandOf, environmentOfProcess, groupOf, killProcess, lifeOf, MARK_VARIABLE, startOf } from './stragglers.ts';

/** Between two looks, in ms. */
const PACE = 200;
/** How long an orphan may go on forking while it is killed, in ms. */
const PATIENCE = 2_000;

interface Orphan extends Straggler {
  readonly started: string;
  /** Whether its group is killed for its sake when this process dies. */
  readonly isOwnGroup: boolean;
  /** The cells that were going on when it was first seen; it ends with the last of them. */
  readonly cells: Set<string>;
}

const running = new Set<string>();
const known = new Map<number, Orphan>();
let timer: NodeJS.Timeout | undefined;

/** Looks for orphans from now on, until the cell with this mark is over. */
export function watchOrphans(cell: string): void {
  if (process.env[ADOPTS_VARIABLE] === undefined) return;
  running.add(cell);
  if (timer === undefined) process.once('exit', () => known.forEach(({ pid }) => killProcess(pid)));
  timer ??= setInterval(look, PACE).unref();
}

/** Kills the orphans of a cell that is over and what they start meanwhile; what was found. Those of others stay. */
export async function killOrphans(cell: string): Promise<readonly Straggler[]> {
  if (!running.has(cell)) return [];
  const killed = new Map<number, Straggler>();
  const deadline = performance.now() + PATIENCE;
  for (let first = true; first || performance.now() < deadline; first = false) {
    look();
    const left = [...known.values()].filter(({ cells }) => [...cells].every((one) => one === cell));
    if (left.length === 0) break;
    for (const orphan of left) {
      killed.set(orphan.pid, orphan);
      killProcess(orphan.pid);
    }
    await delay(10);
  }
  running.delete(cell);
  for (const { cells } of known.values()) cells.delete(cell);
  return [...killed.values()].map(({ pid, group, command }) => ({ pid, group, command }));
}

/** Takes up those that are new, and forgets those that have ended. */
function look(): void {
  for (const [pid, { started, group, isOwnGroup }] of known) {
    if (lifeOf(pid) !== 'ended' && startOf(pid) === started) continue;
    known.delete(pid);
    if (isOwnGroup) forgetGroup(group);
  }
  for (const pid of children()) {
    if (known.has(pid) || isReaped(pid) || lifeOf(pid) === 'ended' || isOurs(pid)) continue;
    const group = groupOf(pid);
    const isOwnGroup = group > 0 && !isReaped(group);
    known.set(pid, { pid, isOwnGroup, group, command: commandOf(pid), started: startOf(pid), cells: new Set(running) });
    // Also where this process is killed before the cell is over.
    if (isOwnGroup) reapGroup(group);
  }
}

/** One that this process has started has its environment; one with the mark of a cell is looked after by that. */
function isOurs(pid: number): boolean {
  const environment = environmentOfProcess(pid);
  return [`${OWN_VARIABLE}=`, `${MARK_VARIABLE}=`].some((start) =>
    environment.some((entry) => entry.startsWith(start)),
  );
}

function children(): readonly number[] {
  try {
    const tasks = readdirSync('/proc/self/task');
    return tasks
      .flatMap((task) => readFileSync(`/proc/self/task/${task}/children`, 'latin1').split(' ').map(Number))
      .filter(Boolean);
  } catch {
    return [];
  }
}
