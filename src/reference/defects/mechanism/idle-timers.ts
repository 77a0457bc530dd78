/** Session intervals that a pool agrees on (RFC 4028), and keeps no timer for. */
import type { IncomingRequest } from '../../../sip/endpoint.ts';
import { formatSessionExpires, type SessionExpires, sessionExpiresOf } from '../../../sip/fields/session-expires.ts';
import { withHeader, withoutHeader } from '../../../sip/message/headers.ts';
import type { UserAgent } from '../../../sip/ua/user-agent.ts';
import { timerFields } from '../../../sip/ua/session-timer.ts';
import type { ParkService } from '../../park-service.ts';

/** In s: a call that is not refreshed ends while a cell lasts. */
const BRIEF = 1;

/** Agrees on a brief interval with the phones of all parked parties. */
export function agreeIdly(service: ParkService, refresher: SessionExpires['refresher']): void {
  const headers = [['Supported', 'timer'] as const, ...timerFields({ seconds: BRIEF, refresher })];
  for (const orbit of service.parked()) void service.at(orbit)?.session.request('UPDATE', { headers });
}

/** Takes a request of a phone that keeps up the interval, and grants it without a timer; false for every other request. */
export function grantIdly(agent: UserAgent, incoming: IncomingRequest): boolean {
  const { request } = incoming;
  const wanted = sessionExpiresOf(request);
  if (wanted === undefined || !agent.owns(request)) return false;
  const granted = formatSessionExpires({ ...wanted, refresher: wanted.refresher ?? 'uas' });
  return agent.receive({
    ...incoming,
    request: withoutHeader(request, 'Session-Expires'),
    respond: (response) => {
      const isGranted = response.status >= 200 && response.status < 300;
      incoming.respond(isGranted ? withHeader(response, 'Session-Expires', granted) : response);
    },
  });
}
