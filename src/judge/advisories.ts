import type { Seen } from './evidence/seen-messages.ts';
import type { Referral } from './evidence/parkings.ts';
import type { Advisory } from './verdict.ts';

/** RFC 7647 took 202 away from REFER; everybody must still take it for a 200. */
export function acceptedWith202({ answer }: Referral): readonly Advisory[] {
  if (answer?.message.status !== 202) return [];
  return [{ text: 'REFER was answered 202; it should be 200', source: 'RFC 7647 section 5', evidence: [answer.n] }];
}

/** Answering for somebody who is not there: callers are told by a failure, not by an announcement in a call. */
export function answeredForNobody(answer: Seen): readonly Advisory[] {
  const text =
    'an orbit where nobody is was answered 2xx; a failure such as 404 tells callers what an announcement cannot';
  return [{ text, source: 'RFC 3261 section 21.4.5', evidence: [answer.n] }];
}
