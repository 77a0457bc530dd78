import { parseReplaces } from '../sip/fields/replaces.ts';
import { header } from '../sip/message/headers.ts';
import { addressOf } from '../sip/route.ts';
import type { IncomingRefer, Session } from '../sip/ua/user-agent.ts';
import { cutUri, escapeUser } from '../sip/uri.ts';
import type { WantedPark } from './behaviour.ts';
import { callAndDescribe } from './call-and-join.ts';
import { bothWays, type JoinedCall, offerTo, sameMedia } from './joined-call.ts';
import { registeredAt, throughPeer } from './location.ts';
import { type Obstacle, placeInAnyMode, placeNamed } from './orbit-places.ts';
import { claimToPark, parkInDialog } from './park-in-dialog.ts';
import { userOf } from './park-request.ts';
import type { ParkNotifier, ParkService } from './park-service.ts';
import { isOurs, warning } from './pool-context.ts';
import type { Destination } from './request-relay.ts';
import { seeOut } from './session-end.ts';

/** A party of a joined call that asks the pool to do something with the other one. */
export interface Asking {
  readonly joined: JoinedCall;
  readonly from: Session;
}

/** A REFER in a call of the pool: it parks the other party at the number of an orbit, and transfers it to any other. */
export function referInCall(incoming: IncomingRefer, asking: Asking, service: ParkService): void {
  const place = service.consultations.placeOf(incoming, service) ?? placeNamed(incoming.referTo.uri, service);
  if (place?.kind === 'obstacle') return refusePark(incoming, place, asking, service);
  if (begin(incoming, asking, place?.orbit, { service, accept: () => incoming.accept() })) return;
  incoming.reject(491);
}

function refusePark(
  incoming: IncomingRefer,
  { of, status, reason, why }: Obstacle,
  asking: Asking,
  service: ParkService,
): void {
  const { behaviour } = service.pool;
  const refusal = { status, reason, headers: [warning(service.pool, why)] };
  if (of === 'range') return behaviour.refuseForFullRange(incoming, refusal);
  const wanted: WantedPark = {
    parkee: asking.joined.otherThan(asking.from).session.remoteUri,
    carryOut(accept) {
      const place = placeInAnyMode(incoming.referTo.uri, service);
      if (place?.kind === 'taken') begin(incoming, asking, place.orbit, { service, accept });
    },
  };
  behaviour.refusePark(incoming, refusal, service, wanted);
  behaviour.afterRefusing(wanted, service);
}

interface Beginning {
  readonly service: ParkService;
  /** Tells the party that asks how it fares. */
  readonly accept: () => ParkNotifier;
}

/** Changes the parties of the call; false where that is not possible now. An orbit that has been taken for it is free again then. */
function begin(
  incoming: IncomingRefer,
  asking: Asking,
  orbit: number | undefined,
  { service, accept }: Beginning,
): boolean {
  const { joined, from } = asking;
  const free = orbit === undefined ? joined.claim() : claimToPark(joined, from, service);
  if (!free) {
    if (orbit !== undefined) service.orbits.free(orbit);
    return false;
  }
  joined.spare(from);
  void carryOut(incoming, asking, orbit, { service, accept });
  return true;
}

interface Outcome {
  readonly status: number;
  readonly reason?: string | undefined;
}

async function carryOut(
  incoming: IncomingRefer,
  asking: Asking,
  orbit: number | undefined,
  { service, accept }: Beginning,
): Promise<void> {
  const { joined, from } = asking;
  const notifier = accept();
  notifier.trying();
  const { status, reason } = await (orbit === undefined
    ? transfer(incoming, asking, service)
    : parkInDialog({ joined, parker: from, parkee: joined.otherThan(from), orbit, name: nameOf(incoming) }, service)
  ).catch((error: unknown): Outcome => {
    service.pool.trouble('a REFER failed', error);
    return { status: 500 };
  });
  notifier.notify(status, reason);
  if (status < 300) {
    const stays = orbit !== undefined && !service.pool.behaviour.endsLegOfParker();
    return stays ? undefined : seeOut(from);
  }
  joined.unclaim();
  joined.mind(from);
}

/** User part of the party that asks, by which it is rung back. */
function nameOf({ request, referredBy }: IncomingRefer): string | undefined {
  return userOf(referredBy ?? header(request, 'From'));
}

function transfer(incoming: IncomingRefer, asking: Asking, service: ParkService): Promise<Outcome> {
  const { replaces } = incoming.referTo;
  const named = replaces === undefined ? undefined : parseReplaces(replaces);
  const consulted = named && service.agent.findDialog(named.callId, named.toTag, named.fromTag);
  const other = consulted && service.joinedBy(consulted);
  return consulted === undefined || other === undefined
    ? toUser(incoming, asking, service)
    : toConsulted(asking, { joined: other, from: consulted }, service);
}

/** Calls the target in the place of the party that asks (RFC 5589 6). */
async function toUser(incoming: IncomingRefer, { joined, from }: Asking, service: ParkService): Promise<Outcome> {
  const { referTo, referredBy } = incoming;
  const stays = joined.otherThan(from);
  const [transferor, transferee] = [from, stays.session].map(({ remoteUri }) => userOf(`<${remoteUri}>`));
  const parties = { transferor, transferee, target: referTo.uri.user };
  const to = service.pool.behaviour.transfersTo(destinationOf(incoming, service), parties, service.pool);
  if (typeof to === 'number') return { status: to };
  const call = {
    to,
    user: cutUri(referTo.raw),
    from: stays.session.remoteUri,
    contactUser: escapeUser(userOf(`<${stays.session.remoteUri}>`) ?? ''),
    headers: [
      ...(referTo.replaces === undefined
        ? []
        : [['Require', 'replaces'] as const, ['Replaces', referTo.replaces] as const]),
      ...(referredBy === undefined ? [] : [['Referred-By', referredBy] as const]),
    ],
  };
  const called = await callAndDescribe(stays, { ...call, gone: joined.over }, service);
  if (called.kind === 'failed') return called;
  joined.letGo(from);
  joined.put(called.side, from);
  joined.unclaim();
  return { status: 200 };
}

function destinationOf({ referTo }: IncomingRefer, { pool }: ParkService): Destination | undefined {
  const { uri, raw } = referTo;
  if (isOurs(pool, uri)) return registeredAt(pool, uri.user) ?? throughPeer(pool, uri.user ?? '');
  const next = addressOf(uri);
  return next && { uri: cutUri(raw), next };
}

/** Joins the parties at the other ends of two calls, both of which the party that asks is in (RFC 5589 7). */
async function toConsulted({ joined, from }: Asking, consulted: Asking, service: ParkService): Promise<Outcome> {
  const [stays, target] = [joined.otherThan(from), consulted.joined.otherThan(consulted.from)];
  const said = stays.session.remoteSdp;
  if (said === undefined || !consulted.joined.claim()) return { status: 491 };
  for (const { session } of [stays, target]) session.moveTo(service.placeOfCall());
  const answered = await offerTo(target, bothWays(said));
  const described = answered && (await offerTo(stays, answered));
  if (described === undefined) {
    const before = consulted.from.remoteSdp;
    if (answered !== undefined && before !== undefined) await offerTo(target, before);
    consulted.joined.unclaim();
    return { status: 488 };
  }
  joined.takeApart();
  consulted.joined.takeApart();
  service.join([stays, target]);
  if (!sameMedia(said, described)) void offerTo(target, described);
  void seeOut(consulted.from);
  return { status: 200 };
}
