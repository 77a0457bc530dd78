/** Every attempt to park: the request, what it was answered, and where the parkee went. */
import type { OrbitRange } from '../../candidate/candidate.ts';
import { type Dialect, HELD_FIRST } from '../../candidate/dialect/dialect-table.ts';
import { firstIndex } from '../../judge/evidence/fold.ts';
import type { Action } from '../../judge/evidence/actions.ts';
import type { Leg } from '../../judge/evidence/legs.ts';
import { POOLS, type PoolName } from '../../suite/cell.ts';
import type { Known, Lookup, Parking, ParkLeg, ParkOrder } from '../reading.ts';
import { askedByBody } from './read-body.ts';
import { askedByDigits } from './read-digits.ts';
import { askedByHold } from './read-hold-first.ts';
import { askedByHook } from './read-hooks.ts';
import { withToldOrbit } from './read-told-orbit.ts';
import { type AskedToPark, askedByAttended, askedByInvite, askedByRefer } from './read-park-requests.ts';
import { nextOf } from './read-next.ts';
import { alsoByState } from './read-turned.ts';
import { legsBefore, parkOver, sameDialogParked } from './read-park-leg.ts';

/** @param dialect  of the candidate */
export function readParking(dialect: Dialect, action: Action, known: Known): Parking | undefined {
  const { call, by: parker, callId } = action;
  if (call === undefined || parker === undefined || callId === undefined) return undefined;
  const said = withToldOrbit(dialect, action, known, askedToPark(dialect, action, known));
  const asked = dialect.park.proof.includes('state') ? alsoByState(dialect, action, said, known) : said;
  const { request, reply, told, departures } = asked;
  const until = nextOf(known, action, ['park']);
  const parkLeg =
    request === undefined
      ? undefined
      : (takenOver(known, call, request, until) ??
        calledItself(dialect, known, { call, request, until }) ??
        sameDialogParked(known, { action, call, parker, request, told }));
  const where = told?.parked === true ? orbitOf(asked, parkLeg, until, known.lookups) : undefined;
  return {
    action,
    call,
    parker,
    pool: poolOf(dialect, known, asked) ?? action.asked.pool ?? 'primary',
    request,
    reply,
    told,
    parkerLegs: legsBefore(known.owners, parker, call, action.asked.n),
    parkLeg,
    orbit: where?.orbit,
    orbitEvidence: where?.n,
    departures,
  };
}

/** The pool whose number is asked for, whatever pool the call itself is at; else the one that the request went to. */
function poolOf({ orbit: source }: Dialect, known: Known, { request, orbit }: AskedToPark): PoolName | undefined {
  const { pools } = known.candidate;
  const ofNumber = source === 'chosen' ? POOLS.find((pool) => isIn(pools[pool].orbits, orbit)) : undefined;
  return ofNumber ?? (request && known.poolAt(request.remote));
}

function isIn({ first, last }: OrbitRange, orbit: string | undefined): boolean {
  return orbit !== undefined && Number(orbit) >= first && Number(orbit) <= last;
}

function askedToPark(dialect: Dialect, action: Action, known: Known): AskedToPark {
  const asked = askedByWay(dialect, action, known);
  if (asked.request !== undefined || !HELD_FIRST.has(dialect.park.by)) return asked;
  return askedByHold(action, known) ?? asked;
}

function askedByWay(dialect: Dialect, action: Action, known: Known): AskedToPark {
  switch (dialect.park.by) {
    case 'refer-server':
    case 'refer':
      return askedByRefer(dialect, action, known);
    case 'attended':
      return askedByAttended(dialect, action, known);
    case 'invite':
      return askedByInvite(action, known);
    case 'dtmf':
      return askedByDigits(dialect, action, known);
    case 'body':
      return askedByBody(dialect, action, known);
    case 'hook':
      return askedByHook(dialect, action, known);
  }
}

/** The dialog of the INVITE with Replaces that took the parker's leg over at the parkee's phone. */
function takenOver(known: Known, call: string, refer: ParkOrder, until: number): ParkLeg | undefined {
  const leg = known.owners.of(call).find((each) => isTakeover(each, refer, until));
  return leg === undefined ? undefined : parkedIn(known, call, leg);
}

function isTakeover({ tap, replaced, invite }: Leg, refer: ParkOrder, until: number): boolean {
  // A leg that the pool made since then is replaced when the call is handed on, not when it is parked.
  const isOfPark = replaced !== undefined && replaced.accept.n < refer.n;
  return isOfPark && tap !== refer.tap && invite.n > refer.n && invite.n < until;
}

/**
 * The dialog of the parkee that was referred to the number that parks, and has called it: no B2BUA is between the two, or
 * one that passes REFERs on. A party that has got no REFER calls there to retrieve.
 */
function calledItself(
  { park }: Dialect,
  known: Known,
  { call, request, until }: { readonly call: string; readonly request: ParkOrder; readonly until: number },
): ParkLeg | undefined {
  if (park.by !== 'refer' && park.by !== 'attended') return undefined;
  const { receivedRefers } = known.messages;
  const leg = known.owners
    .of(call)
    .find(
      ({ tap, role, invite }) =>
        role === 'uac' &&
        tap !== request.tap &&
        invite.n < until &&
        receivedRefers.some((refer) => refer.tap === tap && refer.n > request.n && refer.n < invite.n),
    );
  return leg === undefined || known.poolAt(leg.invite.remote) === undefined ? undefined : parkedIn(known, call, leg);
}

function parkedIn(known: Known, call: string, leg: Leg): ParkLeg {
  const begun = { n: leg.accept.n, t: leg.accept.t };
  return { leg, dialog: 'new', begun, over: parkOver(known, call, leg, begun) };
}

/** By the number that was asked for, or the sipfrag's Contact, else by dialog-info: the orbit that shows the parkee's dialog. */
function orbitOf(
  { told, orbit, orbitSeen }: AskedToPark,
  parkLeg: ParkLeg | undefined,
  until: number,
  lookups: readonly Lookup[],
): { readonly orbit: string; readonly n: number } | undefined {
  if (told === undefined) return undefined;
  const { n } = told.seen;
  if (orbit !== undefined) return { orbit, n: orbitSeen ?? n };
  for (const { action, shown, told: answer } of lookups.slice(
    firstIndex(lookups, ({ action: { asked } }) => asked.n >= n),
  )) {
    if (action.asked.n > until) break;
    if (answer === undefined) continue;
    const found = shown.find(({ callId }) => parkLeg !== undefined && callId === parkLeg.leg.callId);
    if (found?.orbit !== undefined) return { orbit: found.orbit, n: answer.n };
  }
  return undefined;
}
