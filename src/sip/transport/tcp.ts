/** SIP over TCP. */
import { connect, createServer } from 'node:net';
import { openStreams } from './stream-transport.ts';
import type { Transport, TransportOptions } from './transport.ts';

/** Listens. Rejects when the port cannot be had. */
export function openTcp(options: TransportOptions): Promise<Transport> {
  return openStreams(
    {
      transport: 'tcp',
      listener: (accept) => createServer(accept),
      connect: ({ host, port }) => ({ socket: connect(port, host) }),
    },
    options,
  );
}
