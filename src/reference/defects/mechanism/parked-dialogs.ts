import { callId, fromTag, toTag } from '../../../sip/fields/tags.ts';
import type { SipRequest } from '../../../sip/message/message.ts';
import type { ParkService } from '../../park-service.ts';

/** Whether a request comes in the dialog of a call that waits at an orbit. */
export function isOfParkedCall(request: SipRequest, service: ParkService): boolean {
  const [id, local, remote] = [callId(request), toTag(request), fromTag(request)];
  if (id === undefined || local === undefined || remote === undefined) return false;
  const session = service.agent.findDialog(id, local, remote);
  return session !== undefined && service.parked().some((orbit) => service.at(orbit)?.session === session);
}
