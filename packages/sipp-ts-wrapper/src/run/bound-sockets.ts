import type { Executor } from './executor.ts';

/** A socket that SIPp binds. */
export interface BoundSocket {
  readonly protocol: 'udp' | 'tcp';
  /** 1..65535. */
  readonly port: number;
}

/**
 * Whether a port is bound, as the kernel tells: `/proc/net` of the process's network namespace, or of the executor's where
 * the process's number is unknown. Undefined where there is no `/proc`.
 */
export async function isBound(
  executor: Executor,
  { protocol, port }: BoundSocket,
  pid?: number,
): Promise<boolean | undefined> {
  const tables = await Promise.all(
    [protocol, `${protocol}6`].map((table) => executor.readFile(`/proc/${pid ?? 'self'}/net/${table}`)),
  );
  if (tables.every((table) => table === undefined)) return undefined;
  return tables.some((table) => boundPorts(table ?? '', protocol).has(port));
}

const TCP_LISTEN = '0A';

/** The local ports in the text of `/proc/net/udp` or `/proc/net/tcp`, of TCP those that listen (proc(5)). */
export function boundPorts(table: string, protocol: 'udp' | 'tcp'): ReadonlySet<number> {
  const ports = new Set<number>();
  for (const line of table.split('\n').slice(1)) {
    const [, local, , state] = line.trim().split(/\s+/);
    if (local === undefined || (protocol === 'tcp' && state !== TCP_LISTEN)) continue;
    ports.add(Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16));
  }
  return ports;
}
