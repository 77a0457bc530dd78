/** The requests that a client transaction makes out of its INVITE. */
import { buildRequest } from '../message/build.ts';
import { header, headerValues } from '../message/headers.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';

/** ACK to a final response of 300-699: RFC 3261 17.1.1.3. To, with its tag, is the response's. */
export function ackFor(invite: SipRequest, response: SipResponse): SipRequest {
  return derive(invite, 'ACK', header(response, 'To') ?? '');
}

/** CANCEL of an INVITE: RFC 3261 9.1. */
export function cancelFor(invite: SipRequest): SipRequest {
  return derive(invite, 'CANCEL', header(invite, 'To') ?? '');
}

/** Both keep the INVITE's Request-URI, topmost Via, Route set, From, Call-ID and CSeq number. */
function derive(invite: SipRequest, method: string, to: string): SipRequest {
  const sequence = Number.parseInt(header(invite, 'CSeq') ?? '', 10);
  const copied = (name: string): Array<readonly [string, string]> =>
    headerValues(invite, name).map((value) => [name, value]);
  return buildRequest({
    method,
    uri: invite.uri,
    headers: [
      ...copied('Via').slice(0, 1),
      ...copied('Route'),
      ['Max-Forwards', '70'],
      ['From', header(invite, 'From') ?? ''],
      ['To', to],
      ['Call-ID', header(invite, 'Call-ID') ?? ''],
      ['CSeq', `${sequence} ${method}`],
    ],
  });
}
