import { audioOf, parseSdp } from '../../../sip/sdp.ts';
import type { Defect } from '../defect.ts';
import { limitsCalls } from './mechanism/limited-calls.ts';

/** Taking a call back asks for media that the pool will not allot while it is being drained; giving them up it allowed. */
export const refusesResumeAtFailback: Defect = {
  id: 'refuses-resume-at-failback',
  title: 'A call can be put on hold but not taken back while users are given back',
  turnsRed: ['DR-13/holdable'],
  behaviour: limitsCalls(({ method, body }) => {
    const sdp = parseSdp(body);
    return method === 'INVITE' && sdp !== undefined && audioOf(sdp)?.direction === 'sendrecv' ? 488 : 'pass';
  }),
};
