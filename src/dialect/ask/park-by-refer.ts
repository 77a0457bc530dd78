/** Parking by a transfer in the call: the parker refers its peer to the number that parks (RFC 5589 section 6). */
import { schemeOf } from '../../candidate/tls-profile.ts';
import { fillInTemplate } from '../uri-template.ts';
import type { ParkRequest, ParkResult } from '../dialect.ts';
import { parkOutcome, referWord } from './park-outcome.ts';
import { withToldOrbit } from './told-by-sipfrag.ts';

export async function parkByRefer(request: ParkRequest): Promise<ParkResult> {
  const { candidate, leg, orbit, within } = request;
  const { to, proof, end } = candidate.dialect.park;
  const referTo = fillInTemplate(to, { domain: candidate.domain, scheme: schemeOf(candidate), orbit });
  const result = await leg.transfer({ referTo, within, until: referWord(proof), hangsUp: end === 'parker' });
  return withToldOrbit(parkOutcome(result, request), result, candidate.dialect);
}
