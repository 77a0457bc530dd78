/** What the container of a pool may use and do: as much as the file says, and little where it says nothing. */
import type { DockerProfile } from './candidate.ts';

export const LIMITS = ['memory', 'processes', 'log'] as const;
export type Limit = (typeof LIMITS)[number];

export interface ContainerLimits {
  /** In octets. */
  readonly memory: number;
  /** Processes and threads at a time. */
  readonly processes: number;
  /** What is kept of all that it prints, in octets. */
  readonly log: number;
}

export const DEFAULT_LIMITS: ContainerLimits = { memory: 2 ** 30, processes: 512, log: 8 * 2 ** 20 };

/** From the least to the most that a file may say. */
export const LIMIT_RANGES: Readonly<Record<Limit, readonly [number, number]>> = {
  memory: [16 * 2 ** 20, 256 * 2 ** 30],
  processes: [2, 32_768],
  log: [2 ** 10, 2 ** 30],
};

/**
 * The capabilities of Linux that a file may ask for (capabilities(7)): those that concern nothing but the container itself. With
 * any other, such as SYS_ADMIN, a container is no wall between a server and this machine.
 */
export const GRANTABLE = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'IPC_LOCK',
  'KILL',
  'NET_ADMIN',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
  'SYS_NICE',
] as const;
export type LinuxCapability = (typeof GRANTABLE)[number];

export function limitsOf({ limits }: Pick<DockerProfile, 'limits'>): ContainerLimits {
  return { ...DEFAULT_LIMITS, ...limits };
}
