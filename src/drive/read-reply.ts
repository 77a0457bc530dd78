/** Reading what phones return, for steering. */
import type { Leg, Phone, Reply } from '../phone/phone.ts';
import type { Failure } from './act.ts';

export function callIdsOf(phone: Phone): ReadonlySet<string> {
  return new Set(phone.legs().map((leg) => leg.callId));
}

/** The youngest leg that was not there before. */
export function newLeg(phone: Phone, before: ReadonlySet<string>): Leg | undefined {
  return phone.legs().findLast((leg) => !before.has(leg.callId));
}

/** A reply that made an action fail. */
export function told(reply: Reply): Failure {
  switch (reply.kind) {
    case 'answered':
      return { failure: 'answered', why: `answered ${reply.status} ${reply.reason}` };
    case 'unreachable':
      return { failure: 'unreachable', why: `unreachable: ${reply.why}` };
    case 'silent':
      return { failure: 'silent', why: reply.why ?? 'no answer' };
  }
}
