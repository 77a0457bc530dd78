/** Which process made something, and whether that process still lives. */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process, so that it is not taken for another one that gets its number later, or on another machine. */
export interface Owner {
  /** `/etc/machine-id`, or the host's name where there is none. */
  readonly machine: string;
  /** Of this start of the machine. */
  readonly boot: string;
  /** Process ids mean something within one PID namespace only. */
  readonly namespace: string;
  readonly pid: number;
  /** When it was started, in clock ticks since the machine was; `0` where the system does not tell. */
  readonly started: string;
}

const UNTOLD = '0';

export function ownerText({ machine, boot, namespace, pid, started }: Owner): string {
  return [machine, boot, namespace, pid, started].join('/');
}

/** Reads what `ownerText` wrote; undefined for anything else. */
export function parseOwner(text: string): Owner | undefined {
  const [machine, boot, namespace, pid, started, ...rest] = text.split('/');
  if (!machine || !boot || !namespace || !started || rest.length > 0 || !/^[1-9]\d{0,9}$/.test(pid ?? '')) {
    return undefined;
  }
  return { machine, boot, namespace, pid: Number(pid), started };
}

/**
 * `dead` only where that is certain: the process is gone from where it could be seen, or its machine, which is this one,
 * has been started again since. `unknown` is another machine, or a container of this one.
 */
export function livenessOf(owner: Owner, here: Owner = thisProcess()): 'alive' | 'dead' | 'unknown' {
  if (owner.machine !== here.machine) return 'unknown';
  if (owner.boot !== here.boot) return 'dead';
  if (owner.namespace !== here.namespace) return 'unknown';
  const started = startOf(owner.pid);
  return started !== undefined && (started === owner.started || owner.started === UNTOLD) ? 'alive' : 'dead';
}

let self: Owner | undefined;

export function thisProcess(): Owner {
  self ??= {
    machine: word(read('/etc/machine-id')) || word(hostname()) || 'unnamed',
    boot: word(read('/proc/sys/kernel/random/boot_id')) || UNTOLD,
    namespace: word(link('/proc/self/ns/pid')) || UNTOLD,
    pid: process.pid,
    started: startOf(process.pid) ?? UNTOLD,
  };
  return self;
}

/** Field 22 of /proc/<pid>/stat (proc(5)); the command in brackets before it may hold anything. Undefined: no such process. */
function startOf(pid: number): string | undefined {
  const stat = read(`/proc/${pid}/stat`);
  const [state, ...fields] = stat.replace(/^.*\) /s, '').split(' ');
  if (stat !== '') return state === 'Z' || state === 'X' ? undefined : fields[18];
  return isThere(pid) ? UNTOLD : undefined;
}

/** Whether a process with this id exists; one of another user does. It may be another one than the id once meant. */
export function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return Object(error).code === 'EPERM';
  }
}

function word(text: string): string {
  return text.trim().replaceAll(/[^A-Za-z0-9._:[\]-]/g, '_');
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
