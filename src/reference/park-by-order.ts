import type { AdminAnswer, AdminRoutes } from './admin-interface.ts';
import type { ParkOrder } from './behaviour.ts';
import { type Obstacle, obstacleAt, refusalFor, takeAny, takeNamed, type TakenPlace } from './orbit-places.ts';
import { claimToPark, parkPeer } from './park-in-dialog.ts';
import { userOf } from './park-request.ts';
import type { ParkService } from './park-service.ts';
import { tellOfRefused } from './refused-park.ts';

/** A call by the dialog of one of its parties, as that party has it. */
interface NamedCall {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
}

/**
 * Parking by an order of the administration: `POST /park?call=ID&local=TAG&remote=TAG` names a call by the dialog of its parker, as the
 * parker's phone has it, and has the other party parked, at the orbit that `orbit=100` names, or at one that the pool chooses.
 */
export function orderRoutes(service: ParkService): AdminRoutes {
  if (service.pool.settings.calls !== 'b2bua') return {};
  return { 'POST /park': (_body, query) => parkByOrder(query, service) };
}

async function parkByOrder(query: URLSearchParams, service: ParkService): Promise<AdminAnswer> {
  const named = callIn(query);
  if (named === undefined) return refused(400, 'call, local and remote name no call');
  const asked = query.get('orbit');
  const place = placeIn(asked, service);
  // The mode says more than that there is no such call.
  const parker = service.agent.findDialog(named.callId, named.remoteTag, named.localTag);
  const joined = parker && service.joinedBy(parker);
  if (place.kind === 'obstacle') {
    const wanted = asked === null ? ({ kind: 'lot' } as const) : ({ kind: 'orbit', orbit: Number(asked) } as const);
    const inAnyMode = () => takeNamed(wanted, service);
    if (parker !== undefined && joined !== undefined)
      tellOfRefused({ joined, parker, place: inAnyMode }, place, service);
    return answerTo(place, service);
  }
  const { orbit } = place;
  if (parker === undefined || joined === undefined || !claimToPark(joined, parker, service)) {
    service.orbits.free(orbit);
    if (joined === undefined) return refused(404, 'the pool is in no such call');
    return refused(409, 'the parties of this call are being changed');
  }
  const { status, reason } = await parkPeer({ joined, parker, orbit, name: userOf(`<${parker.remoteUri}>`) }, service);
  if (status >= 300) return refused(status, reason ?? 'the call could not be parked');
  if (service.pool.behaviour.endsLegOfParker()) void parker.bye();
  return parkedAt(service.pool.behaviour.tellsOrbit(orbit));
}

function parkedAt(orbit: number | undefined): AdminAnswer {
  return { status: 200, body: orbit === undefined ? {} : { orbit: String(orbit) } };
}

/** Never settles where the order gets no answer. */
function answerTo(obstacle: Obstacle, service: ParkService): Promise<AdminAnswer> {
  return new Promise((resolve) => {
    const order: ParkOrder = {
      of: obstacle.of,
      refuse: ({ status }) => resolve(refused(status, obstacle.why)),
      accept: (orbit) => resolve(parkedAt(orbit)),
    };
    service.pool.behaviour.refuseOrder(order, refusalFor(obstacle, service), service);
  });
}

function callIn(query: URLSearchParams): NamedCall | undefined {
  const [callId, localTag, remoteTag] = ['call', 'local', 'remote'].map((name) => query.get(name) ?? '');
  if (callId === undefined || localTag === undefined || remoteTag === undefined) return undefined;
  return [callId, localTag, remoteTag].includes('') ? undefined : { callId, localTag, remoteTag };
}

function placeIn(asked: string | null, service: ParkService): TakenPlace | Obstacle {
  if (asked === null) return takeAny(service);
  if (!/^[1-9]\d{0,8}$/.test(asked))
    return { kind: 'obstacle', of: 'request', status: 400, why: `not the number of an orbit: ${asked}` };
  const orbit = Number(asked);
  return obstacleAt(orbit, service) ?? { kind: 'taken', orbit };
}

function refused(status: number, error: string): AdminAnswer {
  return { status, body: { error } };
}
