/**
 * The program of the container that phones have their sockets in: opens, sends and closes as it is told on its standard
 * input, and tells on its standard output what comes. It ends with its input, so with the harness.
 */
import { createSocket, type Socket as Datagrams } from 'node:dgram';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { frame, framesOf, type Happening, type Order } from './frames.ts';

const datagrams = new Map<number, Datagrams>();
const streams = new Map<number, Socket>();
const servers = new Map<number, Server>();
let accepted = 0;

/** What may wait for a harness that does not read, in octets; datagrams beyond that are lost, as in a full socket. */
const MOST_WAITING = 4 * 1024 * 1024;

function tell(happening: Happening, octets?: Uint8Array): void {
  process.stdout.write(frame(happening, octets));
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.message;
}

function carryOut(order: Order, octets: Buffer): void {
  switch (order.do) {
    case 'bind':
      return bind(order);
    case 'send':
      return send(order, octets);
    case 'listen':
      return listen(order);
    case 'connect':
      return follow(order.id, connect(order.port, order.host), true);
    case 'write':
      streams.get(order.id)?.write(octets);
      return;
    case 'end':
      streams.get(order.id)?.end();
      return;
    case 'close':
      close(order.id);
  }
}

function bind({ id, host, port, broadcast, to }: Extract<Order, { do: 'bind' }>): void {
  const socket = createSocket({ type: 'udp4', lookup: (name, _options, done) => done(null, name, 4) });
  datagrams.set(id, socket);
  const open = (): void => {
    const { address, port: chosen } = socket.address();
    tell({ is: 'open', id, host: address, port: chosen });
  };
  socket.on('error', (error) => tell({ is: 'error', id, code: codeOf(error) }));
  socket.on('close', () => tell({ is: 'closed', id }));
  socket.on('message', (bytes, from) => {
    if (process.stdout.writableLength > MOST_WAITING) return;
    tell({ is: 'message', id, host: from.address, port: from.port }, bytes);
  });
  socket.bind(port, host, () => {
    growBuffer(socket);
    if (broadcast === true) socket.setBroadcast(true);
    if (to === undefined) open();
    else socket.connect(to.port, to.host, open);
  });
}

function growBuffer(socket: Datagrams): void {
  try {
    socket.setRecvBufferSize(MOST_WAITING);
  } catch {
    // Some kernels refuse instead of granting less; the default will do.
  }
}

/** Port 0: to the peer that it is connected to. */
function send({ id, n, host, port }: Extract<Order, { do: 'send' }>, octets: Buffer): void {
  const done = (error: Error | null): void => {
    if (error !== null) tell({ is: 'unsent', id, n, code: codeOf(error) });
  };
  if (port === 0) datagrams.get(id)?.send(octets, done);
  else datagrams.get(id)?.send(octets, port, host, done);
}

function listen({ id, host, port }: { readonly id: number; readonly host: string; readonly port: number }): void {
  const server = createServer((socket) => {
    const { remoteAddress, remotePort } = socket;
    if (remoteAddress === undefined || remotePort === undefined) return socket.destroy();
    accepted -= 1;
    tell({ is: 'accepted', id, socket: accepted, host: remoteAddress, port: remotePort });
    return follow(accepted, socket, false);
  });
  servers.set(id, server);
  server.on('error', (error) => tell({ is: 'error', id, code: codeOf(error) }));
  server.on('close', () => tell({ is: 'closed', id }));
  server.listen({ port, host }, () => {
    const bound: AddressInfo | string | null = server.address();
    if (bound !== null && typeof bound !== 'string') tell({ is: 'open', id, host, port: bound.port });
  });
}

function follow(id: number, socket: Socket, connecting: boolean): void {
  streams.set(id, socket);
  socket.setNoDelay(true);
  if (connecting) {
    socket.on('connect', () => tell({ is: 'open', id, host: socket.localAddress ?? '', port: socket.localPort ?? 0 }));
  }
  socket.on('data', (bytes: Buffer) => tell({ is: 'data', id }, bytes));
  socket.on('end', () => tell({ is: 'end', id }));
  socket.on('error', (error) => tell({ is: 'error', id, code: codeOf(error) }));
  socket.on('close', () => {
    streams.delete(id);
    tell({ is: 'closed', id });
  });
}

function close(id: number): void {
  streams.get(id)?.destroy();
  servers.get(id)?.close();
  servers.delete(id);
  datagrams.get(id)?.close();
  datagrams.delete(id);
}

const take = framesOf((head, octets) => {
  const order: Order = JSON.parse(head);
  carryOut(order, octets);
});
process.stdin.on('data', take);
process.stdin.on('end', () => process.exit(0));
// The first process of a container heeds no signal that it has no handler for.
process.on('SIGTERM', () => process.exit(0));
tell({ is: 'ready', id: 0 });
