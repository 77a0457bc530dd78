import type { DialectReader, Known, Parking } from '../../../src/dialect/reading.ts';
import { readRetrieval, triesOf } from '../../../src/dialect/shared/read-dialling.ts';
import { legsBefore, sameDialogParked } from '../../../src/dialect/shared/read-park-leg.ts';
import { byPool } from '../../../src/dialect/shared/read-pool-calls.ts';
import type { Action } from '../../../src/judge/evidence/actions.ts';
import { answered } from '../../../src/judge/evidence/observed-reply.ts';
import { parseUri } from '../../../src/sip/uri.ts';
import { PARK_CODE } from './ask.ts';

export const featureCodeReader: DialectReader = {
  ownRules: (evidence) => [byPool(evidence)],
  readParking,
  readRetrieval,
  readLookup: () => undefined,
  readDial: (action, { dialogs }) => ({ action, tries: triesOf(dialogs, action), sentOn: undefined }),
  explains: () => false,
};

/** The answer to the INVITE is the word of the pool; the dialled number tells the orbit. */
function readParking(action: Action, known: Known): Parking | undefined {
  const { call, by: parker, callIds } = action;
  if (call === undefined || parker === undefined) return undefined;
  const { dialogs, messages, owners, poolAt } = known;
  const request = dialogs.invitationsAt(parker, 'uac').find(({ invite }) => callIds.includes(invite.callId))?.invite;
  const final = request && messages.final(request);
  const reply = answered(request, final, action);
  const parked = reply.kind === 'accepted';
  const told = final && { seen: final, parked, words: `${final.message.status} ${final.message.reason}` };
  const number = request && parseUri(request.message.uri)?.user;
  return {
    action,
    call,
    parker,
    pool: (request && poolAt(request.remote)) ?? 'primary',
    request,
    reply,
    told,
    parkerLegs: legsBefore(owners, parker, call, action.asked.n),
    parkLeg: request && sameDialogParked(known, { action, call, parker, request, told }),
    orbit: parked ? number?.slice(PARK_CODE.length) : undefined,
    orbitEvidence: parked ? final?.n : undefined,
    departures: [],
  };
}
