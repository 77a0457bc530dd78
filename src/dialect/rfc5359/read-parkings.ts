/** Every attempt to park: the REFER to the park server, what it was answered, and where the parkee went. */
import type { Action } from '../../judge/evidence/actions.ts';
import type { Leg } from '../../judge/evidence/legs.ts';
import { firstIndex } from '../../judge/evidence/fold.ts';
import {
  departuresOf,
  finalWords,
  type Progress,
  readReferral,
  referralReply,
} from '../../judge/evidence/refer-progress.ts';
import type { Seen } from '../../judge/evidence/seen-messages.ts';
import type { FinalWord, Known, Lookup, Parking, ParkLeg } from '../reading.ts';
import { nextOf } from '../shared/read-next.ts';
import { legsBefore, parkOver, sameDialogParked } from '../shared/read-park-leg.ts';

export function readParking(action: Action, known: Known): Parking | undefined {
  const { call, by: parker, callId } = action;
  if (call === undefined || parker === undefined || callId === undefined) return undefined;
  const { messages, owners, poolAt } = known;
  const until = nextOf(known, action, ['park']);
  const referral = readReferral(messages, parker, callId);
  const { refer: request, outcome } = referral;
  const told = outcome === undefined ? undefined : finalWord(outcome);
  const parkLeg =
    request === undefined
      ? undefined
      : (takenOver(known, call, request, until) ?? sameDialogParked(known, { action, call, parker, request, told }));
  const where = told?.parked === true ? orbitOf(outcome, parkLeg, until, known.lookups) : undefined;
  return {
    action,
    call,
    parker,
    pool: (request && poolAt(request.remote)) ?? action.asked.pool ?? 'primary',
    request,
    reply: referralReply(referral, action),
    told,
    parkerLegs: legsBefore(owners, parker, call, action.asked.n),
    parkLeg,
    orbit: where?.orbit,
    orbitEvidence: where?.n,
    departures: departuresOf(referral),
  };
}

function finalWord(outcome: Progress): FinalWord {
  return { seen: outcome.seen, parked: outcome.status < 300, words: finalWords(outcome) };
}

/** The dialog of the INVITE with Replaces that took the parker's leg over at the parkee's phone. */
function takenOver(known: Known, call: string, refer: Seen, until: number): ParkLeg | undefined {
  const leg = known.owners.of(call).find((each) => isTakeover(each, refer, until));
  if (leg === undefined) return undefined;
  const begun = { n: leg.accept.n, t: leg.accept.t };
  return { leg, dialog: 'new', begun, over: parkOver(known, call, leg, begun) };
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
  const { n } = outcome.seen;
  for (const { action, shown, told } of lookups.slice(firstIndex(lookups, ({ action: { asked } }) => asked.n >= n))) {
    if (action.asked.n > until) break;
    if (told === undefined) continue;
    const found = shown.find(({ callId }) => parkLeg !== undefined && callId === parkLeg.leg.callId);
    if (found?.orbit !== undefined) return { orbit: found.orbit, n: told.n };
  }
  return undefined;
}
