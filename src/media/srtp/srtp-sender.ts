import type { SrtpKey } from '../../srtp-key.ts';
import { headerOctets } from '../rtp.ts';
import { SrtpTransform } from './srtp-transform.ts';

/** Protects the packets of one source, in the order in which they are sent (RFC 3711 section 3.3). */
export class SrtpSender {
  readonly key: SrtpKey;
  readonly #transform: SrtpTransform;
  #rollovers = 0;
  #last: number | undefined;

  constructor(key: SrtpKey) {
    this.key = key;
    this.#transform = new SrtpTransform(key);
  }

  /** @param rtp  a packet of RTP that is well formed */
  protect(rtp: Uint8Array): Uint8Array {
    const view = Buffer.from(rtp.buffer, rtp.byteOffset, rtp.byteLength);
    const sequence = view.readUInt16BE(2);
    // A source that pauses goes on where it stopped, so that a smaller number is a counter that is full.
    if (this.#last !== undefined && sequence < this.#last) this.#rollovers += 1;
    this.#last = sequence;
    const start = headerOctets(rtp) ?? rtp.length;
    const index = this.#rollovers * 2 ** 16 + sequence;
    const payload = this.#transform.crypt(rtp.subarray(start), { ssrc: view.readUInt32BE(8), index });
    const packet = Buffer.concat([rtp.subarray(0, start), payload]);
    return Buffer.concat([packet, this.#transform.tag(packet, this.#rollovers)]);
  }
}
