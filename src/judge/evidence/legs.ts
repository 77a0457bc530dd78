/** The dialogs that INVITEs made, folded from the messages at the taps: RFC 3261 sections 12 to 15, seen from outside. */
import { contactUri } from '../../sip/fields/contact.ts';
import { parseReplaces } from '../../sip/fields/replaces.ts';
import { header } from '../../sip/message/headers.ts';
import type { SipRequest, SipResponse } from '../../sip/message/message.ts';
import type { Party } from '../../suite/cell.ts';
import { isRequest, isResponse, isSuccess, type Messages, type Seen } from './seen-messages.ts';

export interface Ending {
  readonly n: number;
  readonly t: number;
  /** `error`: a request in the dialog got an answer that ends it (RFC 5057 section 5.1). */
  readonly how: 'local-bye' | 'remote-bye' | 'error';
  readonly message: Seen;
}

/** A first INVITE, whatever came of it. */
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
}

type Growing = { -readonly [K in keyof Leg]: Leg[K] } & { lateByes: Array<Seen<SipRequest>> };

export function dialogsOf(messages: Messages): Dialogs {
  const invitations = new Map<string, Invitation>();
  const legs: Growing[] = [];
  for (const seen of messages.all) {
    if (isRequest(seen)) {
      if (seen.method === 'INVITE' && seen.toTag === undefined) invite(seen, invitations);
      if (seen.method === 'BYE') bye(seen, legs);
    } else if (isResponse(seen)) {
      if (seen.method === 'INVITE' && isSuccess(seen)) accept(seen, invitations, legs);
      if (seen.method === 'INVITE' || seen.method === 'UPDATE') refuse(seen, legs);
    }
  }
  return { invitations: [...invitations.values()], legs };
}

function invite(seen: Seen<SipRequest>, invitations: Map<string, Invitation>): void {
  const key = invitationKey(seen, seen.direction);
  if (invitations.has(key)) return;
  const role = seen.direction === 'out' ? 'uac' : 'uas';
  invitations.set(key, { tap: seen.tap, role, invite: seen });
}

/** A 2xx to a first INVITE makes a leg; the same 2xx again, or one to a re-INVITE, makes none. */
function accept(seen: Seen<SipResponse>, invitations: ReadonlyMap<string, Invitation>, legs: Growing[]): void {
  const invitation = invitations.get(invitationKey(seen, seen.direction === 'in' ? 'out' : 'in'));
  const { tap, callId, fromTag, toTag } = seen;
  if (invitation === undefined || fromTag === undefined || toTag === undefined) return;
  const { role, invite: first } = invitation;
  const [localTag, remoteTag] = role === 'uac' ? [fromTag, toTag] : [toTag, fromTag];
  if (findLeg(legs, { tap, callId, localTag, remoteTag }) !== undefined) return;
  const remoteTarget = contactUri(role === 'uac' ? seen.message : first.message);
  const replaced = role === 'uas' ? replacedBy(first, legs) : undefined;
  legs.push({
    tap,
    role,
    callId,
    localTag,
    remoteTag,
    invite: first,
    accept: seen,
    remoteTarget,
    ended: undefined,
    lateByes: [],
    replaced,
  });
}

function bye(seen: Seen<SipRequest>, legs: readonly Growing[]): void {
  const leg = legOfRequest(seen, legs);
  if (leg === undefined) return;
  if (leg.ended === undefined) {
    leg.ended = { n: seen.n, t: seen.t, how: seen.direction === 'in' ? 'remote-bye' : 'local-bye', message: seen };
  } else if (seen.direction === 'in' && !isSameRequest(seen, leg.ended.message)) {
    leg.lateByes.push(seen);
  }
}

function refuse(seen: Seen<SipResponse>, legs: readonly Growing[]): void {
  if (seen.direction !== 'in' || !ENDS_CALL.has(seen.message.status)) return;
  const { tap, callId, fromTag, toTag } = seen;
  if (fromTag === undefined || toTag === undefined) return;
  const leg = findLeg(legs, { tap, callId, localTag: fromTag, remoteTag: toTag });
  if (leg !== undefined && leg.ended === undefined) {
    leg.ended = { n: seen.n, t: seen.t, how: 'error', message: seen };
  }
}

/** The INVITE is meant to take another leg over (RFC 3891). */
export function replacesAny({ message }: Seen): boolean {
  return header(message, 'Replaces') !== undefined;
}

/** The leg that a Replaces names: in it the tags stand as the receiver sees them (RFC 3891 section 3). */
export function replacedBy<L extends Leg>(first: Seen<SipRequest>, legs: readonly L[]): L | undefined {
  const value = header(first.message, 'Replaces');
  const named = value === undefined ? undefined : parseReplaces(value);
  if (named === undefined) return undefined;
  const here = first.direction === 'in';
  return legs.findLast(
    (leg) =>
      (leg.tap === first.tap) === here &&
      leg.callId === named.callId &&
      leg.localTag === named.toTag &&
      leg.remoteTag === named.fromTag,
  );
}

function legOfRequest(seen: Seen<SipRequest>, legs: readonly Growing[]): Growing | undefined {
  const { tap, callId, fromTag, toTag } = seen;
  if (fromTag === undefined || toTag === undefined) return undefined;
  const [localTag, remoteTag] = seen.direction === 'in' ? [toTag, fromTag] : [fromTag, toTag];
  return findLeg(legs, { tap, callId, localTag, remoteTag });
}

function findLeg<L extends Leg>(
  legs: readonly L[],
  id: Pick<Leg, 'tap' | 'callId' | 'localTag' | 'remoteTag'>,
): L | undefined {
  return legs.find(
    (leg) =>
      leg.tap === id.tap && leg.callId === id.callId && leg.localTag === id.localTag && leg.remoteTag === id.remoteTag,
  );
}

function invitationKey(seen: Seen, direction: 'in' | 'out'): string {
  return `${seen.tap} ${direction} ${seen.callId} ${seen.fromTag} ${seen.seq}`;
}

function isSameRequest(a: Seen, b: Seen): boolean {
  return a.direction === b.direction && a.seq === b.seq && a.method === b.method;
}

export function isLive(leg: Leg, n: number): boolean {
  return leg.accept.n <= n && endBy(leg, n) === undefined;
}

/** The end of a leg, if it was over by an event. */
export function endBy({ ended }: Leg, n: number): Ending | undefined {
  return ended !== undefined && ended.n <= n ? ended : undefined;
}
