/** What a master key does to one packet (RFC 3711 section 3.3): its payload is encrypted, and all of it is authenticated. */
import { createHmac } from 'node:crypto';
import { type SrtpKey, TAG_OCTETS } from '../../srtp-key.ts';
import { keyStream, type SessionKeys, sessionKeys } from './session-keys.ts';

export class SrtpTransform {
  readonly tagOctets: number;
  readonly #keys: SessionKeys;

  constructor(master: SrtpKey) {
    this.tagOctets = TAG_OCTETS[master.suite];
    this.#keys = sessionKeys(master);
  }

  /**
   * Encrypts the octets of a payload, or decrypts them.
   *
   * @param index  48 bits: the rollover counter, and the sequence number behind it
   */
  crypt(payload: Uint8Array, { ssrc, index }: { readonly ssrc: number; readonly index: number }): Buffer {
    const counter = Buffer.alloc(16);
    counter.writeUInt32BE(ssrc, 4);
    counter.writeUIntBE(index, 8, 6);
    for (const [at, octet] of this.#keys.salt.entries()) counter.writeUInt8(counter.readUInt8(at) ^ octet, at);
    return keyStream(this.#keys.cipher, counter, payload);
  }

  /** The tag of a packet without one (RFC 3711 section 4.2). */
  tag(packet: Uint8Array, rollovers: number): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(rollovers);
    const mac = createHmac('sha1', this.#keys.authentication).update(packet).update(counter).digest();
    return mac.subarray(0, this.tagOctets);
  }
}
