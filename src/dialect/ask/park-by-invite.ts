/** Parking by a code: while the call is on hold the parker calls a number; the server parks the party that is on hold. */
import { schemeOf } from '../../candidate/tls-profile.ts';
import { fillInTemplate } from '../uri-template.ts';
import type { ParkRequest, ParkResult } from '../dialect.ts';
import { notParked } from './park-outcome.ts';

export async function parkByInvite(request: ParkRequest): Promise<ParkResult> {
  const { candidate, parker, leg, next, callIds, orbit, within } = request;
  const [callId] = callIds;
  const uri = fillInTemplate(candidate.dialect.park.to, {
    domain: candidate.domain,
    scheme: schemeOf(candidate),
    orbit,
  });
  const answer = await parker.dial({ callId, uri, next, within });
  if (answer.kind !== 'connected') return notParked(answer);
  await answer.leg.hangUp({ within });
  if (candidate.dialect.park.end === 'parker') await leg.hangUp({ within });
  return { kind: 'parked', ...(orbit === undefined ? {} : { orbit }) };
}
