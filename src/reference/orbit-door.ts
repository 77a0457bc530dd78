import type { IncomingInvite, IncomingRefer, IncomingSubscribe } from '../sip/ua/user-agent.ts';
import { parseUri } from '../sip/uri.ts';
import type { ParkService } from './park-service.ts';
import type { PoolContext } from './pool-context.ts';
import { takeoverUri } from './takeover-uri.ts';

/** User part of the address that parks and that knows all orbits. */
export const PARK_USER = 'park';

/** Somebody wants a call parked. Which orbit it gets is not his to choose. */
export function referToPark(incoming: IncomingRefer, service: ParkService): void {
  if (parseUri(incoming.request.uri)?.user === PARK_USER) service.refer(incoming);
  else incoming.reject(405, undefined, [['Allow', 'INVITE, SUBSCRIBE, OPTIONS']]);
}

/** Somebody dials an orbit. */
export function dialOrbit(incoming: IncomingInvite, { behaviour }: PoolContext, service: ParkService): void {
  const user = parseUri(incoming.request.uri)?.user;
  if (user === undefined || user === PARK_USER)
    return incoming.reject(405, undefined, [['Allow', 'REFER, SUBSCRIBE, OPTIONS']]);
  behaviour.retrieve(incoming, Number(user), service);
}

/** He is sent on to who is parked there, with the Replaces that takes the call over. */
export function retrieveByRedirect(incoming: IncomingInvite, orbit: number, service: ParkService): void {
  if (incoming.replaces !== undefined) return incoming.reject(403, 'Retrieve From The Parked Party');
  const session = service.at(orbit)?.session;
  if (session === undefined) return incoming.reject(404);
  incoming.redirect(`<${takeoverUri(service.addressOf(session.remoteTarget), session.replacesHeader())}>`);
}

/** Somebody asks what is parked at an orbit, or at the park address for all of them. */
export function watchOrbit(incoming: IncomingSubscribe, service: ParkService): void {
  const user = parseUri(incoming.request.uri)?.user;
  service.watchers.subscribe(incoming, user === undefined || user === PARK_USER ? undefined : Number(user));
}
