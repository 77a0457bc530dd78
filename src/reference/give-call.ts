import { escapeUser } from '../sip/uri.ts';
import { callAndDescribe } from './call-and-join.ts';
import { HandOver } from './hand-over.ts';
import type { Side } from './joined-call.ts';
import { userOf } from './park-request.ts';
import type { ParkService } from './park-service.ts';
import type { ParkedCall } from './parked-call.ts';
import { sessionTimer, uriAt } from './pool-context.ts';
import type { Destination } from './request-relay.ts';

/** A parked call on its way to a user. */
export interface Giving {
  /** `connected`: user and parkee have a call of their own; `joined`: they have one through the pool. */
  readonly result: Promise<'connected' | 'joined' | 'failed'>;
  /** The ringing ends. */
  abort(): void;
}

/** Rings a user for a parked call, for `ring` ms at most, and connects the two. */
export function giveCall(call: ParkedCall, to: Destination, ring: number, service: ParkService): Giving {
  const { pool, agent, host } = service;
  if (pool.settings.calls === 'b2bua') return joinWith(call, to, ring, service);
  const { session: parkee, orbit } = call;
  const referredBy = `<${uriAt(pool.endpoint.address, String(orbit), pool.settings.scheme)}>`;
  const { srtp } = pool.settings;
  return new HandOver({ agent, host, srtp, parkee, to, ring, orbit, referredBy, sessionExpires: sessionTimer(pool) });
}

function joinWith(call: ParkedCall, to: Destination, ring: number, service: ParkService): Giving {
  const gone = new AbortController();
  const { session, music } = call;
  const parkee: Side = { session, descriptions: music.descriptions };
  const give = async (): Promise<'joined' | 'failed'> => {
    const contactUser = escapeUser(userOf(`<${session.remoteUri}>`) ?? '');
    const asked = { to, user: to.uri, from: session.remoteUri, contactUser, ring, gone: gone.signal };
    const called = await callAndDescribe(parkee, asked, service);
    if (called.kind === 'failed') {
      session.moveTo({ contactUser: String(call.orbit) });
      return 'failed';
    }
    // The peer may go on with the call at once, and its session is not ours then.
    call.release('handed-over');
    service.join([parkee, called.side], () => music.stop());
    return 'joined';
  };
  return { result: give(), abort: () => gone.abort() };
}
