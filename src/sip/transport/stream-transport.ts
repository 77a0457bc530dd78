/**
 * SIP over connections, TCP or TLS: one listener, and connections used again: those that we opened, and those of peers that
 * ask for it by an `alias` in their Via (RFC 3261 18, RFC 5923).
 */
import { type EventEmitter, once } from 'node:events';
import type { StreamServer, StreamSocket } from '../../sockets/far-streams.ts';
import type { Limit } from '../excess.ts';
import { portOf, topVia } from '../fields/via.ts';
import type { SipRequest } from '../message/message.ts';
import { type Opening, StreamConnection } from './stream-connection.ts';
import { type Address, formatAddress, type Transport, type TransportOptions } from './transport.ts';
import { unfitHost } from '../../numeric-host.ts';

/** Each may hold a message that is coming in. */
const CONNECTIONS: Limit = { what: 'TCP connections at a time', most: 128, outcome: 'turned away' };

/** What makes the connections of a transport. */
export interface Streams {
  readonly transport: 'tcp' | 'tls';
  /** A server that does not listen yet; `accept` is told of each connection that messages can pass. */
  listener(accept: (socket: StreamSocket) => void): StreamServer & EventEmitter;
  /** A connection that is being made. */
  connect(to: Address): Opening;
}

/** Listens. Rejects when the port cannot be had. */
export async function openStreams(streams: Streams, options: TransportOptions): Promise<Transport> {
  const connections = new Map<string, StreamConnection>();
  /** By the address at which the peer says that it listens. */
  const aliases = new Map<string, StreamConnection>();
  const server = streams.listener((socket) => accept(socket));
  /** Connections that have come, also those that no message can pass yet. */
  const arrived = new Set<StreamSocket>();
  server.on('connection', (socket: StreamSocket) => {
    arrived.add(socket.once('close', () => arrived.delete(socket)));
  });
  server.maxConnections = CONNECTIONS.most * 2;
  const listening = once(server, 'listening');
  server.listen({ port: options.port, host: options.host, exclusive: true });
  await listening;
  server.on('error', (error: Error) => options.listener.onTrouble(error));
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('a listener without an address');
  const { transport } = streams;
  const local: Address = { transport, host: options.host, port: bound.port };
  let open = true;

  function accept(socket: StreamSocket): void {
    const { remoteAddress, remotePort } = socket;
    // A peer that has gone again leaves a socket without addresses.
    const full = connections.size >= CONNECTIONS.most;
    if (open && full) options.listener.onExcess(CONNECTIONS);
    if (!open || full || remoteAddress === undefined || remotePort === undefined) {
      socket.destroy();
      return;
    }
    adopt({ socket }, { transport, host: remoteAddress, port: remotePort });
  }

  function adopt(opening: Opening, remote: Address): StreamConnection {
    const key = formatAddress(remote);
    let alias: Address | undefined;
    const connection = new StreamConnection(opening, { local, remote }, options, {
      onRequest(request) {
        const asked = alias === undefined ? aliasIn(request, remote) : undefined;
        // The connection that stands is used on, however many a peer opens.
        if (asked === undefined || standing(asked) !== undefined) return;
        alias = asked;
        aliases.set(formatAddress(alias), connection);
      },
      onClosed(why) {
        if (connections.get(key) === connection) connections.delete(key);
        if (alias !== undefined) aliases.delete(formatAddress(alias));
        if (!open) return;
        options.listener.onLost(remote, why);
        if (alias !== undefined) options.listener.onLost(alias, why);
      },
    });
    connections.set(key, connection);
    return connection;
  }

  function standing(remote: Address): StreamConnection | undefined {
    const key = formatAddress(remote);
    return connections.get(key) ?? aliases.get(key);
  }

  return {
    address: local,
    reaches: (remote) => standing(remote) !== undefined,
    send(bytes, to, failed) {
      const refusal = refusalOf(open, { local, to });
      if (refusal !== undefined) return failed(refusal);
      const connection = standing(to) ?? adopt(streams.connect(to), to);
      connection.send(bytes, failed);
    },
    async close() {
      if (!open) return;
      open = false;
      const closed = once(server, 'close');
      server.close();
      const dying = [...connections.values()];
      for (const connection of dying) connection.destroy('closed');
      for (const socket of arrived) socket.destroy();
      await Promise.all([closed, ...dying.map((connection) => connection.closed)]);
    },
  };
}

/**
 * Where the peer listens, by its own word, that wants to be asked over this connection too. Only a port is taken from it: an
 * address would let it have what is meant for others (RFC 5923 8.1).
 */
function aliasIn(request: SipRequest, remote: Address): Address | undefined {
  const via = topVia(request);
  return via?.params.has('alias') === true ? { ...remote, port: portOf(via) } : undefined;
}

/** What the socket would throw. */
function refusalOf(
  open: boolean,
  { local, to }: { readonly local: Address; readonly to: Address },
): string | undefined {
  if (!open) return 'closed';
  const unfit = unfitHost(to.host, local.host);
  if (unfit !== undefined) return unfit;
  if (!Number.isInteger(to.port) || to.port < 1 || to.port > 65_535) return `${to.port} is no port`;
  return undefined;
}
