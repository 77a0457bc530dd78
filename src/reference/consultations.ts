import { parseReplaces } from '../sip/fields/replaces.ts';
import type { IncomingInvite, IncomingRefer, Session } from '../sip/ua/user-agent.ts';
import { type Obstacle, obstacleAt, type TakenPlace, whileLimited } from './orbit-places.ts';
import { OwnDescriptions } from './own-descriptions.ts';
import type { ParkService } from './park-service.ts';
import { refuseHolder } from './refused-park.ts';

/** Calls of parkers to free orbits, each of which is taken for the call that the parker has taken over there. */
export class Consultations {
  readonly #orbits = new Map<Session, number>();

  /** Answers a parker that calls an orbit. It hears nothing; when it hangs up without a transfer, the orbit is free again. */
  answer(incoming: IncomingInvite, orbit: number, service: ParkService): void {
    const obstacle = obstacleAt(orbit, service);
    if (obstacle !== undefined) return refuseHolder(incoming, orbit, obstacle, service);
    const sdp = new OwnDescriptions(service.host, undefined, undefined, service.pool.settings.srtp).silent(
      incoming.offer,
    );
    if (sdp === undefined) {
      service.orbits.free(orbit);
      return incoming.reject(488);
    }
    const session = incoming.accept({ sdp, contactUser: String(orbit) });
    this.#orbits.set(session, orbit);
    session.over.addEventListener('abort', () => {
      if (this.#orbits.delete(session)) service.orbits.free(orbit);
    });
  }

  /** The place at the orbit of the consultation that a REFER names by Replaces, which is over then; undefined where it names none. */
  placeOf({ referTo }: IncomingRefer, service: ParkService): TakenPlace | Obstacle | undefined {
    const named = referTo.replaces === undefined ? undefined : parseReplaces(referTo.replaces);
    const session = named && service.agent.findDialog(named.callId, named.toTag, named.fromTag);
    const orbit = session && this.#orbits.get(session);
    if (session === undefined || orbit === undefined) return undefined;
    const limited = whileLimited(service);
    if (limited !== undefined) return limited;
    this.#orbits.delete(session);
    void session.bye();
    return { kind: 'taken', orbit };
  }
}
