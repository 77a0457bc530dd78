import type { InviteResult, Session } from '../sip/ua/user-agent.ts';
import type { JoinedCall, Side } from './joined-call.ts';
import type { Music } from './music-source.ts';
import { failure, type ParkService } from './park-service.ts';

/** A party that the pool has a dialog with, in a call that a parker has through the pool. */
export interface JoinedParkee {
  readonly joined: JoinedCall;
  readonly parker: Session;
  readonly parkee: Side;
}

/** Parks a party in the dialog that we have with it. The parker is out of the call then, and may hang up. */
export async function takeBack({ joined, parkee }: JoinedParkee, orbit: number, music: Music): Promise<InviteResult> {
  const { session } = parkee;
  session.moveTo({ contactUser: String(orbit) });
  const outcome = await session.reinvite(music.offer);
  if (outcome.kind === 'timeout') return { kind: 'timeout', why: 'no answer' };
  if (outcome.kind !== 'response') return outcome;
  if (outcome.response.status >= 300) return { kind: 'rejected', response: outcome.response };
  joined.takeApart();
  return { kind: 'established', session };
}

/** Claims a call in which a party wants its peer parked; false where that is not possible now. */
export function claimToPark(joined: JoinedCall, parker: Session, { pool }: ParkService): boolean {
  const claimed = joined.claim();
  const parkee = joined.otherThan(parker).session.remoteUri;
  const free = pool.behaviour.isFree({ call: joined.id, parkee }, !claimed);
  if (claimed && !free) joined.unclaim();
  return claimed && free;
}

/** How a park went, in the status and the words of an answer. */
export interface ParkOutcome {
  readonly status: number;
  readonly reason?: string | undefined;
}

/** An orbit that has been taken for a call, and the user part of its parker. */
interface At {
  readonly orbit: number;
  readonly name: string | undefined;
}

/**
 * Parks the peer of a party in a call that was claimed. Where that succeeds the parker is left to be let go; else the call goes
 * on.
 */
export async function parkPeer(
  { joined, parker, ...at }: Omit<JoinedParkee, 'parkee'> & At,
  service: ParkService,
): Promise<ParkOutcome> {
  joined.spare(parker);
  const parked = { joined, parker, parkee: joined.otherThan(parker), ...at };
  const outcome = await parkInDialog(parked, service).catch((error: unknown): ParkOutcome => {
    service.pool.trouble('a park failed', error);
    return { status: 500 };
  });
  if (outcome.status >= 300) {
    joined.unclaim();
    joined.mind(parker);
  }
  return outcome;
}

/** Parks a party at an orbit that has been taken for it. */
export async function parkInDialog(
  { orbit, name, ...from }: JoinedParkee & At,
  service: ParkService,
): Promise<ParkOutcome> {
  const music = await service.openMusic(from.parkee.descriptions);
  const result = music && (await takeBack(from, orbit, music));
  if (music === undefined || result?.kind !== 'established') {
    music?.stop();
    service.orbits.free(orbit);
    const [status, reason] = failure(result);
    return { status, reason };
  }
  await service.keep({ orbit, session: result.session, music, parker: name });
  return { status: 200 };
}
