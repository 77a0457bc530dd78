/** Parking by an attended transfer: with the call on hold the parker calls the number that parks, and has its peer take that call over (RFC 5589 section 7). */
import { schemeOf } from '../../candidate/tls-profile.ts';
import { fillInTemplate } from '../uri-template.ts';
import type { Leg } from '../../phone/phone.ts';
import type { ParkRequest, ParkResult } from '../dialect.ts';
import { parkOutcome, referWord } from './park-outcome.ts';
import { withToldOrbit } from './told-by-sipfrag.ts';

export async function parkByAttended(request: ParkRequest): Promise<ParkResult> {
  const { candidate, parker, leg, next, callIds, orbit, within } = request;
  const [callId] = callIds;
  const { to, proof, end } = candidate.dialect.park;
  const uri = fillInTemplate(to, { domain: candidate.domain, scheme: schemeOf(candidate), orbit });
  const answer = await parker.dial({ callId, uri, next, within });
  return answer.kind === 'connected' ? refer(answer.leg) : parkOutcome(answer, { candidate, orbit });

  async function refer(consult: Leg): Promise<ParkResult> {
    const transferred = await leg.transfer({
      referTo: uri,
      consult,
      within,
      until: referWord(proof),
      hangsUp: end === 'parker',
    });
    const outcome = withToldOrbit(parkOutcome(transferred, { candidate, orbit }), transferred, candidate.dialect);
    // Who takes the consultation over ends it; one that nobody took is over with the attempt.
    if (outcome.kind !== 'parked' || !(await consult.ended({ within }))) await consult.hangUp({ within });
    return outcome;
  }
}
