import type { FinalOutcome } from '../sip/endpoint.ts';
import type { Reply } from './phone.ts';

/** No outcome yet is silence too. */
export function replyOf(outcome: FinalOutcome | undefined): Reply {
  switch (outcome?.kind) {
    case 'response':
      return { kind: 'answered', status: outcome.response.status, reason: outcome.response.reason };
    case 'transport':
      return { kind: 'unreachable', why: outcome.why };
    case 'timeout':
    case undefined:
      return { kind: 'silent' };
  }
}

export function isSuccess(reply: Reply): reply is Extract<Reply, { kind: 'answered' }> {
  return reply.kind === 'answered' && reply.status >= 200 && reply.status < 300;
}
