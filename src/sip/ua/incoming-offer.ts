import type { HeaderList } from '../dialog/request.ts';
import type { IncomingRequest } from '../endpoint.ts';
import type { Sdp } from '../sdp.ts';
import type { LiveDialog } from './live-dialog.ts';
import { reply } from './send-response.ts';
import { describedIn } from '../described.ts';
import { capabilities } from './identity.ts';
import { sdpBody } from './sdp-body.ts';

type Answer = Sdp | undefined;

/** How long a peer waits that sends a re-INVITE before its last one is answered, in s (RFC 3261 14.2). */
const RETRY_AFTER = '2';

/** What a re-INVITE or UPDATE of the peer meets in its session. */
export interface Offered {
  readonly live: LiveDialog;
  /** An offer of ours waits for its answer. */
  readonly busy: boolean;
  /** One of the peer's still waits for ours. */
  readonly answering: boolean;
  /** Our offer to a peer that makes none. */
  local(): Sdp;
  /** Fields of the 422 to a request whose session interval is too brief. */
  readonly tooBrief: HeaderList | undefined;
  /** Fields of a 2xx to the request about its session interval (RFC 4028 9); from then on it counts. */
  granted(): HeaderList;
  /** Undefined refuses the offer. */
  answer(offer: Sdp): Answer | Promise<Answer>;
  /** Calls `answered` with an answer that takes its time; with none when the session has ended meanwhile. */
  later(answer: Promise<Answer>, answered: (answer: Answer | 'ended') => void): void;
  agreed(local: Sdp, remote: Sdp): void;
  /** Accepts the re-INVITE; `offered` when `local` is an offer of ours, for which the ACK has the answer. */
  accept(local: Sdp, offered: boolean): void;
}

/** Answers a re-INVITE or UPDATE (RFC 3261 14.2, RFC 3311 5.2). A refused one changes nothing. */
export function takeOffer(incoming: IncomingRequest, session: Offered): void {
  const { request } = incoming;
  const described = describedIn(request);
  if (described.kind === 'refuse') reply(incoming, described.status, { reason: described.reason });
  else if (session.tooBrief !== undefined) reply(incoming, 422, { headers: session.tooBrief });
  else if (request.method === 'UPDATE' && described.kind === 'none') refresh(incoming, session);
  else if (session.busy) reply(incoming, 491);
  else if (session.answering) reply(incoming, 500, { headers: [['Retry-After', RETRY_AFTER]] });
  else if (described.kind === 'none') {
    session.live.refresh(request);
    session.accept(session.local(), true);
  } else {
    const remote = described.sdp;
    const answer = session.answer(remote);
    if (!(answer instanceof Promise)) conclude(incoming, session, { answer, remote });
    else session.later(answer, (each) => conclude(incoming, session, { answer: each, remote }));
  }
}

/** A request of a session that has ended is answered 487 (RFC 3261 15.1.2). */
function conclude(
  incoming: IncomingRequest,
  session: Offered,
  { answer: local, remote }: { answer: Answer | 'ended'; remote: Sdp },
): void {
  if (local === 'ended') reply(incoming, 487);
  else if (local === undefined) reply(incoming, 488);
  else accept(incoming, session, { local, remote });
}

/** An UPDATE without an offer moves the target, and refreshes the session. */
function refresh(incoming: IncomingRequest, session: Offered): void {
  session.live.refresh(incoming.request);
  reply(incoming, 200, { headers: fieldsOf(session) });
}

function fieldsOf(session: Offered): HeaderList {
  return [['Contact', session.live.contact], ...capabilities(), ...session.granted()];
}

function accept(incoming: IncomingRequest, session: Offered, { local, remote }: { local: Sdp; remote: Sdp }): void {
  session.live.refresh(incoming.request);
  session.agreed(local, remote);
  if (incoming.request.method === 'INVITE') {
    session.accept(local, false);
    return;
  }
  const { headers, body } = sdpBody(local);
  reply(incoming, 200, { headers: [...fieldsOf(session), ...headers], body });
}
