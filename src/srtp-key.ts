/** What two ends of an audio stream agree on for SRTP: a crypto suite and a master key with its salt (RFC 4568 section 6.2). */
import { randomBytes } from 'node:crypto';

/** The octets of the authentication tag of each suite (RFC 4568 section 6.2), the one that is preferred first. */
export const TAG_OCTETS = { AES_CM_128_HMAC_SHA1_80: 10, AES_CM_128_HMAC_SHA1_32: 4 } as const;
export type SrtpSuite = keyof typeof TAG_OCTETS;
export const SUITES = ['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'] as const satisfies readonly SrtpSuite[];

/** In octets (RFC 4568 section 6.2): both suites have a master key of 128 bits and a salt of 112. */
export const MASTER_KEY = 16;
export const MASTER_SALT = 14;

/** The key with which one end sends. */
export interface SrtpKey {
  readonly suite: SrtpSuite;
  /** 16 octets. */
  readonly key: Uint8Array;
  /** 14 octets. */
  readonly salt: Uint8Array;
}

/** The keys of both ends. */
export interface SrtpKeys {
  readonly local: SrtpKey;
  readonly remote: SrtpKey;
}

export function newSrtpKey(suite: SrtpSuite): SrtpKey {
  return { suite, key: randomBytes(MASTER_KEY), salt: randomBytes(MASTER_SALT) };
}

export function sameSrtpKey(one: SrtpKey, other: SrtpKey): boolean {
  return one.suite === other.suite && isSame(one.key, other.key) && isSame(one.salt, other.salt);
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

/**
 * What is wrong with the description of a peer where SRTP is wanted: its profile is not RTP/SAVP, it has no line `crypto` that can be
 * used, or one with another tag or suite than was offered.
 */
export const SRTP_FAULTS = ['no-savp', 'no-crypto', 'other-crypto'] as const;
export type SrtpFault = (typeof SRTP_FAULTS)[number];
