import type { HeaderList } from '../dialog/request.ts';
import type { IncomingRequest } from '../endpoint.ts';
import type { Sdp } from '../sdp.ts';
import type { LiveDialog } from './live-dialog.ts';
import { reply } from './send-response.ts';
import { describedIn } from '../described.ts';
import { sdpBody } from './sdp-body.ts';

/** What a re-INVITE or UPDATE of the peer meets in its session. */
export interface Offered {
  readonly live: LiveDialog;
  /** An offer of ours waits for its answer. */
  readonly busy: boolean;
  readonly local: Sdp;
  /** Undefined refuses the offer. */
  answer(offer: Sdp): Sdp | undefined;
  agreed(local: Sdp, remote: Sdp): void;
  /** Accepts the re-INVITE; `offered` when `local` is an offer of ours, for which the ACK has the answer. */
  accept(local: Sdp, offered: boolean): void;
}

/** Answers a re-INVITE or UPDATE (RFC 3261 14.2, RFC 3311 5.2). A refused one changes nothing. */
export function takeOffer(incoming: IncomingRequest, session: Offered): void {
  const { request } = incoming;
  const described = describedIn(request);
  if (described.kind === 'refuse') reply(incoming, described.status, { reason: described.reason });
  else if (request.method === 'UPDATE' && described.kind === 'none') refresh(incoming, session);
  else if (session.busy) reply(incoming, 491);
  else if (described.kind === 'none') {
    session.live.refresh(request);
    session.accept(session.local, true);
  } else {
    const local = session.answer(described.sdp);
    if (local === undefined) reply(incoming, 488);
    else accept(incoming, session, { local, remote: described.sdp });
  }
}

/** An UPDATE without an offer moves the target and no more. */
function refresh(incoming: IncomingRequest, { live }: Offered): void {
  live.refresh(incoming.request);
  reply(incoming, 200, { headers: [['Contact', live.contact]] });
}

function accept(incoming: IncomingRequest, session: Offered, { local, remote }: { local: Sdp; remote: Sdp }): void {
  session.live.refresh(incoming.request);
  session.agreed(local, remote);
  if (incoming.request.method === 'INVITE') {
    session.accept(local, false);
    return;
  }
  const { headers, body } = sdpBody(local);
  const contact: HeaderList = [['Contact', session.live.contact]];
  reply(incoming, 200, { headers: [...contact, ...headers], body });
}
