/** A dialect without REFER: a call is parked by an INVITE to a code and a chosen orbit, and retrieved by one to another code. */
import type { ParkDialect, ParkRequest, ParkResult } from '../../../src/dialect/dialect.ts';

export const PARK_CODE = '*68';
export const RETRIEVE_CODE = '*88';

export const featureCode: ParkDialect = {
  requests: { park: 1, retrieve: 1 },
  looksUpFirst: () => false,
  park,
  lookup: async () => ({ kind: 'answered', status: 489, reason: 'no orbit is shown' }),
  holding: () => undefined,
  retrieve: ({ candidate, phone, orbit, next, callIds: [callId], within }) =>
    phone.dial({ callId, uri: `sip:${RETRIEVE_CODE}${orbit}@${candidate.domain}`, next, within }),
};

async function park({ candidate, pool, parker, leg, next, callIds, within }: ParkRequest): Promise<ParkResult> {
  const orbit = String(candidate.pools[pool].orbits.first);
  await leg.hold({ within });
  const [callId] = callIds;
  const answer = await parker.dial({ callId, uri: `sip:${PARK_CODE}${orbit}@${candidate.domain}`, next, within });
  switch (answer.kind) {
    case 'connected':
      await answer.leg.hangUp({ within });
      return { kind: 'parked', orbit };
    case 'answered':
      await leg.resume({ within });
      return { kind: 'refused', status: answer.status, reason: answer.reason };
    case 'silent':
    case 'unreachable':
      return answer;
  }
}
