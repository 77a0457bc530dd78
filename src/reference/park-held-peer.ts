import { audioOf } from '../sip/sdp.ts';
import { header } from '../sip/message/headers.ts';
import type { IncomingInvite, Session } from '../sip/ua/user-agent.ts';
import type { JoinedCall } from './joined-call.ts';
import { OwnDescriptions } from './own-descriptions.ts';
import { obstacleAt, takeNamed } from './orbit-places.ts';
import { claimToPark, parkPeer } from './park-in-dialog.ts';
import { userOf } from './park-request.ts';
import type { ParkService } from './park-service.ts';
import { warning } from './pool-context.ts';
import { tellOfRefused } from './refused-park.ts';
import { seeOut } from './session-end.ts';

/** A party that has its peer on hold calls the code that parks: the peer is parked, and the answer says how that went. */
export function parkHeldPeer(incoming: IncomingInvite, orbit: number, service: ParkService): void {
  const name = userOf(header(incoming.request, 'From'));
  const held = name === undefined ? undefined : heldBy(name, service);
  // The mode says more than that there is nothing to park.
  const obstacle = obstacleAt(orbit, service);
  if (obstacle !== undefined) {
    const { status, reason, why } = obstacle;
    const { behaviour } = service.pool;
    behaviour.refuseCaller(incoming, { status, reason, headers: [warning(service.pool, why)] }, service);
    const place = () => takeNamed({ kind: 'orbit', orbit }, service);
    return held && tellOfRefused({ ...held, place }, obstacle, service);
  }
  if (held === undefined || !claimToPark(held.joined, held.parker, service)) {
    service.orbits.free(orbit);
    const why = 'the caller has no call on hold';
    return incoming.reject(held === undefined ? 404 : 491, undefined, [warning(service.pool, why)]);
  }
  void park(incoming, { ...held, orbit, name }, service);
}

interface Held {
  readonly joined: JoinedCall;
  readonly parker: Session;
}

/** The youngest call that a user has put on hold. */
function heldBy(user: string, { joined }: ParkService): Held | undefined {
  return [...joined]
    .toReversed()
    .flatMap((call) => call.sides.map(({ session }) => ({ joined: call, parker: session })))
    .find(({ parker }) => userOf(`<${parker.remoteUri}>`) === user && isHolding(parker));
}

function isHolding({ remoteSdp }: Session): boolean {
  const direction = remoteSdp && audioOf(remoteSdp)?.direction;
  return direction === 'sendonly' || direction === 'inactive';
}

async function park(
  incoming: IncomingInvite,
  asked: Held & { readonly orbit: number; readonly name: string | undefined },
  service: ParkService,
): Promise<void> {
  const { status, reason } = await parkPeer(asked, service);
  if (status >= 300) return incoming.reject(status, reason);
  if (service.pool.behaviour.endsLegOfParker()) void asked.parker.bye();
  const sdp = new OwnDescriptions(service.host).silent(incoming.offer);
  if (sdp === undefined) return incoming.reject(488);
  // The caller has heard all that there is to hear.
  await seeOut(incoming.accept({ sdp }));
}
