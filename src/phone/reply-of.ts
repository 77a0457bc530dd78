import type { FinalOutcome } from '../sip/endpoint.ts';
import { redirectUris } from '../sip/fields/contact.ts';
import type { SipResponse } from '../sip/message/message.ts';
import type { Reply } from './phone.ts';

/** No outcome yet is silence too. */
export function replyOf(outcome: FinalOutcome | undefined): Reply {
  switch (outcome?.kind) {
    case 'response':
      return answeredBy(outcome.response);
    case 'transport':
      return { kind: 'unreachable', why: outcome.why };
    case 'timeout':
    case undefined:
      return { kind: 'silent' };
  }
}

/** A redirect tells where it leads. */
export function answeredBy(response: SipResponse): Extract<Reply, { kind: 'answered' }> {
  const { status, reason } = response;
  const [contact] = isRedirect(status) ? redirectUris(response) : [];
  return { kind: 'answered', status, reason, ...(contact === undefined ? {} : { contact }) };
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

export function isSuccess(reply: Reply): reply is Extract<Reply, { kind: 'answered' }> {
  return reply.kind === 'answered' && reply.status >= 200 && reply.status < 300;
}
