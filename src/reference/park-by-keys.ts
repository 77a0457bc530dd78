import type { Session } from '../sip/ua/user-agent.ts';
import type { JoinedCall } from './joined-call.ts';
import { KeyPad } from './key-pad.ts';
import { obstacleAt, type Obstacle, refusalFor, takeNamed } from './orbit-places.ts';
import { claimToPark, parkPeer } from './park-in-dialog.ts';
import { userOf } from './park-request.ts';
import type { ParkService } from './park-service.ts';
import { tellOfRefused } from './refused-park.ts';

/** The peer of a party that presses the code and the number of an orbit in the call is parked there. */
export function parkByKeys(joined: JoinedCall, service: ParkService): void {
  const pads = new Map<Session, KeyPad>();
  const { behaviour, settings, peerStatus } = service.pool;
  const ranges = () => [settings.orbits, peerStatus()?.orbits].filter((range) => range !== undefined);
  joined.onKey = (key, from) => {
    const pad =
      pads.get(from) ?? new KeyPad(ranges, (orbit) => park(joined, from, behaviour.meantByKeys(orbit), service));
    pads.set(from, pad);
    const obstacle = pad.press(key);
    return obstacle && refusalFor(obstacle, service);
  };
  joined.over.addEventListener('abort', () => pads.forEach((pad) => pad.forget()));
}

function park(joined: JoinedCall, parker: Session, orbit: number, service: ParkService): Obstacle | undefined {
  const obstacle = obstacleAt(orbit, service);
  if (obstacle !== undefined) {
    tellOfRefused({ joined, parker, place: () => takeNamed({ kind: 'orbit', orbit }, service) }, obstacle, service);
    return obstacle;
  }
  if (!claimToPark(joined, parker, service)) {
    service.orbits.free(orbit);
    return { kind: 'obstacle', of: 'request', status: 491, why: 'the parties of this call are being changed' };
  }
  void carryOut(joined, parker, orbit, service);
  return undefined;
}

async function carryOut(joined: JoinedCall, parker: Session, orbit: number, service: ParkService): Promise<void> {
  const { status } = await parkPeer({ joined, parker, orbit, name: userOf(`<${parker.remoteUri}>`) }, service);
  // The end of its leg is all that tells the parker so.
  if (status < 300 && service.pool.behaviour.endsLegOfParker()) void parker.bye();
}
