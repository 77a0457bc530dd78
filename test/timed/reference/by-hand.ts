/** Requests that a user agent would not send by itself. */
import { cseq } from '../../../src/sip/fields/cseq.ts';
import type { SipRequest, SipResponse } from '../../../src/sip/message/message.ts';
import type { Sdp } from '../../../src/sip/sdp.ts';
import { sdpBody } from '../../../src/sip/ua/sdp-body.ts';
import type { Session } from '../../../src/sip/ua/user-agent.ts';
import type { Phone } from './bed.ts';

/** An INVITE without an offer. */
export function byHand(who: Phone, uri: string, method: string, session?: Session): SipRequest {
  const headers = [
    ['From', `<sip:${who.name}@park.example>;tag=${session?.localTag ?? 'by-hand'}`],
    ['To', `<sip:orbit@park.example>${session === undefined ? '' : `;tag=${session.remoteTag}`}`],
    ['Call-ID', session?.callId ?? 'by-hand'],
    ['CSeq', `1000 ${method}`],
    ['Max-Forwards', '70'],
    ['Contact', `<${who.ua.contact}>`],
  ] as const;
  const fields = headers.map(([name, value]) => ({ name, value }));
  return { kind: 'request', method, uri, headers: fields, body: new Uint8Array() };
}

export function ackTo(invite: SipRequest, response: SipResponse, sdp?: Sdp): SipRequest {
  const from = (name: string): string => response.headers.find((each) => each.name === name)?.value ?? '';
  const described = sdp && sdpBody(sdp);
  const headers = [
    ['From', from('From')],
    ['To', from('To')],
    ['Call-ID', from('Call-ID')],
    ['CSeq', `${cseq(invite)?.seq} ACK`],
    ['Max-Forwards', '70'],
    ...(described?.headers ?? []),
  ] as const;
  const fields = headers.map(([name, value]) => ({ name, value }));
  return {
    kind: 'request',
    method: 'ACK',
    uri: invite.uri,
    headers: fields,
    body: described?.body ?? new Uint8Array(),
  };
}
