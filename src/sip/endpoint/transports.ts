/** The sockets of an endpoint, behind one address. */
import { openTcp } from '../transport/tcp.ts';
import { openTls } from '../transport/tls.ts';
import type { Address, Failed, Tap, Transport, TransportListener, TransportOptions } from '../transport/transport.ts';
import { openUdp } from '../transport/udp.ts';
import type { EndpointOptions } from './api.ts';

export interface Transports {
  readonly address: Address;
  /** Our address on a transport that we have. */
  own(transport: Address['transport']): Address | undefined;
  reaches(remote: Address): boolean;
  send(bytes: Uint8Array, to: Address, failed: Failed): void;
  close(): Promise<void>;
}

const openers = { udp: openUdp, tcp: openTcp, tls: openTls };

/** A port that is free for UDP may be taken for TCP; then another is asked for. */
const attempts = 20;

export async function openTransports(
  options: EndpointOptions & { readonly tap: Tap },
  listener: TransportListener,
): Promise<Transports> {
  const { host = '127.0.0.1', shared, limits, link, tls, tap } = options;
  const base = { host, shared, limits, link, tls, tap, listener };
  const others = (options.transports ?? []).filter((each) => each !== options.transport);
  const port = options.port ?? 0;
  for (let attempt = 1; ; attempt += 1) {
    const main = await openers[options.transport]({ ...base, port });
    try {
      return together(main, await openOthers(others, { ...base, port: main.address.port }));
    } catch (error) {
      await main.close();
      if (port !== 0 || attempt === attempts || !isTaken(error)) throw error;
    }
  }
}

async function openOthers(names: readonly Address['transport'][], options: TransportOptions): Promise<Transport[]> {
  const [name] = names;
  return name === undefined ? [] : [await openers[name](options)];
}

/** Not by its class: a test runner has an Error of its own. */
const isTaken = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE';

function together(main: Transport, others: readonly Transport[]): Transports {
  const all = new Map([main, ...others].map((each) => [each.address.transport, each]));
  return {
    address: main.address,
    own: (transport) => all.get(transport)?.address,
    reaches: (remote) => all.get(remote.transport)?.reaches(remote) ?? false,
    send(bytes, to, failed) {
      const transport = all.get(to.transport);
      if (transport === undefined) failed(`no ${to.transport} here`);
      else transport.send(bytes, to, failed);
    },
    async close() {
      await Promise.all([...all.values()].map((each) => each.close()));
    },
  };
}
