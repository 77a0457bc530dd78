import type { Executor } from './executor.ts';

/** A socket that SIPp binds. */
export interface BoundSocket {
  readonly protocol: 'udp' | 'tcp';
  readonly host: string;
  /** 1..65535. */
  readonly port: number;
}

/**
 * Whether an address and port are bound, or the port on all addresses, as the kernel tells: `/proc/net` of the process's network
 * namespace, or of the executor's where no process is named. Undefined where there is no `/proc`, or no such process any more.
 */
export async function isBound(
  executor: Executor,
  { protocol, host, port }: BoundSocket,
  pid?: number,
): Promise<boolean | undefined> {
  const tables = await Promise.all(
    [protocol, `${protocol}6`].map((table) => executor.readFile(`/proc/${pid ?? 'self'}/net/${table}`)),
  );
  if (tables.every((table) => table === undefined)) return undefined;
  return tables
    .flatMap((table) => boundSockets(table ?? '', protocol))
    .some((bound) => bound.port === port && (bound.host === undefined || host.includes(':') || bound.host === host));
}

const TCP_LISTEN = '0A';

/**
 * The local addresses and ports in the text of `/proc/net/udp` or `/proc/net/tcp`, of TCP those that listen (proc(5)). No host
 * stands for all addresses, and for those of IPv6, which are not told apart.
 */
export function boundSockets(
  table: string,
  protocol: 'udp' | 'tcp',
): readonly { readonly host: string | undefined; readonly port: number }[] {
  return table
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local, , state] = line.trim().split(/\s+/);
      const [address, port] = local?.split(':') ?? [];
      if (address === undefined || port === undefined || (protocol === 'tcp' && state !== TCP_LISTEN)) return [];
      return [{ host: dotted(address), port: Number.parseInt(port, 16) }];
    });
}

/** The kernel prints an IPv4 address as a number of the machine, which is little-endian wherever SIPp is packaged. */
function dotted(hex: string): string | undefined {
  const bytes = hex.match(/../g) ?? [];
  if (bytes.length !== 4 || Number.parseInt(hex, 16) === 0) return undefined;
  return bytes
    .toReversed()
    .map((byte) => Number.parseInt(byte, 16))
    .join('.');
}
