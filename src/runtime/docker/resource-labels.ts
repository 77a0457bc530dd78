/**
 * Labels of everything that parkspec creates in a Docker engine: by them it is found again and known to be ours, and
 * they tell whether whoever made it still lives. The engine may be shared, so "not known to be dead" is left alone.
 */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { PARKSPEC_VERSION } from '../../version.ts';

export const LABEL = {
  /** On everything of ours; its value is the version that made it. Images bear this one and `role` only. */
  ours: 'org.parkspec',
  /** The harness process that made it, as `ownerText` writes it. */
  owner: 'org.parkspec.owner',
  /** Id of the run: the name of its folder below `reports/runs`. */
  run: 'org.parkspec.run',
  /** Id of the cell: `DR-12`. */
  cell: 'org.parkspec.cell',
  /** What it is there: `primary`, `backup`, `phone-alice`, `capture`, `network`; for an image the name of its folder. */
  role: 'org.parkspec.role',
} as const;

export interface Purpose {
  readonly run: string;
  readonly cell: string;
  readonly role: string;
}

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

/** The labels of a container, network or volume of a cell that this process makes. */
export function labelsFor({ run, cell, role }: Purpose, owner: Owner = thisProcess()): Record<string, string> {
  return {
    [LABEL.ours]: PARKSPEC_VERSION,
    [LABEL.owner]: ownerText(owner),
    [LABEL.run]: run,
    [LABEL.cell]: cell,
    [LABEL.role]: role,
  };
}

/** The owner of something with these labels; undefined when it is not ours or does not tell. */
export function ownerOf(labels: Readonly<Record<string, string>> | null | undefined): Owner | undefined {
  if (labels?.[LABEL.ours] === undefined) return undefined;
  const [machine, boot, namespace, pid, started, ...rest] = (labels[LABEL.owner] ?? '').split('/');
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

/** This process. */
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

const UNTOLD = '0';

function ownerText({ machine, boot, namespace, pid, started }: Owner): string {
  return [machine, boot, namespace, pid, started].join('/');
}

/** Field 22 of /proc/<pid>/stat (proc(5)); the command in brackets before it may hold anything. Undefined: no such process. */
function startOf(pid: number): string | undefined {
  const stat = read(`/proc/${pid}/stat`);
  const [state, ...fields] = stat.replace(/^.*\) /s, '').split(' ');
  if (stat !== '') return state === 'Z' || state === 'X' ? undefined : fields[18];
  return isThere(pid) ? UNTOLD : undefined;
}

/** Where there is no /proc. */
function isThere(pid: number): boolean {
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
