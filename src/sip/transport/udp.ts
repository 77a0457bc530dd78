/** SIP over UDP: RFC 3261 18. What is too large for a datagram by the rule of 18.1.1 is for the endpoint to send otherwise. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { DatagramSocket } from '../../sockets/far-datagrams.ts';
import { farSocketsAt } from '../../sockets/far-networks.ts';
import { parseMessage } from '../message/parse.ts';
import { type Address, type Transport, type TransportOptions, whyOf } from './transport.ts';
import { familyOf, udpType, unfitHost } from '../../numeric-host.ts';

/** What a burst may pile up while the event loop is busy; the kernel grants what it allows. */
const receiveBuffer = 4 * 1024 * 1024;

/** Longest payload of a UDP datagram over IPv4; IPv6 has room for a few octets more. */
const longestDatagram = 65_507;

/**
 * Binds a socket of its own: ports that the kernel chose are never shared. It stays unconnected, so that one socket
 * serves every peer. Rejects when the port cannot be had.
 */
export async function openUdp(options: TransportOptions): Promise<Transport> {
  const socket = await bound(options);
  const { tap, listener, link } = options;
  const local: Address = { transport: 'udp', host: options.host, port: socket.address().port };
  const parsing = options.limits === undefined ? {} : { limits: options.limits };
  let open = true;

  socket.on('error', (error) => listener.onTrouble(error));
  socket.on('message', (bytes, peer) => {
    const remote: Address = { transport: 'udp', host: peer.address, port: peer.port };
    if (link === undefined) receive(bytes, remote);
    else link.carry('in', bytes, remote, () => receive(bytes, remote));
  });

  function receive(bytes: Uint8Array, remote: Address): void {
    if (!open) return;
    const now = performance.now();
    const outcome = isKeepAlive(bytes) ? undefined : parseMessage(bytes, parsing);
    const unreadable = outcome?.ok === false ? outcome.reason : undefined;
    tap({ direction: 'in', local, remote, bytes, unreadable, now });
    if (outcome !== undefined) listener.onMessage(outcome, bytes, remote);
  }

  function transmit(bytes: Uint8Array, to: Address, failed: (why: string) => void): void {
    if (!open) return failed('closed');
    socket.send(bytes, to.port, to.host, (error) => {
      if (error !== null) failed(whyOf(error));
    });
  }

  return {
    address: local,
    reaches: () => true,
    send(bytes, to, failed) {
      const refusal = refusalOf(open, bytes, { local, to });
      if (refusal !== undefined) return failed(refusal);
      tap({ direction: 'out', local, remote: to, bytes, now: performance.now() });
      if (link === undefined) transmit(bytes, to, failed);
      else link.carry('out', bytes, to, () => transmit(bytes, to, failed));
    },
    async close() {
      if (!open) return;
      open = false;
      await new Promise<void>((resolve) => socket.close(resolve));
    },
  };
}

async function bound({ host, port, shared }: TransportOptions): Promise<DatagramSocket> {
  const far = farSocketsAt(host);
  if (far !== undefined) return far.datagrams({ host, port });
  const socket = createSocket({ type: udpType(host), lookup: numericOnly, reuseAddr: shared === true });
  const listening = once(socket, 'listening');
  socket.bind(port, host);
  await listening;
  growBuffer(socket);
  return socket;
}

/** What the socket would throw. */
function refusalOf(
  open: boolean,
  bytes: Uint8Array,
  { local, to }: { readonly local: Address; readonly to: Address },
): string | undefined {
  if (!open) return 'closed';
  const unfit = unfitHost(to.host, local.host);
  if (unfit !== undefined) return unfit;
  if (!Number.isInteger(to.port) || to.port < 1 || to.port > 65_535) return `${to.port} is no port`;
  if (bytes.length > longestDatagram) return `${bytes.length} bytes do not fit a datagram (EMSGSIZE)`;
  return undefined;
}

/** Answers at once, so that a datagram leaves in the call that sends it. */
function numericOnly(
  host: string,
  _options: unknown,
  done: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
): void {
  done(null, host, familyOf(host));
}

/** Empty lines (RFC 5626 3.5.1), however many, and the few zeros that some servers send to keep a NAT binding. */
export function isKeepAlive(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 13 || byte === 10 || (byte === 0 && bytes.length <= 4));
}

function growBuffer(socket: Socket): void {
  try {
    socket.setRecvBufferSize(receiveBuffer);
  } catch {
    // Some kernels refuse instead of granting less; the default will do.
  }
}
