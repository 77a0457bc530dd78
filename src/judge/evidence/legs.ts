/** The dialogs that INVITEs made, folded from the messages at the taps: RFC 3261 sections 12 to 15, seen from outside. */
import { contactUri } from '../../sip/fields/contact.ts';
import { parseReplaces, type Replaces } from '../../sip/fields/replaces.ts';
import { header } from '../../sip/message/headers.ts';
import type { SipRequest, SipResponse } from '../../sip/message/message.ts';
import type { Party } from '../../suite/cell.ts';
import { Fold, listOf } from './fold.ts';
import { isRequest, isResponse, isSuccess, type Seen } from './seen-messages.ts';
import { hasExpired, intervalIn, type SessionInterval } from './session-interval.ts';

export interface Ending {
  readonly n: number;
  readonly t: number;
  /** `error`: a request in the dialog got an answer that ends it (RFC 5057 section 5.1). */
  readonly how: 'local-bye' | 'remote-bye' | 'error';
  /** With `local-bye`: the session interval that was over, nobody having refreshed the session (RFC 4028 10). */
  readonly expired?: SessionInterval;
  readonly message: Seen;
}

/** A first INVITE, answered or not. */
export interface Invitation {
  readonly tap: Party;
  readonly role: 'uac' | 'uas';
  readonly invite: Seen<SipRequest>;
}

/** One phone's side of a call that was answered. */
export interface Leg {
  readonly tap: Party;
  readonly role: 'uac' | 'uas';
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  readonly invite: Seen<SipRequest>;
  readonly accept: Seen<SipResponse>;
  /** The peer's contact URI. */
  readonly remoteTarget: string | undefined;
  /** The session interval that was agreed on last. */
  readonly interval: SessionInterval | undefined;
  readonly ended: Ending | undefined;
  /** BYEs that came in after the end. */
  readonly lateByes: ReadonlyArray<Seen<SipRequest>>;
  /** At the callee: the leg that this one was to replace (RFC 3891). */
  readonly replaced: Leg | undefined;
}

/** Answers to INVITE and UPDATE in a dialog after which it, or its call, is over (RFC 5057 section 5.1, RFC 3261 12.2.1.2). */
const ENDS_CALL: ReadonlySet<number> = new Set([404, 405, 408, 410, 416, 480, 481, 482, 483, 484, 485, 501, 502, 604]);

export interface Dialogs {
  readonly invitations: readonly Invitation[];
  /** In the order in which they were answered. */
  readonly legs: readonly Leg[];
  /** In the order in which they ended. */
  readonly endedLegs: readonly Leg[];
  /** Invitations of a role at a tap, in the order of their INVITEs. */
  invitationsAt(tap: Party, role: Invitation['role']): readonly Invitation[];
  /** Invitations of a Call-ID, at all taps, in the order of their INVITEs. */
  invitationsWith(callId: string): readonly Invitation[];
  /** Legs at a tap, in the order in which they were answered. */
  legsAt(tap: Party): readonly Leg[];
  /** Legs of a Call-ID, at all taps, in the order in which they were answered. */
  withCallId(callId: string): readonly Leg[];
  /** The leg that a Replaces names: in it the tags stand as the receiver sees them (RFC 3891 section 3). */
  replacedBy(first: Seen<SipRequest>): Leg | undefined;
}

/** An UPDATE need not be known: one who refuses it still has the call. */
const NO_UPDATE: ReadonlySet<number> = new Set([405, 501]);

type Growing = { -readonly [K in keyof Leg]: Leg[K] } & {
  lateByes: Array<Seen<SipRequest>>;
  /** The 2xx to INVITE or UPDATE that came or went last. */
  agreed: Seen | undefined;
};

/** The dialogs of a history that grows: a leg is ended by the message that ends it. */
export class GrowingDialogs extends Fold<Seen> implements Dialogs {
  readonly #invitations = new Map<string, Invitation>();
  readonly #inOrder: Invitation[] = [];
  readonly #called = new Map<string, Invitation[]>();
  readonly #namedCalls = new Map<string, Invitation[]>();
  readonly #legs = new Map<string, Growing>();
  readonly #answered: Leg[] = [];
  readonly #byCallId = new Map<string, Leg[]>();
  readonly #atTaps = new Map<Party, Leg[]>();
  readonly #ended: Leg[] = [];

  get invitations(): readonly Invitation[] {
    return this.#inOrder;
  }

  get legs(): readonly Leg[] {
    return this.#answered;
  }

  get endedLegs(): readonly Leg[] {
    return this.#ended;
  }

  invitationsAt(tap: Party, role: Invitation['role']): readonly Invitation[] {
    return this.#called.get(`${tap} ${role}`) ?? [];
  }

  invitationsWith(callId: string): readonly Invitation[] {
    return this.#namedCalls.get(callId) ?? [];
  }

  legsAt(tap: Party): readonly Leg[] {
    return this.#atTaps.get(tap) ?? [];
  }

  withCallId(callId: string): readonly Leg[] {
    return this.#byCallId.get(callId) ?? [];
  }

  replacedBy(first: Seen<SipRequest>): Leg | undefined {
    const named = namedBy(first);
    return named && replacedAmong(first, named, this.withCallId(named.callId));
  }

  protected take(seen: Seen): void {
    if (isRequest(seen)) {
      if (seen.method === 'INVITE' && seen.toTag === undefined) this.#invite(seen);
      if (seen.method === 'BYE') this.#bye(seen);
    } else if (isResponse(seen)) {
      if (seen.method === 'INVITE' && isSuccess(seen)) this.#accept(seen);
      if (seen.method === 'INVITE' || seen.method === 'UPDATE') this.#agreeOrRefuse(seen);
    }
  }

  #invite(seen: Seen<SipRequest>): void {
    const key = invitationKey(seen, seen.direction);
    if (this.#invitations.has(key)) return;
    const role = seen.direction === 'out' ? 'uac' : 'uas';
    const invitation = { tap: seen.tap, role, invite: seen } as const;
    this.#invitations.set(key, invitation);
    this.#inOrder.push(invitation);
    listOf(this.#called, `${seen.tap} ${role}`).push(invitation);
    listOf(this.#namedCalls, seen.callId).push(invitation);
  }

  /** A 2xx to a first INVITE makes a leg; the same 2xx again, or one to a re-INVITE, makes none. */
  #accept(seen: Seen<SipResponse>): void {
    const invitation = this.#invitations.get(invitationKey(seen, seen.direction === 'in' ? 'out' : 'in'));
    const { tap, callId, fromTag, toTag } = seen;
    if (invitation === undefined || fromTag === undefined || toTag === undefined) return;
    const { role, invite } = invitation;
    const [localTag, remoteTag] = role === 'uac' ? [fromTag, toTag] : [toTag, fromTag];
    const key = legKey({ tap, callId, localTag, remoteTag });
    if (this.#legs.has(key)) return;
    const leg: Growing = {
      tap,
      role,
      callId,
      localTag,
      remoteTag,
      invite,
      accept: seen,
      remoteTarget: contactUri(role === 'uac' ? seen.message : invite.message),
      interval: undefined,
      ended: undefined,
      lateByes: [],
      agreed: undefined,
      replaced: role === 'uas' ? this.replacedBy(invite) : undefined,
    };
    this.#legs.set(key, leg);
    this.#answered.push(leg);
    listOf(this.#byCallId, callId).push(leg);
    listOf(this.#atTaps, tap).push(leg);
  }

  #bye(seen: Seen<SipRequest>): void {
    const leg = this.#legOf(seen, seen.direction);
    if (leg === undefined) return;
    if (leg.ended === undefined) {
      const { interval } = leg;
      const isExpired = seen.direction === 'out' && interval !== undefined && hasExpired(interval, seen);
      const how = seen.direction === 'in' ? 'remote-bye' : 'local-bye';
      this.#end(leg, { n: seen.n, t: seen.t, how, message: seen, ...(isExpired && { expired: interval }) });
    } else if (seen.direction === 'in' && !isSameMessage(seen, leg.ended.message)) {
      leg.lateByes.push(seen);
    }
  }

  #agreeOrRefuse(seen: Seen<SipResponse>): void {
    const leg = this.#legOf(seen, seen.direction === 'in' ? 'out' : 'in');
    if (leg === undefined || leg.ended !== undefined) return;
    const { n, t, direction, method, message } = seen;
    if (isSuccess(seen)) {
      // A copy of a 2xx agrees on nothing new.
      if (!isSameMessage(seen, leg.agreed)) [leg.agreed, leg.interval] = [seen, intervalIn(seen)];
    } else if (direction === 'in' && ENDS_CALL.has(message.status)) {
      if (method === 'UPDATE' && NO_UPDATE.has(message.status)) return;
      this.#end(leg, { n, t, how: 'error', message: seen });
    }
  }

  #end(leg: Growing, ended: Ending): void {
    leg.ended = ended;
    this.#ended.push(leg);
  }

  /** The leg of a request, or of the request that a response answers. */
  #legOf({ tap, callId, fromTag, toTag }: Seen, asked: 'in' | 'out'): Growing | undefined {
    if (fromTag === undefined || toTag === undefined) return undefined;
    const [localTag, remoteTag] = asked === 'in' ? [toTag, fromTag] : [fromTag, toTag];
    return this.#legs.get(legKey({ tap, callId, localTag, remoteTag }));
  }
}

/** The INVITE is meant to take another leg over (RFC 3891). */
export function replacesAny({ message }: Seen): boolean {
  return header(message, 'Replaces') !== undefined;
}

function namedBy({ message }: Seen<SipRequest>): Replaces | undefined {
  const value = header(message, 'Replaces');
  return value === undefined ? undefined : parseReplaces(value);
}

function replacedAmong(first: Seen<SipRequest>, named: Replaces, legs: readonly Leg[]): Leg | undefined {
  const here = first.direction === 'in';
  return legs.findLast(
    (leg) =>
      (leg.tap === first.tap) === here &&
      leg.callId === named.callId &&
      leg.localTag === named.toTag &&
      leg.remoteTag === named.fromTag,
  );
}

function legKey({ tap, callId, localTag, remoteTag }: Pick<Leg, 'tap' | 'callId' | 'localTag' | 'remoteTag'>): string {
  return JSON.stringify([tap, callId, localTag, remoteTag]);
}

function invitationKey(seen: Seen, direction: 'in' | 'out'): string {
  return `${seen.tap} ${direction} ${seen.callId} ${seen.fromTag} ${seen.seq}`;
}

function isSameMessage(a: Seen, b: Seen | undefined): boolean {
  return b !== undefined && a.direction === b.direction && a.seq === b.seq && a.method === b.method;
}

export function isLive(leg: Leg, n: number): boolean {
  return leg.accept.n <= n && endBy(leg, n) === undefined;
}

/** The end of a leg, if it was over by an event. */
export function endBy({ ended }: Leg, n: number): Ending | undefined {
  return ended !== undefined && ended.n <= n ? ended : undefined;
}
