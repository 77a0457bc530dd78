/** What the endpoint asks of a transport, and what it hears from it. */
import type { Limit } from '../excess.ts';
import type { Limits } from '../message/limits.ts';
import type { ParseOutcome } from '../message/parse.ts';
import type { TlsSettings } from './tls-settings.ts';
import { hostPort } from '../../numeric-host.ts';

export type TransportName = 'udp' | 'tcp' | 'tls';

export interface Address {
  readonly transport: TransportName;
  /** Numeric IPv4. */
  readonly host: string;
  readonly port: number;
}

/** One message, or whatever came instead of one, as it passes the socket. */
export interface TapRecord {
  readonly direction: 'in' | 'out';
  readonly local: Address;
  readonly remote: Address;
  readonly bytes: Uint8Array;
  /** Why it is no message that can be read; left out when it is one, when it is a keep-alive, and on the way out. */
  readonly unreadable?: string | undefined;
  /** `performance.now()` */
  readonly now: number;
}

export type Tap = (record: TapRecord) => void;

export interface TransportListener {
  /** A datagram or a framed message that is no keep-alive. */
  onMessage(outcome: ParseOutcome, bytes: Uint8Array, from: Address): void;
  /** The connection to `remote` is over, or never came to be. */
  onLost(remote: Address, why: string): void;
  /** A peer causes more than is dealt with. */
  onExcess(limit: Limit): void;
  /** A socket broke in a way that belongs to no message. */
  onTrouble(error: unknown): void;
}

/** What is between a socket of datagrams and the network; without one they pass at once. */
export interface DatagramLink {
  /** Calls `go` at once, later, more than once or never. */
  carry(
    direction: 'in' | 'out',
    bytes: Uint8Array,
    remote: { readonly host: string; readonly port: number },
    go: () => void,
  ): void;
}

export interface TransportOptions {
  readonly host: string;
  /** 0 lets the kernel choose. */
  readonly port: number;
  readonly limits?: Partial<Limits> | undefined;
  /**
   * UDP only: another process may have the address, or take it later. On Linux the one that was bound last gets the
   * datagrams, and the other one gets them again when that has closed.
   */
  readonly shared?: boolean | undefined;
  /** UDP only. */
  readonly link?: DatagramLink | undefined;
  /** TLS only, which cannot do without. */
  readonly tls?: TlsSettings | undefined;
  readonly tap: Tap;
  readonly listener: TransportListener;
}

/**
 * Told why a message did not leave. `unconnected`: no connection came to be, so that the peer cannot have seen anything.
 */
export type Failed = (why: string, unconnected?: boolean) => void;

/** Never throws and never emits: what goes wrong with a message is told to `failed`, at most once, at once or later. */
export interface Transport {
  readonly address: Address;
  /** A message to `remote` needs no new connection. */
  reaches(remote: Address): boolean;
  send(bytes: Uint8Array, to: Address, failed: Failed): void;
  /** Resolves when no handle is open any more. */
  close(): Promise<void>;
}

/** Whether messages go over connections, which lose nothing (RFC 3261 17). */
export const isReliable = (transport: TransportName): boolean => transport !== 'udp';

export const formatAddress = (address: Address): string =>
  `${address.transport}:${hostPort(address.host, address.port)}`;

export const whyOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
