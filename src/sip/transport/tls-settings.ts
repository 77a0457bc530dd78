/** What an endpoint needs to speak TLS. */
import type { X509Certificate } from 'node:crypto';

/** What a peer has shown of itself. */
export interface Shown {
  /** Undefined where it has shown none. */
  readonly certificate: X509Certificate | undefined;
  /** Why OpenSSL does not trust it, in its words: `CERT_HAS_EXPIRED`; undefined where a trusted authority vouches for it. */
  readonly fault: string | undefined;
}

/** A certificate and its key, both PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

export interface TlsSettings {
  /** Shown to those that connect. */
  readonly own: KeyPair;
  /** Shown to those that we connect to, where they ask for one (RFC 3261 26.3.2.1); none where it is left out. */
  readonly client?: KeyPair | undefined;
  /** PEM of the authorities that are trusted; those that Node knows where it is left out. */
  readonly ca?: string | undefined;
  /** The name that is asked for (RFC 6066 3); none where it is left out. */
  readonly serverName?: string | undefined;
  /** Why a server that we have connected to is not spoken to; undefined when it is. */
  readonly distrusts: (shown: Shown) => string | undefined;
}
