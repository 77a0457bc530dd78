/** One connection that carries SIP, over TCP or TLS: framed reading, queued writing (RFC 3261 18). */
import type { StreamSocket } from '../../sockets/far-streams.ts';
import { afterMs } from '../../after-ms.ts';
import type { Limit } from '../excess.ts';
import { StreamFramer } from '../message/framer.ts';
import type { SipRequest } from '../message/message.ts';
import { StreamBytes } from './stream-bytes.ts';
import { type Address, type Failed, type TransportOptions, whyOf } from './transport.ts';

/** A peer that has stopped reading while this much is on its way to it is given up. */
const UNSENT: Limit = {
  what: 'octets that a TCP peer does not read',
  most: 8 * 1024 * 1024,
  outcome: 'connections closed',
};

/** The answer to a keep-alive (RFC 5626 4.4.1). */
const PONG = Buffer.from('\r\n');

export interface ConnectionOwner {
  /** A request has come, which is handed on after this. */
  onRequest(request: SipRequest): void;
  /** The connection is over, or never came to be. */
  onClosed(why: string): void;
}

/** A socket, and what has to happen before messages pass it where it is not made yet. */
export interface Opening {
  readonly socket: StreamSocket;
  /** The event with which it is made; `connect` where it is left out. */
  readonly made?: 'secureConnect';
  /** Asked when it is made: why it is not used all the same. */
  readonly distrusted?: () => string | undefined;
}

/** How long a peer may take for the handshake of TLS, in ms. One that accepts connections and says no word is given up then. */
const SECURED_WITHIN = 10_000;

/** Closes itself, and tells its owner, when the peer does, when writing fails and when what comes in is no SIP. */
export class StreamConnection {
  readonly remote: Address;
  readonly #socket: StreamSocket;
  readonly #local: Address;
  readonly #options: TransportOptions;
  readonly #owner: ConnectionOwner;
  readonly #framer: StreamFramer;
  readonly #bytes = new StreamBytes();
  /** What waits for the connection to be made; `undefined` once it has been. */
  #waiting: Array<{ readonly bytes: Uint8Array; readonly failed: Failed }> | undefined;
  #why: string | undefined;
  /** No handle is left. */
  readonly closed: Promise<void>;

  constructor(
    opening: Opening,
    addresses: { readonly local: Address; readonly remote: Address },
    options: TransportOptions,
    owner: ConnectionOwner,
  ) {
    const { socket, made = 'connect', distrusted } = opening;
    this.#socket = socket;
    this.#local = addresses.local;
    this.remote = addresses.remote;
    this.#options = options;
    this.#owner = owner;
    this.#framer = new StreamFramer(options.limits === undefined ? {} : { limits: options.limits });
    socket.setNoDelay(true);
    if (socket.connecting) {
      this.#waiting = [];
      socket.once(made, () => this.#flush(distrusted?.()));
      if (made === 'secureConnect') {
        const giveUp = afterMs(SECURED_WITHIN, () =>
          this.destroy(`the TLS handshake was not finished within ${SECURED_WITHIN / 1_000} s`),
        );
        socket.once('close', giveUp).once(made, giveUp);
      }
    }
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    // 'close' follows; without this handler the error would end the process.
    socket.on('error', (error) => this.destroy(whyOf(error)));
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        this.#drop();
        resolve();
      });
    });
  }

  /** Tapped as it is sent, as over UDP: a message that is not received was sent all the same. */
  send(bytes: Uint8Array, failed: Failed): void {
    this.#tap('out', bytes);
    if (this.#waiting !== undefined) this.#waiting.push({ bytes, failed });
    else this.#write(bytes, failed);
  }

  destroy(why: string): void {
    this.#why ??= why;
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    if (this.#why !== undefined) return;
    this.#bytes.push(chunk);
    const outcomes = this.#framer.push(chunk);
    const { broken } = this.#framer;
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome === 'keepalive') {
        this.#answerKeepAlive();
        continue;
      }
      const last = broken !== undefined && index === outcomes.length - 1;
      const bytes = last ? this.#bytes.takeAll() : this.#bytes.take(outcome);
      this.#tap('in', bytes, outcome.ok ? undefined : outcome.reason);
      if (outcome.ok && outcome.message.kind === 'request') this.#owner.onRequest(outcome.message);
      this.#options.listener.onMessage(outcome, bytes, this.remote);
    }
    if (broken === undefined) return;
    this.#why = `no SIP: ${broken}`;
    // Lets the answer to what broke it leave first.
    this.#socket.destroySoon();
  }

  #answerKeepAlive(): void {
    this.#tap('in', this.#bytes.takeKeepAlive());
    this.send(PONG, () => {});
  }

  #flush(distrusted: string | undefined): void {
    if (distrusted !== undefined) return this.destroy(distrusted);
    // A connect to an ephemeral port without a listener may meet itself (simultaneous open).
    if (this.#socket.localPort === this.remote.port && this.#socket.localAddress === this.remote.host) {
      this.destroy('connection refused: nobody listens, connected to itself');
      return;
    }
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const { bytes, failed } of waiting) this.#write(bytes, failed);
  }

  #write(bytes: Uint8Array, failed: Failed): void {
    if (this.#socket.destroyed) return failed(this.#why ?? 'connection closed');
    if (this.#socket.writableLength + bytes.length > UNSENT.most) {
      this.#options.listener.onExcess(UNSENT);
      this.destroy(`peer does not read: ${this.#socket.writableLength} bytes unsent`);
      return failed('peer does not read');
    }
    this.#socket.write(bytes, (error) => {
      if (error) failed(this.#why ?? whyOf(error));
    });
  }

  #drop(): void {
    // What never became a message was still on the wire.
    const rest = this.#bytes.takeAll();
    if (rest.some((byte) => byte !== 13 && byte !== 10))
      this.#tap('in', rest, 'the connection ended before the message did');
    const why = this.#why ?? 'connection closed by peer';
    for (const { failed } of this.#waiting ?? []) failed(why, true);
    this.#waiting = [];
    this.#owner.onClosed(why);
  }

  #tap(direction: 'in' | 'out', bytes: Uint8Array, unreadable?: string): void {
    const now = performance.now();
    this.#options.tap({ direction, local: this.#local, remote: this.remote, bytes, unreadable, now });
  }
}
