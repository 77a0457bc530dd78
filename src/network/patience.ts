import { OVERTAKEN } from './fate.ts';
import type { Impairment } from './impairment.ts';

/** RFC 3261 17.1.1.1, in ms: after this long, then twice as long, and so on, an unanswered request is sent again. */
const T1 = 500;
/** How often a request and its answer may fail to get through before they are given up: one in a thousand. */
const GIVEN_UP = 1e-3;
/** Round trips that one thing to wait for is made of: request, challenge, request, what it brings about, its report. */
const TRIPS = 5;
const MOST = 15_000;

/**
 * How much longer to wait for an answer on such a network than on a good one, in ms. Waiting is no opinion: how late is
 * too late is decided afterwards, with what the network took deducted.
 */
export function patienceFor({ loss, delay, jitter, reorder }: Impairment): number {
  const held = 2 * TRIPS * (delay + jitter + (reorder > 0 ? OVERTAKEN : 0));
  return Math.min(MOST, Math.ceil(held + (loss > 0 ? retransmitting(loss) : 0)));
}

/** Until the attempt is sent that comes after as many as may fail. */
function retransmitting(loss: number): number {
  const fails = 1 - (1 - loss) ** 2;
  const attempts = Math.ceil(Math.log(GIVEN_UP) / Math.log(fails));
  return T1 * (2 ** Math.min(attempts, 5) - 1);
}
