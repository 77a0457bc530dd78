import { addressTypeOf, answerSdp, audioOffer, type OwnCryptos, type Sdp } from '../sip/sdp.ts';
import { newCryptos } from '../sip/srtp-agreement.ts';
import type { SrtpMode } from './settings.ts';
import type { RelayedBefore, RelayPort } from './relay-port.ts';

/** A session description but for its origin. */
export type Media = Pick<Sdp, 'lines' | 'media'>;

/** The origin of a session description, as `audioOffer` and `answerSdp` want it. */
export interface OwnOrigin {
  readonly address: string;
  readonly sessionId: number;
  readonly version: number;
}

/** The origin of the last description of a dialog, but for the address. */
export interface DescribedBefore extends Pick<OwnOrigin, 'sessionId' | 'version'> {
  /** Where the sound of the party came in, where the pool was in its way. */
  readonly relayed?: RelayedBefore;
}

/** The port that discards (RFC 863), and an inactive stream. */
const NO_SOUND = { port: 9, direction: 'inactive' } as const;

/** The session descriptions that the pool gives in one dialog: of one origin, with a version that grows (RFC 3264 8). */
export class OwnDescriptions {
  /** Leads the sound of the party through the pool; undefined where it goes from phone to phone. */
  readonly relay: RelayPort | undefined;
  /** The keys with which the pool itself sends in the dialog; undefined: it sends RTP. */
  readonly cryptos: OwnCryptos | undefined;
  readonly #address: string;
  readonly #sessionId: number;
  #version: number;

  /** @param last  of the descriptions that another pool has given in the dialog */
  constructor(
    address: string,
    last: Pick<OwnOrigin, 'sessionId' | 'version'> = { sessionId: Date.now(), version: 0 },
    relay?: RelayPort,
    srtp?: SrtpMode,
  ) {
    this.#address = address;
    this.#sessionId = last.sessionId;
    this.#version = last.version;
    this.relay = relay;
    this.cryptos = srtp === undefined ? undefined : newCryptos();
  }

  get last(): DescribedBefore {
    const origin = { sessionId: this.#sessionId, version: this.#version };
    return this.relay === undefined ? origin : { ...origin, relayed: this.relay.place };
  }

  next(): OwnOrigin {
    this.#version += 1;
    return { address: this.#address, sessionId: this.#sessionId, version: this.#version };
  }

  /** Offers no sound either way. */
  silence(): Sdp {
    return audioOffer({ ...this.next(), ...NO_SOUND, cryptos: this.cryptos });
  }

  /** Answers an offer with no sound either way, or offers that where none was made; undefined when nothing offered is audio. */
  silent(offer: Sdp | undefined): Sdp | undefined {
    return offer === undefined
      ? this.silence()
      : answerSdp(offer, { ...this.next(), ...NO_SOUND, cryptos: this.cryptos });
  }

  /** The media of another party under our origin, since to the peer it is we who describe them (RFC 3725 7). */
  of(media: Media): Sdp {
    return this.again(this.relay?.describe(media) ?? media);
  }

  /** Media that we have described before. */
  again({ lines, media }: Media): Sdp {
    const { address, sessionId, version } = this.next();
    const origin = { username: '-', sessionId: String(sessionId), version: String(version), address } as const;
    return { origin: { ...origin, addressType: addressTypeOf(address) }, lines, media };
  }

  /** Ends what leads the sound of the party through the pool, when its session ends. */
  endWith(over: AbortSignal): void {
    if (over.aborted) this.end();
    else over.addEventListener('abort', () => this.end());
  }

  /** No session has come of it. */
  end(): void {
    this.relay?.close();
  }
}
