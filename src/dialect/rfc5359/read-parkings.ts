/** Every attempt to park: the REFER to the park server, what it was answered, and where the parkee went. */
import type { Action } from '../../judge/evidence/actions.ts';
import type { Leg } from '../../judge/evidence/legs.ts';
import type { Owners } from '../../judge/evidence/ownership.ts';
import {
  acceptedWith202,
  finalWords,
  type Progress,
  readReferral,
  referralReply,
} from '../../judge/evidence/refer-progress.ts';
import type { Seen } from '../../judge/evidence/seen-messages.ts';
import type { Evidence, FinalWord, Lookup, Parking, ParkLeg } from '../reading.ts';
import { legsBefore, parkOver, sameDialogParked } from '../shared/read-park-leg.ts';

export function parkingsOf(evidence: Evidence, owners: Owners, lookups: readonly Lookup[]): readonly Parking[] {
  const parks = evidence.actions.filter(({ verb }) => verb === 'park');
  return parks.flatMap((action) => {
    const next = parks.find(({ call, asked }) => call === action.call && asked.n > action.asked.n);
    const until = next?.asked.n ?? Number.POSITIVE_INFINITY;
    return readParking(action, until, { evidence, owners, lookups }) ?? [];
  });
}

interface Sources {
  readonly evidence: Evidence;
  readonly owners: Owners;
  readonly lookups: readonly Lookup[];
}

function readParking(action: Action, until: number, sources: Sources): Parking | undefined {
  const { call, by: parker, callId } = action;
  if (call === undefined || parker === undefined || callId === undefined) return undefined;
  const { evidence, owners, lookups } = sources;
  const referral = readReferral(evidence.messages, parker, callId);
  const { refer: request, outcome } = referral;
  const told = outcome === undefined ? undefined : finalWord(outcome);
  const parkLeg =
    request === undefined
      ? undefined
      : (takenOver(sources, call, request, until) ??
        sameDialogParked(evidence, owners, { action, call, parker, request, told }));
  const where = told?.parked === true ? orbitOf(outcome, parkLeg, until, lookups) : undefined;
  return {
    action,
    call,
    parker,
    pool: (request && evidence.poolAt(request.remote)) ?? action.asked.pool ?? 'primary',
    request,
    reply: referralReply(referral, action),
    told,
    parkerLegs: legsBefore(owners, parker, call, action.asked.n),
    parkLeg,
    orbit: where?.orbit,
    orbitEvidence: where?.n,
    departures: acceptedWith202(referral),
  };
}

function finalWord(outcome: Progress): FinalWord {
  return { seen: outcome.seen, parked: outcome.status < 300, words: finalWords(outcome) };
}

/** The dialog of the INVITE with Replaces that took the parker's leg over at the parkee's phone. */
function takenOver({ evidence, owners }: Sources, call: string, refer: Seen, until: number): ParkLeg | undefined {
  const leg = owners.of(call).find((each) => isTakeover(each, refer, until));
  if (leg === undefined) return undefined;
  const begun = { n: leg.accept.n, t: leg.accept.t };
  return { leg, dialog: 'new', begun, over: parkOver(evidence, owners, call, leg, begun) };
}

function isTakeover({ tap, replaced, invite }: Leg, refer: Seen, until: number): boolean {
  // A leg that the pool made since then is replaced when the call is handed on, not when it is parked.
  const isOfPark = replaced !== undefined && replaced.accept.n < refer.n;
  return isOfPark && tap !== refer.tap && invite.n > refer.n && invite.n < until;
}

/** By the sipfrag's Contact, else by dialog-info: the orbit that shows the parkee's dialog. */
function orbitOf(
  outcome: Progress | undefined,
  parkLeg: ParkLeg | undefined,
  until: number,
  lookups: readonly Lookup[],
): { readonly orbit: string; readonly n: number } | undefined {
  if (outcome === undefined) return undefined;
  if (outcome.contactUser !== undefined) return { orbit: outcome.contactUser, n: outcome.seen.n };
  for (const { action, shown, told } of lookups) {
    if (told === undefined || action.asked.n < outcome.seen.n || action.asked.n > until) continue;
    const found = shown.find(({ callId }) => parkLeg !== undefined && callId === parkLeg.leg.callId);
    if (found?.orbit !== undefined) return { orbit: found.orbit, n: told.n };
  }
  return undefined;
}
