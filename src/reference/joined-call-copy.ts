import type { SessionSnapshot, UserAgent } from '../sip/ua/user-agent.ts';
import type { JoinedCall, Side } from './joined-call.ts';
import { type DescribedBefore, OwnDescriptions } from './own-descriptions.ts';
import { takeRelayPort } from './relay-port.ts';
import type { SrtpMode } from './settings.ts';

interface SideCopy {
  readonly session: SessionSnapshot;
  readonly described: DescribedBefore;
}

/** A call of two parties as one pool tells the other of it, which goes on with it when the first one is gone. */
export interface JoinedCallCopy {
  readonly id: string;
  readonly sides: readonly [SideCopy, SideCopy];
}

/** Descriptions that may have been given since the copy was made (RFC 3264 8). */
const UNSEEN_DESCRIPTIONS = 100;

export function copyOf({ id, sides: [one, other] }: JoinedCall): JoinedCallCopy {
  return { id, sides: [copyOfSide(one), copyOfSide(other)] };
}

/** Our descriptions for each party of a call that another pool has led until now. */
export type DescribedAgain = readonly [OwnDescriptions, OwnDescriptions];

/** Goes on with the sound of a call that came through the other pool; rejects when a port of it cannot be had. */
export async function describeAgain(
  { sides: [one, other] }: JoinedCallCopy,
  host: string,
  srtp: SrtpMode | undefined,
): Promise<DescribedAgain> {
  return Promise.all([goOnWith(one.described, host, srtp), goOnWith(other.described, host, srtp)]);
}

async function goOnWith(
  { sessionId, version, relayed }: DescribedBefore,
  host: string,
  srtp: SrtpMode | undefined,
): Promise<OwnDescriptions> {
  const relay = relayed && (await takeRelayPort(relayed));
  return new OwnDescriptions(host, { sessionId, version: version + UNSEEN_DESCRIPTIONS }, relay, srtp);
}

/** The parties of the call, in sessions of the user agent. */
export function restoreSides(
  { sides: [one, other] }: JoinedCallCopy,
  [ofOne, ofOther]: DescribedAgain,
  agent: UserAgent,
): readonly [Side, Side] {
  const restore = ({ session }: SideCopy, descriptions: OwnDescriptions): Side => {
    const restored = agent.restore(session);
    descriptions.endWith(restored.over);
    return { session: restored, descriptions };
  };
  return [restore(one, ofOne), restore(other, ofOther)];
}

function copyOfSide({ session, descriptions }: Side): SideCopy {
  return { session: session.snapshot(), described: descriptions.last };
}
