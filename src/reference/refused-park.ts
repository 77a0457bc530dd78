import type { IncomingInvite, Session } from '../sip/ua/user-agent.ts';
import { heldBy } from './held-call.ts';
import type { JoinedCall } from './joined-call.ts';
import { type Obstacle, type TakenPlace, takeNamed } from './orbit-places.ts';
import { claimToPark, parkPeer } from './park-in-dialog.ts';
import { userOf } from './park-request.ts';
import type { ParkNotifier, ParkService } from './park-service.ts';
import { warning } from './pool-context.ts';

/** A party that has asked for its peer to be parked. */
interface Asked {
  readonly joined: JoinedCall;
  readonly parker: Session;
  /** Takes the orbit that it has asked for, in any mode. */
  readonly place: () => TakenPlace | Obstacle;
}

/** Tells the behaviour of the pool that it has refused a park because of its mode. */
export function tellOfRefused(asked: Asked, { of }: Obstacle, service: ParkService): void {
  if (of !== 'mode') return;
  const { joined, parker, place } = asked;
  const parkee = joined.otherThan(parker).session.remoteUri;
  service.pool.behaviour.afterRefusing(
    {
      parkee,
      carryOut(accept) {
        const taken = place();
        if (taken.kind === 'obstacle') return;
        if (claimToPark(joined, parker, service)) void park(asked, taken.orbit, { service, accept });
        else service.orbits.free(taken.orbit);
      },
    },
    service,
  );
}

/** Refuses a caller that wants the party parked that it has on hold. */
export function refuseHolder(incoming: IncomingInvite, orbit: number, obstacle: Obstacle, service: ParkService): void {
  const { status, reason, why } = obstacle;
  const held = heldBy(incoming, service);
  service.pool.behaviour.refuseCaller(incoming, { status, reason, headers: [warning(service.pool, why)] }, service);
  if (held === undefined) return;
  tellOfRefused({ ...held, place: () => takeNamed({ kind: 'orbit', orbit }, service) }, obstacle, service);
}

async function park(
  { joined, parker }: Asked,
  orbit: number,
  { service, accept }: { readonly service: ParkService; readonly accept: () => ParkNotifier },
): Promise<void> {
  const notifier = accept();
  notifier.trying();
  const name = userOf(`<${parker.remoteUri}>`);
  const { status, reason } = await parkPeer({ joined, parker, orbit, name }, service);
  notifier.notify(status, reason);
  if (status < 300) void parker.bye();
}
