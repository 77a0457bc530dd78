import type { Header } from './pool-context.ts';
import { describeDialog } from './describe-dialog.ts';
import { bothWays, offerTo, sameMedia, type Side } from './joined-call.ts';
import type { ParkService } from './park-service.ts';
import type { Destination } from './request-relay.ts';
import { sessionTimer } from './pool-context.ts';

/** How long a user that a call is given to may be rung, in ms, where nothing else is said. */
const LONGEST_RINGING = 120_000;

/** A call to a user in the name of a party. */
export interface CallFor {
  readonly to: Destination;
  /** URI of To. */
  readonly user: string;
  /** URI of From: the party. */
  readonly from: string | undefined;
  /** User part of our Contact. */
  readonly contactUser: string;
  readonly headers?: readonly Header[];
  /** Longest ringing, in ms. */
  readonly ring?: number;
  /** Ends the ringing. */
  readonly gone?: AbortSignal;
}

export type Called =
  | { readonly kind: 'answered'; readonly side: Side }
  | { readonly kind: 'failed'; readonly status: number; readonly reason?: string };

/** Calls a user with the description of a party, and describes the user to the party when it answers. */
export async function callAndDescribe(party: Side, call: CallFor, service: ParkService): Promise<Called> {
  const said = party.session.remoteSdp;
  if (said === undefined) return { kind: 'failed', status: 480 };
  const { to, user, from, contactUser, headers = [], ring = LONGEST_RINGING, gone } = call;
  const descriptions = await describeDialog(service.pool);
  const place = service.placeOfCall(contactUser);
  const sessionExpires = sessionTimer(service.pool);
  const sdp = descriptions.of(bothWays(said));
  const outgoing = service.agent.invite({ ...to, to: user, from, sdp, headers, sessionExpires, ...place });
  const cancel = (): void => outgoing.cancel();
  const timer = setTimeout(cancel, ring);
  gone?.addEventListener('abort', cancel);
  const result = await outgoing.result;
  clearTimeout(timer);
  gone?.removeEventListener('abort', cancel);
  if (result.kind === 'established') descriptions.endWith(result.session.over);
  else descriptions.end();
  if (result.kind === 'rejected') {
    const { status, reason } = result.response;
    return { kind: 'failed', status, reason };
  }
  if (result.kind !== 'established') return { kind: 'failed', status: result.kind === 'timeout' ? 408 : 480 };
  const side: Side = { session: result.session, descriptions };
  const answer = side.session.remoteSdp;
  // Both lead to one address, also where the pool has left that to its peer since.
  party.session.moveTo({ ...place, contactUser: undefined });
  const described = answer && (await offerTo(party, answer));
  if (described === undefined) {
    void side.session.bye();
    return { kind: 'failed', status: 488 };
  }
  if (!sameMedia(said, described)) void offerTo(side, described);
  return { kind: 'answered', side };
}
