/** The park leg of a B2BUA, which keeps each party in a dialog of its own, and the end of a park in every dialect. */
import type { Action } from '../../judge/evidence/actions.ts';
import { isParty, type Span } from '../../judge/evidence/hearing.ts';
import { music } from '../../judge/evidence/heard-music.ts';
import { isLive, type Leg } from '../../judge/evidence/legs.ts';
import { type Owners, legsIn } from '../../judge/evidence/ownership.ts';
import { leadsToCandidate } from '../../judge/evidence/phone-addresses.ts';
import type { Seen } from '../../judge/evidence/seen-messages.ts';
import type { Party } from '../../suite/cell.ts';
import type { At, Evidence, FinalWord, ParkLeg } from '../reading.ts';

export interface AskedPark {
  readonly action: Action;
  readonly call: string;
  readonly parker: Party;
  readonly request: Seen;
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
export function sameDialogParked(evidence: Evidence, owners: Owners, park: AskedPark): ParkLeg | undefined {
  const { call, parker, request, told } = park;
  const leg = legOfParkee(evidence, owners, park);
  if (leg === undefined) return undefined;
  const until = nextDeed(evidence.actions, park);
  const out = parkerOut(legsBefore(owners, parker, call, request.n), request, until);
  const played = musicOn(evidence, leg).filter(({ fromN }) => fromN < until);
  const begins = played.find(({ fromN }) => fromN > request.n);
  const goesOn = out && played.find(({ toN }) => toN === undefined || toN > out.n);
  const signs = told?.parked === true ? [out, begins && startOf(begins)] : [goesOn && laterOf(out, startOf(goesOn))];
  const seen = signs.filter((sign) => sign !== undefined);
  const [first, ...rest] = told?.parked === true && seen.length > 0 ? [told.seen, ...seen] : seen;
  if (first === undefined) return undefined;
  const begun = rest.reduce<At>((a, b) => (a.n <= b.n ? a : b), first);
  return { leg, dialog: 'same', begun: { n: begun.n, t: begun.t }, over: parkOver(evidence, owners, call, leg, begun) };
}

/** The youngest leg of another party in the call that is up and leads to the candidate. */
function legOfParkee(
  { dialogs, phones }: Evidence,
  owners: Owners,
  { call, parker, request }: AskedPark,
): Leg | undefined {
  return dialogs.legs.findLast(
    (leg) =>
      leg.tap !== parker &&
      owners.get(leg) === call &&
      isLive(leg, request.n) &&
      leadsToCandidate(phones, leg.remoteTarget),
  );
}

/** Whatever is done with the call after the park explains what is seen then. */
function nextDeed(actions: readonly Action[], { action, call }: AskedPark): number {
  const next = actions.find(
    ({ verb, call: label, asked }) => label === call && asked.n > action.asked.n && DEEDS.has(verb),
  );
  return next?.asked.n ?? Number.POSITIVE_INFINITY;
}

const DEEDS: ReadonlySet<Action['verb']> = new Set(['park', 'retrieve', 'hold', 'resume', 'transfer', 'hangup']);

/** When the last leg of the parker was over; undefined while one is up. */
function parkerOut(legs: readonly Leg[], { n }: Seen, until: number): At | undefined {
  const ends = legs.map(({ ended }) => ended).filter((ended) => ended !== undefined && ended.n < until);
  if (legs.length === 0 || ends.length < legs.length) return undefined;
  return ends.findLast((ended) => ended !== undefined && ended.n > n);
}

function musicOn({ candidate, hearing }: Evidence, leg: Leg): readonly Span[] {
  const voices = music(candidate);
  return hearing.spans.filter(
    ({ tap, leg: id, voice }) => tap === leg.tap && id === leg.callId && voices.includes(voice),
  );
}

function startOf({ fromN, from }: Span): At {
  return { n: fromN, t: from };
}

function laterOf(a: At | undefined, b: At): At {
  return a !== undefined && a.n > b.n ? a : b;
}

/** The leg ended, or the parkee hears a party that came to the call since it was parked. */
export function parkOver(evidence: Evidence, owners: Owners, call: string, leg: Leg, begun: At): At | undefined {
  const joined = evidence.hearing.spans.find(
    (span) =>
      span.tap === leg.tap &&
      span.leg === leg.callId &&
      span.fromN > begun.n &&
      isParty(span.voice) &&
      legsIn(owners, span.voice, call).some(({ accept }) => accept.n > begun.n),
  );
  const { ended } = leg;
  if (joined === undefined || (ended !== undefined && ended.n < joined.fromN)) {
    return ended === undefined ? undefined : { n: ended.n, t: ended.t };
  }
  return startOf(joined);
}
