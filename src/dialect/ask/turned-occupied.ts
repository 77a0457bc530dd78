/** The orbit of a call as its state tells it: the one that turns occupied when the call is parked. */
import { schemeOf } from '../../candidate/tls-profile.ts';
import { fillInTemplate, orbitIn } from '../uri-template.ts';
import { encodeText } from '../../sip/message/octets.ts';
import type { ParkDialect, ParkRequest } from '../dialect.ts';
import { isOccupied } from '../shown-state.ts';

/** A park that its state must prove too. It is listened for before the park is asked for, since it may be told before the answer. */
export function provenByState(park: ParkDialect['park']): ParkDialect['park'] {
  return async (request) => {
    const turned = turnedOccupied(request);
    const result = await park(request);
    if (result.kind !== 'parked') return result;
    const orbit = await turned;
    return orbit === undefined ? { kind: 'silent' } : { ...result, orbit: result.orbit ?? orbit };
  };
}

async function turnedOccupied({
  candidate,
  parker,
  orbit,
  free = [],
  within,
}: Pick<ParkRequest, 'candidate' | 'parker' | 'orbit' | 'free' | 'within'>): Promise<string | undefined> {
  const { dialect, domain } = candidate;
  const scheme = schemeOf(candidate);
  const { state } = dialect;
  const { subscribe } = state;
  const wanted = orbit === undefined ? free : [orbit];
  const uris = new Set(wanted.map((each) => fillInTemplate(subscribe, { domain, scheme, orbit: each })));
  const uri = await parker.turned((told, body) => uris.has(told) && isOccupied(encodeText(body), state), { within });
  return uri === undefined ? undefined : orbitIn(uri, subscribe, domain);
}
