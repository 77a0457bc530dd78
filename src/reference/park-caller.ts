import { header } from '../sip/message/headers.ts';
import type { IncomingInvite } from '../sip/ua/user-agent.ts';
import { type Obstacle, obstacleAt, takeAny, type TakenPlace } from './orbit-places.ts';
import { userOf } from './park-request.ts';
import type { ParkService } from './park-service.ts';
import { warning } from './pool-context.ts';

/** Parks a party that calls an orbit itself: its call is the park, and the answer to it says how that went. */
export function parkCaller(incoming: IncomingInvite, orbit: number, service: ParkService): void {
  parkAt(incoming, obstacleAt(orbit, service) ?? { kind: 'taken', orbit }, service);
}

/** The same at an orbit that the pool chooses. */
export function parkInLot(incoming: IncomingInvite, service: ParkService): void {
  parkAt(incoming, takeAny(service), service);
}

function parkAt(incoming: IncomingInvite, place: TakenPlace | Obstacle, service: ParkService): void {
  if (place.kind === 'obstacle') {
    const { status, reason, why } = place;
    return service.pool.behaviour.refuseCaller(
      incoming,
      { status, reason, headers: [warning(service.pool, why)] },
      service,
    );
  }
  const { orbit } = place;
  void answer(incoming, orbit, service).catch((error: unknown) => {
    service.pool.trouble('a park failed', error);
    incoming.reject(500);
    if (service.at(orbit) === undefined) service.orbits.free(orbit);
  });
}

async function answer(incoming: IncomingInvite, orbit: number, service: ParkService): Promise<void> {
  const music = await service.openMusic();
  const { offer } = incoming;
  const sdp = offer === undefined ? music?.offer : music?.answerTo(offer);
  if (music === undefined || sdp === undefined || !incoming.pending) {
    music?.stop();
    music?.descriptions.end();
    service.orbits.free(orbit);
    return incoming.reject(music === undefined ? 500 : 488);
  }
  const session = incoming.accept({ sdp, contactUser: String(orbit) });
  // The answer to an offer of ours comes with the ACK.
  session.onAcknowledged = () => music.playTo(session.remoteSdp);
  const parker = userOf(header(incoming.request, 'Referred-By'));
  await service.keep({ orbit, session, music, parker });
}
