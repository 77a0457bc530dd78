/**
 * Which call of the cell a leg belongs to. It starts from what the driver had the phones do, and follows the calls over the
 * wire: to the callee, to the INVITE that replaces a leg, to the INVITE that a REFER caused. A dialect adds rules of its own.
 */
import type { Party } from '../../suite/cell.ts';
import type { Action } from './actions.ts';
import { within } from './hearing.ts';
import { type Dialogs, type Leg, replacedBy } from './legs.ts';
import type { Messages, Seen } from './seen-messages.ts';

export interface Wire {
  readonly actions: readonly Action[];
  readonly messages: Messages;
  readonly dialogs: Dialogs;
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

/** @param ownRules  those of the dialect, asked where the general ones say nothing. */
export function ownersOf(wire: Wire, ownRules: readonly OwnerRule[]): Owners {
  const owners = new Owners();
  const rules = [...generalRules(wire), ...ownRules];
  for (const leg of wire.dialogs.legs.toSorted((a, b) => a.invite.n - b.invite.n)) {
    if (isProbe(leg, wire.actions)) continue;
    const call = firstOf(rules, leg, owners);
    if (call !== undefined) owners.add(leg, call);
  }
  return owners;
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

function generalRules({ actions, messages, dialogs }: Wire): readonly OwnerRule[] {
  return [
    byAction(actions),
    byCallId(dialogs.legs),
    byRefer(messages, dialogs.legs),
    byReplaces(dialogs.legs),
    byInvitedParty(actions),
  ];
}

function byAction(actions: readonly Action[]): OwnerRule {
  return (leg) => {
    if (leg.role !== 'uac') return undefined;
    return actions.find(
      ({ verb, by, callIds, range }) =>
        (verb === 'call' || verb === 'retrieve') &&
        by === leg.tap &&
        (callIds.includes(leg.callId) || within(leg.invite.n, range)),
    )?.call;
  };
}

/** A proxy leaves the Call-ID as it is, so the callee's side bears the caller's. */
function byCallId(legs: readonly Leg[]): OwnerRule {
  const callers = new Map<string, Leg[]>();
  for (const leg of legs) if (leg.role === 'uac') callers.set(leg.callId, [...(callers.get(leg.callId) ?? []), leg]);
  return (leg, owners) => {
    if (leg.role !== 'uas') return undefined;
    const caller = callers.get(leg.callId)?.find(({ tap }) => tap !== leg.tap);
    return caller === undefined ? undefined : owners.get(caller);
  };
}

/** A REFER makes the phone that gets it call somebody, in a transfer or where a server sends its caller on. */
function byRefer(messages: Messages, legs: readonly Leg[]): OwnerRule {
  const refers = messages.all.filter(isIncomingRefer);
  return (leg, owners) => {
    if (leg.role !== 'uac') return undefined;
    const refer = refers.findLast(({ n, tap }) => n < leg.invite.n && tap === leg.tap);
    const referred = legs.find(
      (known) => known.tap === leg.tap && known.callId === refer?.callId && owners.get(known) !== undefined,
    );
    return referred === undefined ? undefined : owners.get(referred);
  };
}

function isIncomingRefer({ direction, method, message }: Seen): boolean {
  return direction === 'in' && method === 'REFER' && message.kind === 'request';
}

function byReplaces(legs: readonly Leg[]): OwnerRule {
  return (leg, owners) => {
    const replaced = leg.replaced ?? replacedBy(leg.invite, legs);
    return replaced === undefined ? undefined : owners.get(replaced);
  };
}

/** A B2BUA chooses a Call-ID of its own: then it is the INVITE that comes while the driver has the party called. */
function byInvitedParty(actions: readonly Action[]): OwnerRule {
  return (leg) => {
    if (leg.role !== 'uas') return undefined;
    return actions.find(
      ({ verb, to, range }) =>
        (verb === 'call' || verb === 'transfer') && to === leg.tap && within(leg.invite.n, range),
    )?.call;
  };
}

/** Legs of a party in a call, in the order in which they were answered. */
export function legsIn(owners: Owners, party: Party, call: string): readonly Leg[] {
  return owners
    .of(call)
    .filter(({ tap }) => tap === party)
    .toSorted((a, b) => a.accept.n - b.accept.n);
}
