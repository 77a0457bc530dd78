/** Reading what phones return, for steering. */
import type { Leg, Phone, Reply } from '../phone/phone.ts';

export function callIdsOf(phone: Phone): ReadonlySet<string> {
  return new Set(phone.legs().map((leg) => leg.callId));
}

/** The youngest leg that was not there before. */
export function newLeg(phone: Phone, before: ReadonlySet<string>): Leg | undefined {
  return phone.legs().findLast((leg) => !before.has(leg.callId));
}

/** A reply in words, for the `why` of a failed action. */
export function told(reply: Reply): string {
  switch (reply.kind) {
    case 'answered':
      return `answered ${reply.status} ${reply.reason}`;
    case 'unreachable':
      return `unreachable: ${reply.why}`;
    case 'silent':
      return 'no answer';
  }
}
