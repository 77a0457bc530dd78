import { bodyOf } from '../sip/body.ts';
import type { IncomingRequest } from '../sip/endpoint.ts';
import type { SipRequest } from '../sip/message/message.ts';
import { decodeText, encodeText } from '../sip/message/octets.ts';
import type { Session } from '../sip/ua/user-agent.ts';
import { answer } from './answer.ts';
import type { ParkOrder } from './behaviour.ts';
import type { JoinedCall } from './joined-call.ts';
import { refusalFor, takeAny, takeNamed } from './orbit-places.ts';
import { claimToPark, parkPeer } from './park-in-dialog.ts';
import { userOf } from './park-request.ts';
import type { ParkService } from './park-service.ts';
import { tellOfRefused } from './refused-park.ts';

const JSON_TYPE = 'application/json';
const COMMAND = 'callpark';

/** A request of a party, by whose number the response to it is known. */
interface ParkCommand {
  readonly reqid: number;
}

/**
 * The peer of a party that sends an INFO with the JSON of a park, as RingCentral's phones do, is parked at an orbit that the pool
 * chooses. An INFO to the party tells it the orbit.
 */
export function parkByInfo(joined: JoinedCall, service: ParkService): void {
  joined.onInfo = (incoming, from) => {
    const command = commandIn(incoming.request);
    if (command === undefined) return false;
    take(incoming, command, { joined, parker: from }, service);
    return true;
  };
}

interface Asking {
  readonly joined: JoinedCall;
  readonly parker: Session;
}

function take(incoming: IncomingRequest, command: ParkCommand, asking: Asking, service: ParkService): void {
  const place = takeAny(service);
  if (place.kind === 'obstacle') {
    const order: ParkOrder = {
      of: place.of,
      refuse: (refusal) => answer(incoming, refusal.status, refusal),
      accept(orbit) {
        answer(incoming, 200);
        if (orbit !== undefined)
          void tell(asking.parker, command, { result: 'parked', 'park extension': String(orbit) });
      },
    };
    service.pool.behaviour.refuseOrder(order, refusalFor(place, service), service);
    return tellOfRefused({ ...asking, place: () => takeNamed({ kind: 'lot' }, service) }, place, service);
  }
  const { orbit } = place;
  if (!claimToPark(asking.joined, asking.parker, service)) {
    service.orbits.free(orbit);
    return answer(incoming, 491);
  }
  answer(incoming, 200);
  void carryOut(command, { ...asking, orbit }, service);
}

async function carryOut(
  command: ParkCommand,
  { joined, parker, orbit }: Asking & { readonly orbit: number },
  service: ParkService,
): Promise<void> {
  const { status } = await parkPeer({ joined, parker, orbit, name: userOf(`<${parker.remoteUri}>`) }, service);
  const isParked = status < 300;
  const orbitTold = service.pool.behaviour.tellsOrbit(orbit);
  const where = orbitTold === undefined ? {} : { 'park extension': String(orbitTold) };
  await tell(parker, command, isParked ? { result: 'parked', ...where } : { result: 'failed', status });
  if (isParked && service.pool.behaviour.endsLegOfParker()) void parker.bye();
}

async function tell(
  parker: Session,
  { reqid }: ParkCommand,
  outcome: Readonly<Record<string, string | number>>,
): Promise<void> {
  const body = encodeText(JSON.stringify({ response: { reqid, command: COMMAND, ...outcome } }));
  await parker.request('INFO', { headers: [['Content-Type', JSON_TYPE]], body });
}

/** `{"request":{"reqid":1,"command":"callpark"}}` */
function commandIn(request: SipRequest): ParkCommand | undefined {
  const body = bodyOf(request, JSON_TYPE);
  if (body === undefined) return undefined;
  try {
    const said: { readonly request?: { readonly reqid?: unknown; readonly command?: unknown } } | null = JSON.parse(
      decodeText(body),
    );
    const { reqid, command } = said?.request ?? {};
    return command === COMMAND && typeof reqid === 'number' ? { reqid } : undefined;
  } catch {
    return undefined;
  }
}
