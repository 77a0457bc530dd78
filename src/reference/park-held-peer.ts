import { header } from '../sip/message/headers.ts';
import type { IncomingInvite } from '../sip/ua/user-agent.ts';
import { type HeldCall, heldBy } from './held-call.ts';
import { OwnDescriptions } from './own-descriptions.ts';
import { obstacleAt } from './orbit-places.ts';
import { claimToPark, parkPeer } from './park-in-dialog.ts';
import { userOf } from './park-request.ts';
import type { ParkService } from './park-service.ts';
import { warning } from './pool-context.ts';
import { refuseHolder } from './refused-park.ts';
import { seeOut } from './session-end.ts';

/** A party that has its peer on hold calls the code that parks: the peer is parked, and the answer says how that went. */
export function parkHeldPeer(incoming: IncomingInvite, orbit: number, service: ParkService): void {
  // The mode says more than that there is nothing to park.
  const obstacle = obstacleAt(orbit, service);
  if (obstacle !== undefined) return refuseHolder(incoming, orbit, obstacle, service);
  const held = heldBy(incoming, service);
  if (held === undefined || !claimToPark(held.joined, held.parker, service)) {
    service.orbits.free(orbit);
    const why = 'the caller has no call on hold';
    return incoming.reject(held === undefined ? 404 : 491, undefined, [warning(service.pool, why)]);
  }
  void park(incoming, { ...held, orbit, name: userOf(header(incoming.request, 'From')) }, service);
}

async function park(
  incoming: IncomingInvite,
  asked: HeldCall & { readonly orbit: number; readonly name: string | undefined },
  service: ParkService,
): Promise<void> {
  const { status, reason } = await parkPeer(asked, service);
  if (status >= 300) return incoming.reject(status, reason);
  if (service.pool.behaviour.endsLegOfParker()) void asked.parker.bye();
  const sdp = new OwnDescriptions(service.host, undefined, undefined, service.pool.settings.srtp).silent(
    incoming.offer,
  );
  if (sdp === undefined) return incoming.reject(488);
  // The caller has heard all that there is to hear.
  await seeOut(incoming.accept({ sdp }));
}
