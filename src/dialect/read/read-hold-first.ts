/** The re-INVITE by which a call is put on hold for a park. Where it fails, nothing else is asked of the candidate. */
import type { Action } from '../../judge/evidence/actions.ts';
import { offersHold } from '../../judge/evidence/hold-offers.ts';
import { answered } from '../../judge/evidence/observed-reply.ts';
import type { Known } from '../reading.ts';
import { legsBefore } from './read-park-leg.ts';
import { answerWord, type AskedBySip } from './read-park-requests.ts';

/** The hold that failed, as what the park was asked by; undefined where the call was held, and where nothing was sent. */
export function askedByHold(action: Action, { owners, messages }: Known): AskedBySip | undefined {
  const { call, by, asked, range } = action;
  if (call === undefined || by === undefined) return undefined;
  const request = legsBefore(owners, by, call, asked.n)
    .flatMap((leg) => messages.requests(by, leg.callId, 'INVITE', 'out'))
    .filter(({ n, toTag, message }) => n > asked.n && n <= range.to && toTag !== undefined && offersHold(message))
    // The last one is that which met a challenge.
    .toSorted((one, other) => one.n - other.n)
    .at(-1);
  if (request === undefined) return undefined;
  const final = messages.final(request);
  const reply = answered(request, final, action, final === undefined ? messages.unreadableTo(request) : undefined);
  if (reply.kind === 'accepted') return undefined;
  return { request, reply, told: final && answerWord(final, false), orbit: undefined, departures: [] };
}
