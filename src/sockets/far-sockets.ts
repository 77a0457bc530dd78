/**
 * The sockets of a container, opened and used over one stream of octets. What they tell is told here at the time at which
 * it comes to this process, so one clock has every event.
 */
import { once } from 'node:events';
import { FarDatagrams } from './far-datagrams.ts';
import { FarServer, FarStream } from './far-streams.ts';
import { frame, framesOf, type Happening, type Order, type Place } from './frames.ts';

export class FarSockets {
  readonly #write: (bytes: Uint8Array) => void;
  readonly #sockets = new Map<number, FarDatagrams | FarStream | FarServer>();
  readonly #take: (chunk: Uint8Array) => void;
  #count = 0;
  #lost = false;
  /** The program of the container runs. */
  onReady: () => void = () => undefined;

  constructor(write: (bytes: Uint8Array) => void) {
    this.#write = write;
    this.#take = framesOf((head, bytes) => {
      const happening: Happening = JSON.parse(head);
      this.#hear(happening, bytes);
    });
  }

  /** What the container has said. Throws for what is no frame. */
  take(chunk: Uint8Array): void {
    this.#take(chunk);
  }

  /** Nothing is to be had from the container any more: every socket fails and is closed. */
  lose(): void {
    if (this.#lost) return;
    this.#lost = true;
    for (const [id, socket] of this.#sockets) {
      socket.hear({ is: 'error', id, code: LOST }, EMPTY);
      socket.hear({ is: 'closed', id }, EMPTY);
    }
    this.#sockets.clear();
  }

  /** A bound UDP socket. Rejects with the error of the container's system. With `to` it is connected. */
  async datagrams(at: Place, how: { readonly broadcast?: boolean; readonly to?: Place } = {}): Promise<FarDatagrams> {
    const id = this.#nextId();
    const socket = new FarDatagrams(id, this.#order);
    this.#sockets.set(id, socket);
    const bound = once(socket, 'listening');
    this.#order({ do: 'bind', id, ...at, ...how });
    await bound;
    return socket;
  }

  /** A TCP connection that is being made. */
  connect(to: Place): FarStream {
    const id = this.#nextId();
    const socket = new FarStream(id, this.#order, to, true);
    this.#sockets.set(id, socket);
    this.#order({ do: 'connect', id, host: to.host, port: to.port });
    return socket;
  }

  /** A TCP listener that does not listen yet. */
  server(accept: (socket: FarStream) => void): FarServer {
    const id = this.#nextId();
    const server = new FarServer(id, this.#order, accept);
    this.#sockets.set(id, server);
    return server;
  }

  #nextId(): number {
    return (this.#count += 1);
  }

  readonly #order = (order: Order, bytes?: Uint8Array): void => {
    if (!this.#lost) return this.#write(frame(order, bytes));
    const socket = this.#sockets.get(order.id);
    this.#sockets.delete(order.id);
    // Later, as from the container.
    queueMicrotask(() => {
      if (order.do !== 'close') socket?.hear({ is: 'error', id: order.id, code: LOST }, EMPTY);
      socket?.hear({ is: 'closed', id: order.id }, EMPTY);
    });
  };

  #hear(happening: Happening, bytes: Buffer): void {
    if (happening.is === 'ready') return this.onReady();
    const socket = this.#sockets.get(happening.id);
    if (happening.is === 'accepted') {
      if (!(socket instanceof FarServer)) return;
      const stream = new FarStream(happening.socket, this.#order, happening, false);
      this.#sockets.set(happening.socket, stream);
      return socket.welcome(stream);
    }
    if (happening.is === 'closed') this.#sockets.delete(happening.id);
    socket?.hear(happening, bytes);
  }
}

const LOST = 'the container of the phones has ended';
const EMPTY = Buffer.alloc(0);
