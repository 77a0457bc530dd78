/** What the kernel counts of the limits of a container: in its control groups, of either version (cgroups(7)). */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';

export interface LimitCounts {
  /** Processes that were ended since there was no memory for them. */
  readonly outOfMemory: number;
  /** Processes and threads that could not be started. */
  readonly refusedStarts: number;
}

const MOUNT = '/sys/fs/cgroup';
/** In the files of the first version, and of the second; each line is a name and a number. */
const FILES = {
  memory: ['memory.events', 'memory.oom_control'],
  pids: ['pids.events'],
} as const;
const LONGEST = 4_096;

/** They are read often, so the files stay open. */
export class LimitCounters {
  readonly #memory: number | undefined;
  readonly #pids: number | undefined;
  readonly #buffer = Buffer.alloc(LONGEST);
  #open = true;

  /** @param pid  a process of the container, by its number on this machine; it must be running */
  constructor(pid: number, mount = MOUNT, groups = groupsOf(pid)) {
    this.#memory = opened(groups, 'memory', mount);
    this.#pids = opened(groups, 'pids', mount);
  }

  /** What was counted until now; of a container that has ended, nothing. */
  read(): LimitCounts {
    return { outOfMemory: this.#numberIn(this.#memory, 'oom_kill'), refusedStarts: this.#numberIn(this.#pids, 'max') };
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const file of [this.#memory, this.#pids]) if (file !== undefined) closeSync(file);
  }

  /** `oom_kill 3` */
  #numberIn(file: number | undefined, name: string): number {
    if (file === undefined || !this.#open) return 0;
    try {
      const length = readSync(file, this.#buffer, 0, LONGEST, 0);
      const text = this.#buffer.toString('latin1', 0, length);
      return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
    } catch {
      return 0;
    }
  }
}

function groupsOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cgroup`, 'latin1');
  } catch {
    return '';
  }
}

/** `4:memory:/docker/0123…` is of the first version, where each controller is mounted by itself; `0::/docker/0123…` of the second. */
function opened(groups: string, controller: keyof typeof FILES, mount: string): number | undefined {
  const lines = groups.split('\n').map((line) => /^\d+:([^:]*):(\/.*)$/.exec(line));
  const old = lines.find((match) => match?.[1]?.split(',').includes(controller));
  const unified = lines.find((match) => match?.[1] === '');
  const folder = old?.[2] === undefined ? unified?.[2] : join(controller, old[2]);
  if (folder === undefined) return undefined;
  for (const name of FILES[controller]) {
    try {
      return openSync(join(mount, folder, name), 'r');
    } catch {
      // The other version has another name for it.
    }
  }
  return undefined;
}
