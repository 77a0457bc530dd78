/** Sockets that know no SIP, to play the other side byte for byte. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { holdsInTime } from '../../patience.ts';

export { holdsInTime as until };

interface Received {
  readonly text: string;
  readonly port: number;
}

/** What arrives, in order; `next` rejects when nothing comes in time. */
class Inbox {
  readonly all: Received[] = [];
  #taken = 0;

  put(received: Received): void {
    this.all.push(received);
  }

  async next(within = 3000): Promise<Received> {
    await holdsInTime(() => this.all.length > this.#taken, within);
    const received = this.all[this.#taken];
    if (received === undefined) throw new Error(`nothing arrived within ${within} ms`);
    this.#taken += 1;
    return received;
  }
}

export interface RawUdp {
  close(): Promise<void>;
  readonly port: number;
  readonly inbox: Inbox;
  send(data: string | Uint8Array, port: number): void;
}

export async function rawUdp(): Promise<RawUdp> {
  const socket = createSocket('udp4');
  const inbox = new Inbox();
  socket.on('message', (bytes, peer) => inbox.put({ text: bytes.toString(), port: peer.port }));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    port: socket.address().port,
    inbox,
    send: (data, port) => socket.send(data, port, '127.0.0.1'),
    async close() {
      socket.close();
      await once(socket, 'close');
    },
  };
}

export interface RawTcp {
  readonly socket: Socket;
  readonly inbox: Inbox;
}

function raw(socket: Socket): RawTcp {
  const inbox = new Inbox();
  socket.on('data', (bytes: Buffer) => inbox.put({ text: bytes.toString(), port: socket.remotePort ?? 0 }));
  socket.on('error', () => {});
  return { socket, inbox };
}

export async function rawTcpTo(port: number): Promise<RawTcp> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return raw(socket);
}

export interface RawTcpServer {
  close(): Promise<void>;
  readonly port: number;
  /** The next peer that connects. */
  accept(): Promise<RawTcp>;
}

export async function rawTcpServer(): Promise<RawTcpServer> {
  const waiting: RawTcp[] = [];
  const server = createServer((socket) => {
    waiting.push(raw(socket));
    server.emit('accepted');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    async accept() {
      if (waiting.length === 0) await once(server, 'accepted', { signal: AbortSignal.timeout(3000) });
      const peer = waiting.shift();
      if (peer === undefined) throw new Error('nobody connected');
      return peer;
    },
    async close() {
      for (const { socket } of waiting) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Resolves when the socket is closed, however roughly. */
export function closing(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.once('close', () => resolve());
  });
}
