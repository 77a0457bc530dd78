import { audioOf, parseSdp } from '../../../sip/sdp.ts';
import type { Defect } from '../defect.ts';
import { limitsCalls } from './mechanism/limited-calls.ts';

/** Limited service is taken too far: no change of a call is allowed, not even a hold that concerns nobody else. */
export const refusesHoldAtFailback: Defect = {
  id: 'refuses-hold-at-failback',
  title: 'A call cannot be put on hold while users are given back',
  turnsRed: ['DR-13/holdable'],
  behaviour: limitsCalls(({ method, body }) => {
    const sdp = parseSdp(body);
    return method === 'INVITE' && sdp !== undefined && audioOf(sdp)?.direction === 'sendonly' ? 503 : 'pass';
  }),
};
