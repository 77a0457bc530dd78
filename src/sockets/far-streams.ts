/** TCP connections and listeners in a container, used as those of this process. */
import { EventEmitter } from 'node:events';
import { Duplex } from 'node:stream';
import { errorOf } from './far-datagrams.ts';
import type { Happening, Order, Place } from './frames.ts';

type Give = (order: Order, bytes?: Uint8Array) => void;

/** What is used of a connection, wherever it is. */
export interface StreamSocket extends Duplex {
  readonly connecting: boolean;
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  setNoDelay(on?: boolean): unknown;
  destroySoon(): void;
}

export class FarStream extends Duplex implements StreamSocket {
  readonly #id: number;
  readonly #order: Give;
  readonly remoteAddress: string;
  readonly remotePort: number;
  connecting: boolean;
  localAddress: string | undefined;
  localPort: number | undefined;
  #gone: (() => void) | undefined;
  #isGone = false;

  constructor(id: number, order: Give, remote: Place, connecting: boolean) {
    super({ allowHalfOpen: false });
    this.#id = id;
    this.#order = order;
    this.remoteAddress = remote.host;
    this.remotePort = remote.port;
    this.connecting = connecting;
  }

  /** The container sends at once what it is given. */
  setNoDelay(): this {
    return this;
  }

  destroySoon(): void {
    this.end(() => this.destroy());
  }

  override _read(): void {
    // What comes is pushed as it comes.
  }

  override _write(bytes: Buffer, _encoding: string, done: () => void): void {
    this.#order({ do: 'write', id: this.#id }, bytes);
    done();
  }

  override _final(done: () => void): void {
    this.#order({ do: 'end', id: this.#id });
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (this.#isGone) return done(error);
    this.#gone = () => done(error);
    this.#order({ do: 'close', id: this.#id });
  }

  hear(happening: Happening, bytes: Buffer): void {
    switch (happening.is) {
      case 'open':
        this.connecting = false;
        this.localAddress = happening.host;
        this.localPort = happening.port;
        this.emit('connect');
        return;
      case 'data':
        this.push(bytes);
        return;
      case 'end':
        this.push(null);
        return;
      case 'error':
        this.destroy(errorOf(happening.code));
        return;
      case 'closed':
        this.#isGone = true;
        this.#gone?.();
        this.destroy();
        return;
      // Of datagrams, and of listeners.
      case 'accepted':
      case 'message':
      case 'unsent':
      case 'ready':
    }
  }
}

/** What is used of a listener, wherever it is. */
export interface StreamServer {
  maxConnections: number;
  listen(options: { readonly port: number; readonly host: string; readonly exclusive: boolean }): unknown;
  address(): { readonly port: number } | string | null;
  close(): unknown;
  on(event: 'connection', hear: (socket: StreamSocket) => void): unknown;
  on(event: 'error', hear: (error: Error) => void): unknown;
}

export class FarServer extends EventEmitter implements StreamServer {
  readonly #id: number;
  readonly #order: Give;
  maxConnections = Number.POSITIVE_INFINITY;
  #place: Place | null = null;

  constructor(id: number, order: Give, accept: (socket: FarStream) => void) {
    super();
    this.#id = id;
    this.#order = order;
    this.on('connection', accept);
  }

  listen({ port, host }: { readonly port: number; readonly host: string }): void {
    this.#order({ do: 'listen', id: this.#id, host, port });
  }

  address(): Place | null {
    return this.#place;
  }

  close(): void {
    this.#order({ do: 'close', id: this.#id });
  }

  welcome(socket: FarStream): void {
    this.emit('connection', socket);
  }

  hear(happening: Happening): void {
    if (happening.is === 'open') {
      this.#place = happening;
      this.emit('listening');
    } else if (happening.is === 'error') this.emit('error', errorOf(happening.code));
    else if (happening.is === 'closed') this.emit('close');
  }
}
