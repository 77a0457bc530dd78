/** Never a stranger: a party's signature heard by a party that is in no call with it fails every check of that time. */
import type { Party } from '../../suite/cell.ts';
import type { Facts } from '../facts.ts';
import { callsFromPool } from '../outcome/settings/ringbacks.ts';
import { isParty, type Range } from '../evidence/hearing.ts';
import type { Parking } from '../../dialect/reading.ts';

export interface Stranger {
  readonly n: number;
  readonly listener: Party;
  readonly speaker: Party;
}

export function strangerIn(facts: Facts, range: Range): Stranger | undefined {
  for (const span of facts.hearing.during(range)) {
    const { tap, voice } = span;
    const n = Math.max(span.fromN, range.from);
    if (!isParty(voice) || voice === tap || areTogether(facts, tap, voice, n)) continue;
    return { n: span.fromN, listener: tap, speaker: voice };
  }
  return undefined;
}

function areTogether(facts: Facts, a: Party, b: Party, n: number): boolean {
  if (facts.members.areTogether(a, b, n)) return true;
  // Only a timeout target comes into a call by what is on the wire.
  const calls = facts.parkings.filter((parking) => [a, b].some((party) => party === targetOf(facts, parking)));
  return [...new Set(calls.map(({ call }) => call))].some((call) => {
    const members = membersOf(facts, call, n);
    return members.has(a) && members.has(b);
  });
}

/** The parties that the spec has brought into a call so far, even in vain, and the timeout target once it was rung. */
function membersOf(facts: Facts, call: string, n: number): ReadonlySet<Party> {
  const rung = facts.parkings
    .filter((parking) => parking.call === call)
    .flatMap((parking) => {
      const party = targetOf(facts, parking);
      return party !== undefined && callsFromPool(facts, parking, party, n).length > 0 ? [party] : [];
    });
  return new Set([...facts.members.of(call, n), ...rung]);
}

function targetOf({ candidate, cell }: Facts, { pool }: Parking): Party | undefined {
  const target = candidate.settings[pool].timeoutTarget;
  return cell.parties.find((each) => each === target);
}
