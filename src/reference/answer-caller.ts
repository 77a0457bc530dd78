import type { Sdp } from '../sip/sdp.ts';
import type { ContactPlace } from '../sip/ua/identity.ts';
import type { IncomingInvite, Session } from '../sip/ua/user-agent.ts';
import { bothWays, offerTo, sameMedia, type Side } from './joined-call.ts';
import type { Media, OwnDescriptions } from './own-descriptions.ts';

export interface Answering {
  /** Ours, of the other party to the caller. */
  readonly descriptions: OwnDescriptions;
  /** Where the caller reaches us from then on. */
  readonly place: ContactPlace;
  /** Called before the caller is accepted. */
  readonly accepting?: () => void;
}

/** Describes caller and party to each other. The party was not told of a caller that was `refused`, but of one that is `gone`. */
export async function answerCaller(
  incoming: IncomingInvite,
  party: Side,
  to: Answering,
): Promise<Side | 'refused' | 'gone'> {
  const { offer } = incoming;
  if (offer === undefined) return answerWithOffer(incoming, party, to);
  const described = await offerTo(party, offer);
  if (described !== undefined && incoming.pending) return acceptCaller(incoming, described, to);
  to.descriptions.end();
  if (described !== undefined) return 'gone';
  incoming.reject(party.session.state === 'ended' ? 404 : 488);
  return 'refused';
}

/** A caller that leaves the offer to us gets what the party has said last (RFC 3725 4.4), and answers with its ACK. */
export async function answerWithOffer(
  incoming: IncomingInvite,
  party: Side,
  to: Answering,
): Promise<Side | 'refused' | 'gone'> {
  const said = party.session.remoteSdp;
  if (said === undefined) {
    to.descriptions.end();
    incoming.reject(480);
    return 'refused';
  }
  const caller = acceptCaller(incoming, bothWays(said), to);
  const chosen = await acknowledged(caller.session);
  const answered = chosen && (await offerTo(party, chosen));
  if (answered === undefined || caller.session.state === 'ended') {
    void caller.session.bye();
    return chosen === undefined ? 'refused' : 'gone';
  }
  if (!sameMedia(said, answered)) void offerTo(caller, answered);
  return caller;
}

export function acceptCaller(
  incoming: IncomingInvite,
  described: Media,
  { descriptions, place, accepting }: Answering,
): Side {
  accepting?.();
  const session = incoming.accept({ sdp: descriptions.of(described), ...place });
  descriptions.endWith(session.over);
  return { session, descriptions };
}

/** The answer that comes with the ACK; undefined when there is none, or the caller has gone. */
function acknowledged(session: Session): Promise<Sdp | undefined> {
  return new Promise((resolve) => {
    session.onAcknowledged = () => resolve(session.remoteSdp);
    session.onEnded = () => resolve(undefined);
  });
}
