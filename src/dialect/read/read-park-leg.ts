/** The park leg of a B2BUA, which keeps each party in a dialog of its own, and the end of a park in every dialect. */
import type { Action } from '../../judge/evidence/actions.ts';
import { isParty, type Span } from '../../judge/evidence/hearing.ts';
import { music } from '../../judge/evidence/heard-music.ts';
import { isLive, type Leg } from '../../judge/evidence/legs.ts';
import { legsIn, type Owners } from '../../judge/evidence/ownership.ts';
import { leadsToCandidate } from '../../judge/evidence/phone-addresses.ts';
import type { Party } from '../../suite/cell.ts';
import type { At, Evidence, FinalWord, Known, ParkLeg, ParkOrder } from '../reading.ts';
import { nextOf } from './read-next.ts';

export interface AskedPark {
  readonly action: Action;
  readonly call: string;
  readonly parker: Party;
  readonly request: ParkOrder;
  readonly told: FinalWord | undefined;
}

/** Legs that a party had in a call when it asked for something. */
export function legsBefore(owners: Owners, party: Party, call: string, n: number): readonly Leg[] {
  return legsIn(owners, party, call).filter((leg) => leg.accept.n < n);
}

/**
 * The dialog that the parkee had with the candidate already: parked in it when the parker is out, or when the candidate
 * says so and plays its music. Without the candidate's word both must be seen, since a call that is merely broken off is
 * not parked.
 */
export function sameDialogParked(known: Known, park: AskedPark): ParkLeg | undefined {
  const { action, call, parker, request, told } = park;
  const leg = legOfParkee(known, park);
  if (leg === undefined) return undefined;
  const until = nextOf(known, action, DEEDS);
  const out = parkerOut(legsBefore(known.owners, parker, call, request.n), request, until);
  const played = musicOn(known, leg).filter(({ fromN }) => fromN < until);
  const begins = played.find(({ fromN }) => fromN > request.n);
  const goesOn = out && played.find(({ toN }) => toN === undefined || toN > out.n);
  const signs = told?.parked === true ? [out, begins && startOf(begins)] : [goesOn && laterOf(out, startOf(goesOn))];
  const seen = signs.filter((sign) => sign !== undefined);
  const [first, ...rest] = told?.parked === true && seen.length > 0 ? [told.seen, ...seen] : seen;
  if (first === undefined) return undefined;
  const begun = rest.reduce<At>((a, b) => (a.n <= b.n ? a : b), first);
  return { leg, dialog: 'same', begun: { n: begun.n, t: begun.t }, over: parkOver(known, call, leg, begun) };
}

/** The youngest leg of another party in the call that is up and leads to the candidate. */
function legOfParkee({ owners, phones }: Known, { call, parker, request }: AskedPark): Leg | undefined {
  return owners
    .of(call)
    .filter((leg) => leg.tap !== parker && isLive(leg, request.n) && leadsToCandidate(phones, leg.remoteTarget))
    .toSorted((a, b) => a.accept.n - b.accept.n)
    .at(-1);
}

/** Whatever is done with the call after the park explains what is seen then. */
const DEEDS: ReadonlyArray<Action['verb']> = ['park', 'retrieve', 'hold', 'resume', 'transfer', 'hangup'];

/** When the last leg of the parker was over; undefined while one is up. */
function parkerOut(legs: readonly Leg[], { n }: ParkOrder, until: number): At | undefined {
  const ends = legs.map(({ ended }) => ended).filter((ended) => ended !== undefined && ended.n < until);
  if (legs.length === 0 || ends.length < legs.length) return undefined;
  return ends.findLast((ended) => ended !== undefined && ended.n > n);
}

function musicOn({ candidate, hearing }: Evidence, leg: Leg): readonly Span[] {
  const voices = music(candidate);
  return hearing.onLeg(leg.tap, leg.callId).filter(({ voice }) => voices.includes(voice));
}

function startOf({ fromN, from }: Span): At {
  return { n: fromN, t: from };
}

function laterOf(a: At | undefined, b: At): At {
  return a !== undefined && a.n > b.n ? a : b;
}

/**
 * The leg ended, or the parkee hears a party that came to the call since it was parked. A parker that is heard while its voice
 * fades has not come to it, also where it comes later.
 */
export function parkOver({ hearing, owners }: Known, call: string, leg: Leg, begun: At): At | undefined {
  const joined = hearing
    .onLeg(leg.tap, leg.callId)
    .find(
      (span) =>
        span.fromN > begun.n &&
        isParty(span.voice) &&
        legsIn(owners, span.voice, call).some(({ accept: { n } }) => n > begun.n && n < (span.toN ?? n + 1)),
    );
  const { ended } = leg;
  if (joined === undefined || (ended !== undefined && ended.n < joined.fromN)) {
    return ended === undefined ? undefined : { n: ended.n, t: ended.t };
  }
  return startOf(joined);
}
