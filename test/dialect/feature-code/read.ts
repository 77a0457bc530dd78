import type { Evidence, Parking, ReadDialect } from '../../../src/dialect/reading.ts';
import { dialsOf, retrievalsOf } from '../../../src/dialect/shared/read-dialling.ts';
import { legsBefore, sameDialogParked } from '../../../src/dialect/shared/read-park-leg.ts';
import { byPool } from '../../../src/dialect/shared/read-pool-calls.ts';
import type { Action } from '../../../src/judge/evidence/actions.ts';
import { answered } from '../../../src/judge/evidence/observed-reply.ts';
import { type Owners, ownersOf } from '../../../src/judge/evidence/ownership.ts';
import { parseUri } from '../../../src/sip/uri.ts';
import { PARK_CODE } from './ask.ts';

export const readFeatureCode: ReadDialect = (evidence) => {
  const owners = ownersOf(evidence, [byPool(evidence)]);
  return {
    owners,
    parkings: evidence.actions.flatMap((action) => readParking(evidence, owners, action) ?? []),
    retrievals: retrievalsOf(evidence, owners),
    lookups: [],
    dials: dialsOf(evidence, () => undefined),
    explained: new Set(),
  };
};

/** The answer to the INVITE is the word of the pool; the dialled number tells the orbit. */
function readParking(evidence: Evidence, owners: Owners, action: Action): Parking | undefined {
  const { verb, call, by: parker, callIds } = action;
  if (verb !== 'park' || call === undefined || parker === undefined) return undefined;
  const { dialogs, messages } = evidence;
  const request = dialogs.invitations.find(
    ({ tap, invite }) => tap === parker && callIds.includes(invite.callId),
  )?.invite;
  const final = request && messages.final(request);
  const reply = answered(request, final, action);
  const parked = reply.kind === 'accepted';
  const told = final && { seen: final, parked, words: `${final.message.status} ${final.message.reason}` };
  const number = request && parseUri(request.message.uri)?.user;
  return {
    action,
    call,
    parker,
    pool: (request && evidence.poolAt(request.remote)) ?? 'primary',
    request,
    reply,
    told,
    parkerLegs: legsBefore(owners, parker, call, action.asked.n),
    parkLeg: request && sameDialogParked(evidence, owners, { action, call, parker, request, told }),
    orbit: parked ? number?.slice(PARK_CODE.length) : undefined,
    orbitEvidence: parked ? final?.n : undefined,
    departures: [],
  };
}
