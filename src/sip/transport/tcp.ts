/** SIP over TCP. */
import { connect, createServer } from 'node:net';
import { farSocketsAt } from '../../sockets/far-networks.ts';
import { openStreams } from './stream-transport.ts';
import type { Transport, TransportOptions } from './transport.ts';

/** Listens. Rejects when the port cannot be had. */
export function openTcp(options: TransportOptions): Promise<Transport> {
  const far = farSocketsAt(options.host);
  return openStreams(
    {
      transport: 'tcp',
      listener: (accept) => far?.server(accept) ?? createServer(accept),
      connect: ({ host, port }) => ({ socket: far?.connect({ host, port }) ?? connect(port, host) }),
    },
    options,
  );
}
