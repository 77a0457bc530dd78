import type { HeaderList } from '../dialog/request.ts';
import {
  formatSessionExpires,
  lifeOf,
  minSeOf,
  type SessionExpires,
  sessionExpiresOf,
  supportsTimer,
} from '../fields/session-expires.ts';
import { headerValues } from '../message/headers.ts';
import type { SipMessage, SipRequest, SipResponse } from '../message/message.ts';
import type { Core } from './core.ts';
import type { Stop } from './timers.ts';

export interface Terms {
  readonly seconds: number;
  /** The side that refreshes the session. */
  readonly refresher: 'here' | 'there';
}

type Clock = Pick<Core, 'timers' | 'minSessionExpires'>;

interface Owner {
  /** Half of the interval is over, and it is for us to refresh the session. */
  refresh(): void;
  /** No refresh has come, or ours was in vain. */
  expired(): void;
}

/**
 * How long one session lasts without a refresh (RFC 4028). The 2xx to each INVITE and UPDATE agrees on it anew, one without
 * Session-Expires on no end at all.
 */
export class SessionTimer {
  /** One more with each agreement. */
  round = 0;
  readonly #core: Clock;
  readonly #owner: Owner;
  #terms: Terms | undefined;
  /** The largest Min-SE that somebody on the way has asked for, in s. */
  #least = 0;
  #updates = false;
  #stops: readonly Stop[] = [];
  #closed = false;

  constructor(core: Clock, owner: Owner) {
    this.#core = core;
    this.#owner = owner;
  }

  /** The peer has said that it takes UPDATE. */
  get peerTakesUpdate(): boolean {
    return this.#updates;
  }

  get terms(): Terms | undefined {
    return this.#terms;
  }

  /** Goes on with what another has agreed on. */
  resume(terms: Terms | undefined): void {
    this.#start(terms);
  }

  /** Fields of an INVITE or UPDATE of ours: they keep the interval and the roles (RFC 4028 7.4). */
  asks(): HeaderList {
    if (this.#terms === undefined) return [];
    const { seconds, refresher } = this.#terms;
    return timerFields({ seconds, refresher: refresher === 'here' ? 'uac' : 'uas' }, this.#least);
  }

  /** What the 2xx to a request of ours says; without a refresher that is us. */
  heed(request: SipRequest, response: SipResponse): void {
    this.#note(response);
    this.#least = Math.max(this.#least, minSeOf(request) ?? 0);
    const given = sessionExpiresOf(response);
    this.#start(given && { seconds: given.seconds, refresher: given.refresher === 'uas' ? 'there' : 'here' });
  }

  /**
   * Fields of our 2xx to a request of the peer. The refresher is whom the request names, else who it was before, else who
   * asked; one that does not know timers cannot refresh (RFC 4028 9, table 2). Then what a proxy asked for may be too brief
   * for us; no answer could tell it so.
   */
  grants(request: SipRequest): HeaderList {
    this.#note(request);
    this.#least = Math.max(this.#least, minSeOf(request) ?? 0);
    const wanted = sessionExpiresOf(request);
    if (wanted === undefined) {
      this.#start(undefined);
      return [];
    }
    const supported = supportsTimer(request);
    const present = this.#terms?.refresher === 'here' ? 'uas' : 'uac';
    const refresher = supported ? (wanted.refresher ?? present) : 'uas';
    const seconds = supported ? wanted.seconds : Math.max(wanted.seconds, this.#core.minSessionExpires);
    this.#start({ seconds, refresher: refresher === 'uas' ? 'here' : 'there' });
    return [
      ['Session-Expires', formatSessionExpires({ seconds, refresher })],
      ...(supported ? [['Require', 'timer'] as const] : []),
    ];
  }

  /** Fields of the 422 to a request of the peer (RFC 4028 9); undefined when it may be answered, as with what was agreed on. */
  refuses(request: SipRequest): HeaderList | undefined {
    return tooBrief(Math.min(this.#core.minSessionExpires, this.#terms?.seconds ?? Number.POSITIVE_INFINITY), request);
  }

  /** The session is over: nothing that comes yet starts it again. */
  close(): void {
    this.#closed = true;
    this.#stop();
  }

  #note(message: SipMessage): void {
    const allowed = headerValues(message, 'Allow');
    if (allowed.length > 0) this.#updates = allowed.includes('UPDATE');
  }

  #start(terms: Terms | undefined): void {
    this.#stop();
    this.round += 1;
    this.#terms = terms;
    if (terms === undefined || this.#closed) return;
    const { timers } = this.#core;
    const refreshes =
      terms.refresher === 'here' ? [timers.after(terms.seconds * 500, () => this.#owner.refresh())] : [];
    const expires = timers.after(lifeOf(terms.seconds), () => {
      // A process that stood still reads what has come meanwhile before it gives the session up.
      this.#stops = [timers.after(0, () => this.#owner.expired())];
    });
    this.#stops = [...refreshes, expires];
  }

  #stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }
}

/** Fields of a request that asks for a timer. */
export function timerFields(wanted: SessionExpires, least = 0): HeaderList {
  return [
    ['Session-Expires', formatSessionExpires(wanted)],
    ...(least > 0 ? [['Min-SE', String(least)] as const] : []),
  ];
}

/** Fields of the 422 to a request that wants refreshes more often than `least`, in s; undefined when it may be answered. */
export function tooBrief(least: number, request: SipRequest): HeaderList | undefined {
  const wanted = sessionExpiresOf(request);
  if (wanted === undefined || wanted.seconds >= least || !supportsTimer(request)) return undefined;
  return [['Min-SE', String(least)]];
}

/** Fields for another attempt after a 422, with the interval that it asks for (RFC 4028 7.3); undefined for no other attempt. */
export function longerInterval(request: SipRequest, response: SipResponse): HeaderList | undefined {
  if (response.status !== 422) return undefined;
  const least = minSeOf(response) ?? 0;
  const asked = sessionExpiresOf(request);
  if (least <= Math.max(minSeOf(request) ?? 0, asked?.seconds ?? 0)) return undefined;
  return timerFields({ seconds: least, refresher: asked?.refresher }, least);
}
