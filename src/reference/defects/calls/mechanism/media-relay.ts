import { createSocket, type Socket } from 'node:dgram';
import type { SipMessage } from '../../../../sip/message/message.ts';
import { type AudioStream, audioOf, parseSdp } from '../../../../sip/sdp.ts';
import type { Changes } from '../../../request-relay.ts';
import { withSoundAt } from './sound-at.ts';

type Place = Pick<AudioStream, 'address' | 'port'>;

/** Who hears the other one only through the relay. */
export type Hearers = 'both' | 'caller' | 'callee';

/** The sound of one call led through the pool, as far as it passes the session descriptions of its set-up. */
export class MediaRelay {
  readonly #host: string;
  readonly #hearers: Hearers;
  readonly #toCaller: Way;
  readonly #toCallee: Way;

  private constructor(host: string, hearers: Hearers, toCaller: Way, toCallee: Way) {
    this.#host = host;
    this.#hearers = hearers;
    this.#toCaller = toCaller;
    this.#toCallee = toCallee;
  }

  static async open(host: string, hearers: Hearers = 'both'): Promise<MediaRelay> {
    return new MediaRelay(host, hearers, await Way.open(host), await Way.open(host));
  }

  readonly changes: Changes = {
    // The callee sends to where the caller says that he listens, and the other way round.
    request: (offer) => this.#led(offer, this.#toCaller, 'caller'),
    response: (answer) => this.#led(answer, this.#toCallee, 'callee'),
  };

  /** Lets nothing through for so many ms. */
  interrupt(ms: number): void {
    for (const way of this.#ways()) way.interrupt(ms);
  }

  /** What the caller should hear goes elsewhere from now on. */
  divert(place: Place | undefined): void {
    this.#toCaller.hearer = place;
  }

  close(): void {
    for (const way of this.#ways()) way.close();
  }

  #ways(): readonly Way[] {
    return [this.#toCaller, this.#toCallee];
  }

  #led<M extends SipMessage>(message: M, way: Way, hearer: 'caller' | 'callee'): M {
    const sdp = parseSdp(message.body);
    if (sdp === undefined || (this.#hearers !== 'both' && this.#hearers !== hearer)) return message;
    way.hearer = audioOf(sdp);
    return withSoundAt(message, this.#host, way.port);
  }
}

/** One direction. */
class Way {
  hearer: Place | undefined;
  readonly #socket: Socket;
  #open = true;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (packet) => {
      if (this.#open && this.hearer !== undefined) socket.send(packet, this.hearer.port, this.hearer.address);
    });
    socket.on('error', () => undefined);
  }

  static open(host: string): Promise<Way> {
    const socket = createSocket('udp4');
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(0, host, () => resolve(new Way(socket)));
    });
  }

  get port(): number {
    return this.#socket.address().port;
  }

  interrupt(ms: number): void {
    this.#open = false;
    setTimeout(() => {
      this.#open = true;
    }, ms).unref();
  }

  close(): void {
    this.#open = false;
    this.#socket.close();
  }
}
