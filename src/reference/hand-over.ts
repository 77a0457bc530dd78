import type { SessionExpires } from '../sip/fields/session-expires.ts';
import type { Session } from '../sip/ua/session.ts';
import type { UserAgent } from '../sip/ua/user-agent.ts';
import { OwnDescriptions } from './own-descriptions.ts';
import type { Destination } from './request-relay.ts';
import { ended } from './session-end.ts';
import { takeoverUri } from './takeover-uri.ts';
import type { SrtpMode } from './settings.ts';

/** How long the parkee may take to call the party that it is handed to, in ms. */
const TRANSFER_TIMEOUT = 8_000;
/** How long the party that answered may take to leave us for the parkee, in ms. */
const REPLACED_TIMEOUT = 1_000;

export interface HandOverOptions {
  readonly agent: UserAgent;
  /** Our own address, for the session description. */
  readonly host: string;
  /** The pool describes SRTP. */
  readonly srtp: SrtpMode | undefined;
  readonly parkee: Session;
  readonly to: Destination;
  /** Longest ringing, in ms. */
  readonly ring: number;
  readonly orbit: number;
  /** Value of Referred-By for the transfer. */
  readonly referredBy: string;
  /** Of the call to the user. */
  readonly sessionExpires: SessionExpires | undefined;
}

/**
 * Gives a parked call to a user, as an attended transfer (RFC 5589 7): rings it, and when it answers refers the parkee
 * to that dialog with Replaces. The two end up in a call of their own that does not need the pool.
 */
export class HandOver {
  readonly result: Promise<'connected' | 'failed'>;
  readonly #options: HandOverOptions;
  readonly #gone = new AbortController();

  constructor(options: HandOverOptions) {
    this.#options = options;
    this.result = this.#run();
  }

  /** The parkee has left: the ringing ends. */
  abort(): void {
    this.#gone.abort();
  }

  async #run(): Promise<'connected' | 'failed'> {
    const answered = await this.#ring();
    if (answered === undefined) return 'failed';
    const connected = !this.#gone.signal.aborted && (await this.#transfer(answered));
    if (connected) await ended(answered, REPLACED_TIMEOUT);
    if (answered.state === 'confirmed') void answered.bye();
    return connected ? 'connected' : 'failed';
  }

  async #ring(): Promise<Session | undefined> {
    const { agent, host, srtp, to, ring, orbit, sessionExpires } = this.#options;
    const sdp = new OwnDescriptions(host, undefined, undefined, srtp).silence();
    const { uri, next, route } = to;
    const call = agent.invite({ uri, next, route, sdp, sessionExpires, contactUser: String(orbit) });
    const cancel = (): void => call.cancel();
    const timer = setTimeout(cancel, ring);
    this.#gone.signal.addEventListener('abort', cancel);
    const result = await call.result;
    clearTimeout(timer);
    return result.kind === 'established' ? result.session : undefined;
  }

  async #transfer(answered: Session): Promise<boolean> {
    const { parkee, referredBy } = this.#options;
    const referTo = `<${takeoverUri(answered.remoteTarget, answered.replacesHeader())}>`;
    const refer = parkee.refer({ referTo, referredBy });
    const timer = setTimeout(() => refer.abandon(), TRANSFER_TIMEOUT);
    const final = await refer.final;
    clearTimeout(timer);
    return final !== undefined && final.status < 300;
  }
}
