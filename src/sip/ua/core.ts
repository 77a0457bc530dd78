import type { Endpoint } from '../endpoint.ts';
import type { Credentials } from './authentication.ts';
import type { Dialogs } from './dialogs.ts';
import type { Exchange } from './exchange.ts';
import type { Identity } from './identity.ts';
import type { Timers } from './timers.ts';

/** What the parts of one user agent share. */
export interface Core {
  readonly endpoint: Endpoint;
  readonly identity: Identity;
  readonly credentials: Credentials | undefined;
  readonly dialogs: Dialogs;
  readonly timers: Timers;
  /** Requests that wait for their answer. */
  readonly exchanges: Set<Exchange>;
  /** Round-trip estimate in ms, 500 by default; every wait of the dialog layer is derived from it. */
  readonly t1: number;
  /** Longest interval between retransmissions in ms. */
  readonly t2: number;
  /** Shortest session interval that a peer may ask for, in s. */
  readonly minSessionExpires: number;
}

/** How long an ACK, a NOTIFY or the answer to a re-INVITE is waited for, in ms: timers H and N. */
export function patience(core: Core): number {
  return 64 * core.t1;
}
