/** A UDP socket in a container, used as one of this process. */
import { EventEmitter } from 'node:events';
import type { Happening, Order, Place } from './frames.ts';

/** What is used of a socket, wherever it is. */
export interface DatagramSocket {
  address(): { readonly address: string; readonly port: number };
  send(bytes: Uint8Array, port: number, host: string, done: (error: Error | null) => void): void;
  close(done?: () => void): void;
  on(event: 'message', hear: (bytes: Buffer, from: { readonly address: string; readonly port: number }) => void): this;
  on(event: 'error', hear: (error: Error) => void): this;
}

/** Datagrams whose failure may still be told. */
const MOST_UNDER_WAY = 256;

export class FarDatagrams extends EventEmitter implements DatagramSocket {
  readonly #id: number;
  readonly #order: (order: Order, bytes?: Uint8Array) => void;
  readonly #underWay = new Map<number, (error: Error | null) => void>();
  #count = 0;
  #place: Place | undefined;

  constructor(id: number, order: (order: Order, bytes?: Uint8Array) => void) {
    super();
    this.#id = id;
    this.#order = order;
  }

  address(): { readonly address: string; readonly port: number } {
    return { address: this.#place?.host ?? '', port: this.#place?.port ?? 0 };
  }

  /** `done` is called for a failure alone. Port 0: to the peer that the socket is connected to. */
  send(bytes: Uint8Array, port: number, host: string, done: (error: Error | null) => void): void {
    const n = (this.#count += 1);
    this.#underWay.set(n, done);
    this.#underWay.delete(n - MOST_UNDER_WAY);
    this.#order({ do: 'send', id: this.#id, n, host, port }, bytes);
  }

  close(done?: () => void): void {
    if (done !== undefined) this.once('close', done);
    this.#order({ do: 'close', id: this.#id });
  }

  hear(happening: Happening, bytes: Buffer): void {
    switch (happening.is) {
      case 'open':
        this.#place = happening;
        this.emit('listening');
        return;
      case 'message':
        this.emit('message', bytes, { address: happening.host, port: happening.port });
        return;
      case 'unsent':
        this.#underWay.get(happening.n)?.(errorOf(happening.code));
        return;
      case 'error':
        this.emit('error', errorOf(happening.code));
        return;
      case 'closed':
        this.emit('close');
        return;
      // Of connections, and of listeners.
      case 'accepted':
      case 'data':
      case 'end':
      case 'ready':
    }
  }
}

/** As the system of the container has it, such as ECONNREFUSED. */
export function errorOf(code: string): Error {
  return Object.assign(new Error(code), { code });
}
