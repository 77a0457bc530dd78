import { dialogFromUac } from '../../sip/dialog/dialog.ts';
import { ackFor, inDialogRequest } from '../../sip/dialog/request.ts';
import type { Address, Endpoint } from '../../sip/endpoint.ts';
import { contactUri } from '../../sip/fields/contact.ts';
import { cseq } from '../../sip/fields/cseq.ts';
import { EMPTY_BODY, type SipRequest, type SipResponse } from '../../sip/message/message.ts';
import { nextHop } from '../../sip/route.ts';
import type { UserAgent } from '../../sip/ua/user-agent.ts';

const LAST_CSEQ = 2 ** 31 - 1;

/**
 * Ends a call that is answered after this phone has given it up without a CANCEL, because nobody had answered at all
 * until then: a pool that was paused does such things. It gets its ACK and a BYE (RFC 3261 13.2.2.4).
 * False when the response is nothing of the kind.
 */
export function endStrayCall(endpoint: Endpoint, agent: UserAgent, response: SipResponse, from: Address): boolean {
  const asked = cseq(response);
  if (response.status < 200 || response.status > 299 || asked?.method !== 'INVITE') return false;
  // The BYE needs a higher number (8.1.1.5); none of our requests comes near the last one.
  if (asked.seq >= LAST_CSEQ) return false;
  const { headers } = response;
  // The INVITE is forgotten; what a dialog takes from it stands in the answer too.
  const invite: SipRequest = {
    kind: 'request',
    method: 'INVITE',
    uri: contactUri(response) ?? '',
    headers,
    body: EMPTY_BODY,
  };
  const dialog = dialogFromUac(invite, response);
  if (agent.findDialog(dialog.callId, dialog.localTag, dialog.remoteTag) !== undefined) return false;
  const ack = ackFor(dialog, invite);
  endpoint.sendAck(ack, nextHop(ack, from));
  const [, bye] = inDialogRequest(dialog, 'BYE');
  endpoint.request(bye, nextHop(bye, from));
  return true;
}
