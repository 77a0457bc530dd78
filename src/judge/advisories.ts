import type { Referral } from './parkings.ts';
import type { Advisory } from './verdict.ts';

/** RFC 7647 took 202 away from REFER; everybody must still take it for a 200. */
export function acceptedWith202({ answer }: Referral): readonly Advisory[] {
  if (answer?.message.status !== 202) return [];
  return [{ text: 'REFER was answered 202; it should be 200', source: 'RFC 7647 section 5', evidence: [answer.n] }];
}
