import type { Seen } from './evidence/seen-messages.ts';
import type { Advisory } from './verdict.ts';
import { ADVISORIES } from './sentences/advisory-words.ts';

/** Answering for somebody who is not there: callers are told by a failure, not by an announcement in a call. */
export function answeredForNobody(answer: Seen): readonly Advisory[] {
  return [{ ...ADVISORIES.answeredForNobody, evidence: [answer.n] }];
}
