import { dialogFromUac } from '../../sip/dialog/dialog.ts';
import { ackFor, inDialogRequest } from '../../sip/dialog/request.ts';
import type { Address, Endpoint } from '../../sip/endpoint.ts';
import type { Limit } from '../../sip/excess.ts';
import { contactUri } from '../../sip/fields/contact.ts';
import { cseq } from '../../sip/fields/cseq.ts';
import { EMPTY_BODY, type SipRequest, type SipResponse } from '../../sip/message/message.ts';
import { nextHop } from '../../sip/route.ts';
import type { UserAgent } from '../../sip/ua/user-agent.ts';

const LAST_CSEQ = 2 ** 31 - 1;

/** More calls than these are no accident. */
const STRAYS: Limit = { what: 'late answers to calls that were given up', most: 32, outcome: 'not hung up' };

/**
 * Ends calls that are answered after this phone has given them up without a CANCEL, because no answer at all had come
 * until then: a pool that was paused does such things. Each gets its ACK and a BYE (RFC 3261 13.2.2.4).
 */
export class StrayAnswers {
  readonly #endpoint: Endpoint;
  readonly #agent: UserAgent;
  /** The dialogs that a BYE was sent in. */
  readonly #ended = new Set<string>();

  constructor(endpoint: Endpoint, agent: UserAgent) {
    this.#endpoint = endpoint;
    this.#agent = agent;
  }

  /** A response that belongs to no transaction. One that is no 2xx to an INVITE needs nothing. */
  receive(response: SipResponse, from: Address): void {
    const asked = cseq(response);
    if (response.status < 200 || response.status > 299 || asked?.method !== 'INVITE') return;
    // The BYE needs a higher number (8.1.1.5); none of our requests comes near the last one.
    if (asked.seq >= LAST_CSEQ) return;
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
    const { callId, localTag, remoteTag } = dialog;
    if (this.#agent.findDialog(callId, localTag, remoteTag) !== undefined) return;
    const name = [callId, localTag, remoteTag].join('\n');
    const again = this.#ended.has(name);
    if (!again && this.#ended.size >= STRAYS.most) return this.#endpoint.excesses.count(STRAYS);
    const ack = ackFor(dialog, invite);
    this.#endpoint.sendAck(ack, nextHop(ack, from));
    if (again) return;
    this.#ended.add(name);
    const [, bye] = inDialogRequest(dialog, 'BYE');
    this.#endpoint.request(bye, nextHop(bye, from));
  }
}
