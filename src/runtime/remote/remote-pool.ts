/** One pool, or the edge in front of both, that runs already, wherever that is: all that is known of it is whether it answers. */
import type { SipAddress } from '../../candidate/sip-address.ts';
import type { Member } from '../../candidate/member.ts';
import {
  addressText,
  type HttpAddress,
  type Pool,
  type PoolFaults,
  type StartResult,
  type Straggler,
} from '../pool.ts';
import { probeUntil } from '../prober.ts';

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
  async start(within: number, signal: AbortSignal): Promise<StartResult> {
    const presence = await probeUntil(this.address, ['answers'], within, signal);
    if (presence === 'answers') return { kind: 'up' };
    const how = presence === 'refused' ? 'nobody listens there' : 'no answer came';
    const advice = `is it up, is that its address, and does a firewall let OPTIONS through?`;
    const why = `the ${this.name} did not answer OPTIONS at ${addressText(this.address)} within ${Math.round(within)} ms (${how}); ${advice}`;
    return { kind: 'down', why };
  }

  strays(): readonly Straggler[] {
    return [];
  }

  /** Its log is where it runs. */
  lastWords(): string {
    return '';
  }
}
