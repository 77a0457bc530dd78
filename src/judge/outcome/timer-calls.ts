/** Calls that a pool makes for a call that has left its orbit: a timer of the park that was not stopped. */
import { parseNameAddr } from '../../sip/fields/name-addr.ts';
import { headerValues } from '../../sip/message/headers.ts';
import { parseUri } from '../../sip/uri.ts';
import type { Parking } from '../../dialect/reading.ts';
import { unsolicitedCalls } from '../aftermath/unsolicited-calls.ts';
import type { Facts } from '../facts.ts';
import type { Range } from '../evidence/hearing.ts';
import type { Invitation } from '../evidence/legs.ts';

/**
 * Those of a range that no request explains and that may be for the call of a parking. A call for another parked call of
 * the cell is told by the orbit that it names, else by the parker that it rings; one that tells neither may be for any.
 */
export function timerCalls(facts: Facts, parking: Parking, range: Range): readonly Invitation[] {
  return unsolicitedCalls(facts, range).filter((invitation) => {
    const meant = meantBy(facts, invitation);
    return meant.length === 0 || meant.some(({ call }) => call === parking.call);
  });
}

function meantBy({ parkings }: Facts, { tap, invite }: Invitation): readonly Parking[] {
  const parked = parkings.filter(({ told }) => told?.parked === true && told.seen.n < invite.n);
  const users = new Set(usersIn(invite));
  const named = parked.filter(({ orbit }) => orbit !== undefined && users.has(orbit));
  const choices = named.length > 0 ? named : parked;
  const rung = choices.filter(({ parker }) => parker === tap);
  return rung.length > 0 ? rung : named;
}

/** Header fields in which a call on behalf of an orbit may name it. */
const FIELDS = ['From', 'Contact', 'Referred-By', 'P-Asserted-Identity'] as const;

function usersIn({ message }: Invitation['invite']): readonly string[] {
  return FIELDS.flatMap((field) => headerValues(message, field)).flatMap(
    (value) => parseUri(parseNameAddr(value)?.uri ?? '')?.user ?? [],
  );
}
