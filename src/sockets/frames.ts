/** What the harness and its sockets in a container tell each other over one stream of octets: a head of JSON, and octets. */
import { ByteQueue } from '../byte-queue.ts';

export interface Place {
  readonly host: string;
  readonly port: number;
}

/** Asked of the container. The harness chooses the id of a socket; the container chooses those that it accepts, below zero. */
export type Order =
  /** With `to` it is connected: a refusal of its peer is told then. Port 0 lets the system choose. */
  | ({ readonly do: 'bind'; readonly id: number; readonly broadcast?: boolean; readonly to?: Place } & Place)
  /** A datagram; `n` is named again where it could not be sent. */
  | ({ readonly do: 'send'; readonly id: number; readonly n: number } & Place)
  | ({ readonly do: 'listen' | 'connect'; readonly id: number } & Place)
  | { readonly do: 'write' | 'end' | 'close'; readonly id: number };

/** Told by the container. */
export type Happening =
  /** Once, when the program runs. */
  | { readonly is: 'ready'; readonly id: 0 }
  /** Bound, listening or connected: at this address of its own. */
  | ({ readonly is: 'open'; readonly id: number } & Place)
  | ({ readonly is: 'message'; readonly id: number } & Place)
  | { readonly is: 'unsent'; readonly id: number; readonly n: number; readonly code: string }
  | ({ readonly is: 'accepted'; readonly id: number; readonly socket: number } & Place)
  | { readonly is: 'data' | 'end' | 'closed'; readonly id: number }
  | { readonly is: 'error'; readonly id: number; readonly code: string };

const NOTHING = new Uint8Array();

/** The length of the head (32 bits), that of the octets (32 bits), both. */
export function frame(head: Order | Happening, octets: Uint8Array = NOTHING): Buffer {
  const text = Buffer.from(JSON.stringify(head));
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(text.length, 0);
  lengths.writeUInt32BE(octets.length, 4);
  return Buffer.concat([lengths, text, octets]);
}

/** Takes chunks however they are cut, and tells each head and its octets. */
export function framesOf(hear: (head: string, octets: Buffer) => void): (chunk: Uint8Array) => void {
  const queue = new ByteQueue();
  let lengths: Buffer | undefined;
  return (chunk) => {
    queue.push(chunk);
    for (;;) {
      lengths ??= queue.take(8);
      if (lengths === undefined) return;
      const [head, octets] = [lengths.readUInt32BE(0), lengths.readUInt32BE(4)];
      if (queue.length < head + octets) return;
      lengths = undefined;
      const text = (queue.take(head) ?? Buffer.alloc(0)).toString();
      hear(text, queue.take(octets) ?? Buffer.alloc(0));
    }
  };
}
