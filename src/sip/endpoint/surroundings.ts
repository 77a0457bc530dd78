/** What the transactions of an endpoint share. */
import type { Limit } from '../excess.ts';
import type { SipMessage } from '../message/message.ts';
import type { Clock } from '../transaction/machine.ts';
import type { Settings, Timers } from '../transaction/step.ts';
import { type Address, type Failed, isReliable } from '../transport/transport.ts';

export interface Surroundings {
  readonly clock: Clock;
  readonly timers: Timers;
  send(message: SipMessage, to: Address, failed: Failed): void;
  /** A connection to `remote` stands, or none is needed. */
  reaches(remote: Address): boolean;
  /** Something came beyond a limit and is not dealt with. */
  exceeded(limit: Limit): void;
  /** Runs a handler of the owner; what it throws is reported, and then `otherwise` is done. */
  call(handler: () => void, otherwise?: () => void): void;
}

/** What requests need besides: they say in their Via how they go, and are written before that is known. */
export interface ClientSurroundings extends Surroundings {
  /** Our address on a transport, or on the one that we have. */
  own(transport: Address['transport']): Address;
  /** The octets of a message; undefined for one that cannot be written, which is reported. */
  write(message: SipMessage): Uint8Array | undefined;
  transmit(bytes: Uint8Array | undefined, to: Address, failed: Failed): void;
}

export const settingsFor = (timers: Timers, transport: Address['transport']): Settings => ({
  ...timers,
  reliable: isReliable(transport),
});
