/** What the transactions of an endpoint share. */
import type { Limit } from '../excess.ts';
import type { SipMessage } from '../message/message.ts';
import type { Clock } from '../transaction/machine.ts';
import type { Settings, Timers } from '../transaction/step.ts';
import type { Address } from '../transport/transport.ts';

export interface Surroundings {
  readonly clock: Clock;
  readonly timers: Timers;
  send(message: SipMessage, to: Address, failed: (why: string) => void): void;
  /** A connection to `remote` stands, or none is needed. */
  reaches(remote: Address): boolean;
  /** Something came beyond a limit and is not dealt with. */
  exceeded(limit: Limit): void;
  /** Runs a handler of the owner; what it throws is reported, and then `otherwise` is done. */
  call(handler: () => void, otherwise?: () => void): void;
}

export const settingsFor = (timers: Timers, transport: Address['transport']): Settings => ({
  ...timers,
  reliable: transport === 'tcp',
});
