/** The session keys of SRTP, derived from a master key and its salt (RFC 3711 section 4.3, key derivation rate 0). */
import { createCipheriv } from 'node:crypto';
import type { SrtpKey } from '../../srtp-key.ts';

export interface SessionKeys {
  /** 16 octets, for AES in counter mode. */
  readonly cipher: Uint8Array;
  /** 20 octets, for HMAC-SHA1. */
  readonly authentication: Uint8Array;
  /** 14 octets. */
  readonly salt: Uint8Array;
}

/** RFC 3711 section 4.3.2. */
const LABELS = { cipher: 0, authentication: 1, salt: 2 } as const;

export function sessionKeys(master: Pick<SrtpKey, 'key' | 'salt'>): SessionKeys {
  return {
    cipher: derived(master, LABELS.cipher, 16),
    authentication: derived(master, LABELS.authentication, 20),
    salt: derived(master, LABELS.salt, 14),
  };
}

/** The label stands in octet 7 of the salt (RFC 3711 section 4.3.1), and the counter begins behind it. */
function derived({ key, salt }: Pick<SrtpKey, 'key' | 'salt'>, label: number, octets: number): Uint8Array {
  const counter = Buffer.alloc(16);
  counter.set(salt);
  counter.writeUInt8(counter.readUInt8(7) ^ label, 7);
  return keyStream(key, counter, Buffer.alloc(octets));
}

/** The octets, encrypted or decrypted with AES in counter mode (RFC 3711 section 4.1.1). */
export function keyStream(key: Uint8Array, counter: Uint8Array, octets: Uint8Array): Buffer {
  return createCipheriv('aes-128-ctr', key, counter).update(octets);
}
