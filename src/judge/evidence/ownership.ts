/**
 * Which call of the spec a leg belongs to. It starts from the Call-IDs that the driver used for a call or a retrieval and
 * follows them over the wire: the callee's side, the INVITE that replaces a leg, the INVITE that a REFER caused, the
 * pool's own INVITEs to the parker and to the timeout target.
 */
import type { Party } from '../../suite/cell.ts';
import type { Action } from './actions.ts';
import { within } from './hearing.ts';
import { type Dialogs, type Leg, replacedBy } from './legs.ts';
import type { Messages } from './seen-messages.ts';

export interface Wire {
  readonly actions: readonly Action[];
  readonly messages: Messages;
  readonly dialogs: Dialogs;
  /** Is that address, as it stands in `remote`, one of the phones? */
  readonly isPhone: (address: string) => boolean;
  /** User part of the party that a pool may call when nobody picks a call up. */
  readonly timeoutTargets: ReadonlySet<string>;
}

export type Owners = ReadonlyMap<Leg, string>;

export function ownersOf(wire: Wire): Owners {
  const owners = new Map<Leg, string>();
  const legs = wire.dialogs.legs.toSorted((a, b) => a.invite.n - b.invite.n);
  for (const leg of legs) {
    const call = ownerOf(leg, wire, owners);
    if (call !== undefined) owners.set(leg, call);
  }
  return owners;
}

/** The call of a leg; `owners` are those of the legs whose INVITEs came before. */
export function ownerOf(leg: Leg, wire: Wire, owners: Owners): string | undefined {
  if (isProbe(leg, wire.actions)) return undefined;
  return (
    byAction(leg, wire.actions) ??
    byCallId(leg, wire, owners) ??
    byRefer(leg, wire, owners) ??
    byReplaces(leg, wire, owners) ??
    byInvitedParty(leg, wire.actions) ??
    byPool(leg, wire, owners)
  );
}

/** Dialling an orbit to see who is there makes nobody a party of the call. */
function isProbe(leg: Leg, actions: readonly Action[]): boolean {
  return (
    leg.role === 'uac' &&
    actions.some(({ verb, by, range }) => verb === 'dial' && by === leg.tap && within(leg.invite.n, range))
  );
}

function byReplaces(leg: Leg, wire: Wire, owners: Owners): string | undefined {
  const replaced = leg.replaced ?? replacedBy(leg.invite, wire.dialogs.legs);
  return replaced === undefined ? undefined : owners.get(replaced);
}

function byAction(leg: Leg, actions: readonly Action[]): string | undefined {
  if (leg.role !== 'uac') return undefined;
  return actions.find(
    ({ verb, by, callId, range }) =>
      (verb === 'call' || verb === 'retrieve') &&
      by === leg.tap &&
      (callId === leg.callId || within(leg.invite.n, range)),
  )?.call;
}

/** A proxy leaves the Call-ID as it is, so the callee's side bears the caller's. */
function byCallId(leg: Leg, wire: Wire, owners: Owners): string | undefined {
  if (leg.role !== 'uas') return undefined;
  const caller = wire.dialogs.legs.find(
    (other) => other.role === 'uac' && other.tap !== leg.tap && other.callId === leg.callId,
  );
  return caller === undefined ? undefined : owners.get(caller);
}

/** A B2BUA does not; then it is the INVITE that comes while the driver has the party called or a call sent to it. */
function byInvitedParty(leg: Leg, actions: readonly Action[]): string | undefined {
  if (leg.role !== 'uas') return undefined;
  return actions.find(
    ({ verb, to, range }) => (verb === 'call' || verb === 'transfer') && to === leg.tap && within(leg.invite.n, range),
  )?.call;
}

function byRefer(leg: Leg, wire: Wire, owners: Owners): string | undefined {
  if (leg.role !== 'uac') return undefined;
  const refer = wire.messages.all.findLast(
    (seen) =>
      seen.n < leg.invite.n &&
      seen.tap === leg.tap &&
      seen.direction === 'in' &&
      seen.message.kind === 'request' &&
      seen.method === 'REFER',
  );
  const referred = [...owners].find(([known]) => known.tap === leg.tap && known.callId === refer?.callId);
  return referred?.[1];
}

/** Ringback to the parker, or a call to the timeout target: the pool calls somebody while it holds a call of theirs. */
function byPool(leg: Leg, wire: Wire, owners: Owners): string | undefined {
  if (leg.role !== 'uas' || wire.isPhone(leg.invite.remote)) return undefined;
  const park = wire.actions.findLast(
    ({ verb, by, asked }) =>
      verb === 'park' && asked.n < leg.invite.n && (by === leg.tap || wire.timeoutTargets.has(leg.tap)),
  );
  return park?.call !== undefined && [...owners.values()].includes(park.call) ? park.call : undefined;
}

/** Legs of a party in a call, in the order in which they were answered. */
export function legsIn(owners: Owners, party: Party, call: string): readonly Leg[] {
  return [...owners]
    .filter(([leg, owner]) => leg.tap === party && owner === call)
    .map(([leg]) => leg)
    .toSorted((a, b) => a.accept.n - b.accept.n);
}
