/** One pool, or the edge in front of both, that runs already, wherever that is: all that is known of it is whether it answers. */
import type { SipAddress } from '../../candidate/sip-address.ts';
import type { Member } from '../../candidate/member.ts';
import type { HttpAddress, Pool, PoolFaults, StartResult, Straggler } from '../pool.ts';
import { answering } from './answering.ts';

export class RemotePool implements Pool {
  readonly name: Member;
  readonly address: SipAddress;
  readonly http: HttpAddress | undefined;
  /** Whether it answers is asked of it each time, and is no state of a process. */
  readonly state = 'running';
  readonly pid = undefined;
  /** None: what parkspec has not started it does not take away itself. */
  readonly faults: PoolFaults = {};

  constructor(name: Member, address: SipAddress, http: number | undefined) {
    this.name = name;
    this.address = address;
    this.http = http === undefined ? undefined : { host: address.host, port: http };
  }

  async look(): Promise<'running'> {
    return this.state;
  }

  /** Starts nothing: waits until it answers. */
  start(within: number, signal: AbortSignal): Promise<StartResult> {
    return answering(this, within, signal);
  }

  strays(): readonly Straggler[] {
    return [];
  }

  /** Its log is where it runs. */
  lastWords(): string {
    return '';
  }
}
