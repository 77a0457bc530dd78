import type { IncomingInvite, IncomingRefer, IncomingSubscribe } from '../sip/ua/user-agent.ts';
import { header } from '../sip/message/headers.ts';
import { parseUri } from '../sip/uri.ts';
import { dialledNumber } from './dialled-numbers.ts';
import { parkHeldPeer } from './park-held-peer.ts';
import { parkCaller, parkInLot } from './park-caller.ts';
import type { ParkService } from './park-service.ts';
import type { PoolContext } from './pool-context.ts';
import { takeoverUri } from './takeover-uri.ts';

/** User part of the address that parks and that knows all orbits. */
export const PARK_USER = 'park';

/** A parker wants a call parked. It cannot choose the orbit. */
export function referToPark(incoming: IncomingRefer, service: ParkService): void {
  if (parseUri(incoming.request.uri)?.user === PARK_USER) service.refer(incoming);
  else incoming.reject(405, undefined, [['Allow', 'INVITE, SUBSCRIBE, OPTIONS']]);
}

/** A party dials a number of the park service. */
export function dialOrbit(incoming: IncomingInvite, { behaviour, settings }: PoolContext, service: ParkService): void {
  const user = parseUri(incoming.request.uri)?.user;
  if (user === undefined || user === PARK_USER)
    return incoming.reject(405, undefined, [['Allow', 'REFER, SUBSCRIBE, OPTIONS']]);
  const dialled = dialledNumber(user, settings.dialect);
  if (incoming.replaces !== undefined) return behaviour.retrieve(incoming, Number(user), service);
  if (dialled?.kind === 'park-code') return parkHeldPeer(incoming, dialled.orbit, service);
  if (dialled?.kind === 'lot') return isReferred(incoming) ? parkInLot(incoming, service) : incoming.reject(404);
  if (dialled === undefined) return incoming.reject(404);
  const { orbit, coded } = dialled;
  // Such a number is for parkers; a code retrieves.
  if (settings.dialect === 'attended' && !coded) return service.consultations.answer(incoming, orbit, service);
  const call = { dialect: settings.dialect, referred: isReferred(incoming), occupied: service.at(orbit) !== undefined };
  if (behaviour.wantsToBeParked(call)) parkCaller(incoming, orbit, service);
  else behaviour.retrieve(incoming, orbit, service);
}

function isReferred({ request }: IncomingInvite): boolean {
  return header(request, 'Referred-By') !== undefined;
}

/** Redirects a retriever to the parkee, with the Replaces that takes the call over. */
export function retrieveByRedirect(incoming: IncomingInvite, orbit: number, service: ParkService): void {
  if (incoming.replaces !== undefined) return incoming.reject(403, 'Retrieve From The Parked Party');
  const session = service.at(orbit)?.session;
  if (session === undefined) return incoming.reject(404);
  incoming.redirect(`<${takeoverUri(service.addressOf(session.remoteTarget), session.replacesHeader())}>`);
}

/** A watcher asks for the call at an orbit, or at the park address for all calls. */
export function watchOrbit(incoming: IncomingSubscribe, service: ParkService): void {
  const user = parseUri(incoming.request.uri)?.user;
  service.watchers.subscribe(incoming, user === undefined || user === PARK_USER ? undefined : Number(user));
}
