/**
 * Which call of the cell a leg belongs to. It starts from what the driver had the phones do, and follows the calls over the
 * wire: to the callee, to the INVITE that replaces a leg, to the INVITE that a REFER caused. A dialect adds rules of its own.
 */
import type { Party } from '../../suite/cell.ts';
import type { Action } from './actions.ts';
import { within } from './hearing.ts';
import type { Dialogs, Leg } from './legs.ts';
import type { Messages } from './seen-messages.ts';

export interface Wire {
  readonly actions: readonly Action[];
  readonly messages: Messages;
  readonly dialogs: Pick<Dialogs, 'legs' | 'withCallId' | 'replacedBy'>;
}

/** The legs that belong to a call. */
export class Owners {
  readonly #calls = new Map<Leg, string>();
  readonly #legs = new Map<string, Leg[]>();

  add(leg: Leg, call: string): void {
    this.#calls.set(leg, call);
    const known = this.#legs.get(call);
    if (known === undefined) this.#legs.set(call, [leg]);
    else known.push(leg);
  }

  /** Returns the call that the leg belonged to. */
  remove(leg: Leg): string | undefined {
    const call = this.#calls.get(leg);
    if (call === undefined) return undefined;
    this.#calls.delete(leg);
    const legs = this.#legs.get(call) ?? [];
    legs.splice(legs.lastIndexOf(leg), 1);
    return call;
  }

  /** The call of a leg. */
  get(leg: Leg): string | undefined {
    return this.#calls.get(leg);
  }

  /** The legs of a call, in the order of their INVITEs. */
  of(call: string): readonly Leg[] {
    return this.#legs.get(call) ?? [];
  }
}

/** @returns  the call that a leg belongs to, given those of the legs whose INVITEs came before. */
export type OwnerRule = (leg: Leg, owners: Owners) => string | undefined;

/** The general rules, and after them those of a dialect. */
export function ownerOf(leg: Leg, wire: Wire, ownRules: readonly OwnerRule[], owners: Owners): string | undefined {
  if (isProbe(leg, wire.actions)) return undefined;
  return (
    byAction(leg, wire) ??
    byCallId(leg, wire, owners) ??
    byRefer(leg, wire, owners) ??
    byReplaces(leg, wire, owners) ??
    byInvitedParty(leg, wire) ??
    firstOf(ownRules, leg, owners)
  );
}

function firstOf(rules: readonly OwnerRule[], leg: Leg, owners: Owners): string | undefined {
  for (const rule of rules) {
    const call = rule(leg, owners);
    if (call !== undefined) return call;
  }
  return undefined;
}

/** Dialling an orbit to see who is there makes nobody a party of the call. */
function isProbe(leg: Leg, actions: readonly Action[]): boolean {
  return (
    leg.role === 'uac' &&
    actions.some(({ verb, by, range }) => verb === 'dial' && by === leg.tap && within(leg.invite.n, range))
  );
}

function byAction(leg: Leg, { actions }: Wire): string | undefined {
  if (leg.role !== 'uac') return undefined;
  return actions.find(
    (action) =>
      (action.verb === 'call' || action.verb === 'retrieve') && action.by === leg.tap && isAskedBy(leg, action),
  )?.call;
}

/** An INVITE of a REFER that comes meanwhile bears another Call-ID. */
function isAskedBy({ callId, invite }: Leg, { callIds, range }: Action): boolean {
  return callIds.length > 0 ? callIds.includes(callId) : within(invite.n, range);
}

/** A proxy leaves the Call-ID as it is, so the callee's side bears the caller's. */
function byCallId(leg: Leg, { dialogs }: Wire, owners: Owners): string | undefined {
  if (leg.role !== 'uas') return undefined;
  const caller = dialogs.withCallId(leg.callId).find(({ role, tap }) => role === 'uac' && tap !== leg.tap);
  return caller === undefined ? undefined : owners.get(caller);
}

/** A REFER makes the phone that gets it call somebody, in a transfer or where a server sends its caller on. */
function byRefer(leg: Leg, { messages, dialogs }: Wire, owners: Owners): string | undefined {
  if (leg.role !== 'uac') return undefined;
  const refer = messages.receivedRefers.findLast(({ n, tap }) => n < leg.invite.n && tap === leg.tap);
  if (refer === undefined) return undefined;
  const referred = dialogs
    .withCallId(refer.callId)
    .find((known) => known.tap === leg.tap && owners.get(known) !== undefined);
  return referred === undefined ? undefined : owners.get(referred);
}

function byReplaces(leg: Leg, { dialogs }: Wire, owners: Owners): string | undefined {
  const replaced = leg.replaced ?? dialogs.replacedBy(leg.invite);
  return replaced === undefined ? undefined : owners.get(replaced);
}

/**
 * A B2BUA chooses a Call-ID of its own: then it is the INVITE that comes while the driver has the party called. Where the
 * INVITE came through a proxy, another one in that time is a call of the server's own: a recall, say.
 */
function byInvitedParty(leg: Leg, { actions, dialogs }: Wire): string | undefined {
  if (leg.role !== 'uas') return undefined;
  return actions.find(
    ({ verb, to, callIds, range }) =>
      (verb === 'call' || verb === 'transfer') &&
      to === leg.tap &&
      within(leg.invite.n, range) &&
      !callIds.some((id) => dialogs.withCallId(id).some(({ role, tap }) => role === 'uas' && tap === leg.tap)),
  )?.call;
}

/** Legs of a party in a call, in the order in which they were answered. */
export function legsIn(owners: Owners, party: Party, call: string): readonly Leg[] {
  return owners
    .of(call)
    .filter(({ tap }) => tap === party)
    .toSorted((a, b) => a.accept.n - b.accept.n);
}
