import { timingSafeEqual } from 'node:crypto';
import type { SrtpKey } from '../../srtp-key.ts';
import { headerOctets, isRtp } from '../rtp.ts';
import { PacketIndexes } from './packet-index.ts';
import { SrtpTransform } from './srtp-transform.ts';

/** Sources that are followed at a time. Only what authenticates makes one. */
const MOST_SOURCES = 64;

/** A packet of RTP, or why there is none: its tag is wrong, it came before, or it is no RTP at all, as RTCP is not. */
export type Received =
  | { readonly kind: 'packet'; readonly rtp: Uint8Array }
  | { readonly kind: 'wrong' | 'replayed' | 'other' };

/** Takes the packets that come under one master key (RFC 3711 section 3.3). */
export class SrtpReceiver {
  readonly key: SrtpKey;
  readonly #transform: SrtpTransform;
  readonly #sources = new Map<number, PacketIndexes>();

  constructor(key: SrtpKey) {
    this.key = key;
    this.#transform = new SrtpTransform(key);
  }

  receive(bytes: Uint8Array): Received {
    if (!isRtp(bytes)) return { kind: 'other' };
    const end = bytes.length - this.#transform.tagOctets;
    const start = headerOctets(bytes);
    if (start === undefined || start > end) return { kind: 'wrong' };
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const ssrc = view.readUInt32BE(8);
    const indexes = this.#sources.get(ssrc) ?? new PacketIndexes();
    const index = indexes.estimate(view.readUInt16BE(2));
    if (index < 0) return { kind: 'wrong' };
    const packet = bytes.subarray(0, end);
    // Nothing of a packet is used before its tag is found right: neither its payload nor its number.
    const tag = this.#transform.tag(packet, Math.floor(index / 2 ** 16));
    if (!timingSafeEqual(tag, bytes.subarray(end))) return { kind: 'wrong' };
    if (indexes.isReplayed(index)) return { kind: 'replayed' };
    indexes.note(index);
    this.#remember(ssrc, indexes);
    const payload = this.#transform.crypt(packet.subarray(start), { ssrc, index });
    return { kind: 'packet', rtp: Buffer.concat([packet.subarray(0, start), payload]) };
  }

  #remember(ssrc: number, indexes: PacketIndexes): void {
    this.#sources.delete(ssrc);
    this.#sources.set(ssrc, indexes);
    const [oldest] = this.#sources.keys();
    if (this.#sources.size > MOST_SOURCES && oldest !== undefined) this.#sources.delete(oldest);
  }
}
