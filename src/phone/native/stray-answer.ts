import { dialogFromUac } from '../../sip/dialog/dialog.ts';
import { ackFor, inDialogRequest } from '../../sip/dialog/request.ts';
import type { Address, Endpoint } from '../../sip/endpoint.ts';
import { contactUri } from '../../sip/fields/contact.ts';
import { cseq } from '../../sip/fields/cseq.ts';
import { EMPTY_BODY, type SipRequest, type SipResponse } from '../../sip/message/message.ts';
import { nextHop } from '../../sip/route.ts';
import type { UserAgent } from '../../sip/ua/user-agent.ts';

/**
 * Ends a call that is answered after this phone has given it up without a CANCEL, because nobody had answered at all
 * until then: a pool that was paused does such things. It gets its ACK and a BYE (RFC 3261 13.2.2.4).
 */
export function endStrayCall(endpoint: Endpoint, agent: UserAgent, response: SipResponse, from: Address): void {
  if (response.status < 200 || response.status > 299 || cseq(response)?.method !== 'INVITE') return;
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
  if (agent.findDialog(dialog.callId, dialog.localTag, dialog.remoteTag) !== undefined) return;
  const ack = ackFor(dialog, invite);
  endpoint.sendAck(ack, nextHop(ack, from));
  const [, bye] = inDialogRequest(dialog, 'BYE');
  endpoint.request(bye, nextHop(bye, from));
}
