import { usersOf } from '../../candidate/users.ts';
import type { Action } from '../../judge/evidence/actions.ts';
import type { Leg } from '../../judge/evidence/legs.ts';
import { isPhone } from '../../judge/evidence/phone-addresses.ts';
import type { OwnerRule, Owners } from '../../judge/evidence/ownership.ts';
import { parseNameAddr } from '../../sip/fields/name-addr.ts';
import { header } from '../../sip/message/headers.ts';
import { parseUri } from '../../sip/uri.ts';
import { PARTIES, type Party, POOLS } from '../../suite/cell.ts';
import type { Evidence } from '../reading.ts';

/**
 * A leg belongs to a parked call where the pool calls the parker back, or its timeout target. Where several calls were parked, a
 * B2BUA tells which one it is by the party that it calls for; else it is the youngest.
 */
export function byPool({ candidate, actions, phones }: Omit<Evidence, 'poolAt'>): OwnerRule {
  const targets = new Set<string | undefined>(POOLS.map((pool) => candidate.settings[pool].timeoutTarget));
  const users = usersOf(candidate);
  return (leg, owners) => {
    if (leg.role !== 'uas' || isPhone(phones, leg.invite.remote)) return undefined;
    const parks = actions.filter(
      ({ verb, by, asked }) => verb === 'park' && asked.n < leg.invite.n && (by === leg.tap || targets.has(leg.tap)),
    );
    const user = callerOf(leg);
    const caller = user === undefined ? undefined : PARTIES.find((party) => users[party].name === user);
    const park = parks.findLast((each) => isOfParty(each, caller, owners)) ?? parks.at(-1);
    return park?.call !== undefined && owners.of(park.call).length > 0 ? park.call : undefined;
  };
}

function isOfParty({ call }: Action, party: Party | undefined, owners: Owners): boolean {
  return call !== undefined && party !== undefined && owners.of(call).some(({ tap }) => tap === party);
}

/** User part of the address in From. */
function callerOf({ invite: { message } }: Leg): string | undefined {
  const address = parseNameAddr(header(message, 'From') ?? '');
  return address && parseUri(address.uri)?.user;
}
