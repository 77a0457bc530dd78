import type { Seen } from './evidence/seen-messages.ts';
import type { Advisory } from './verdict.ts';

/** Answering for somebody who is not there: callers are told by a failure, not by an announcement in a call. */
export function answeredForNobody(answer: Seen): readonly Advisory[] {
  const text =
    'an orbit where nobody is was answered 2xx; a failure such as 404 tells callers what an announcement cannot';
  return [{ text, source: 'RFC 3261 section 21.4.5', evidence: [answer.n] }];
}
