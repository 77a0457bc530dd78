import { type Endpoint, openEndpoint } from '../../../sip/endpoint.ts';
import { UserAgent } from '../../../sip/ua/user-agent.ts';
import type { Companion, PoolParts } from '../../companion.ts';
import { dialOrbit, PARK_USER, referToPark } from '../../orbit-requests.ts';
import { Orbits } from '../../orbit-numbers.ts';
import { ParkService } from '../../park-service.ts';
import { socketsOf } from '../../sockets.ts';
import { whenPeerDies } from './moments.ts';

/** A backup on standby that parks calls at the address of its dead peer, until it enters another mode. */
export function floatingAddress({ pool, service: own }: PoolParts): Companion {
  let taken: Endpoint | undefined;
  const take = async (): Promise<void> => {
    const { peer, domain, orbits, scheme = 'sip' } = pool.settings;
    if (peer === undefined || pool.mode() !== 'standby') return;
    const endpoint = await openEndpoint({
      ...peer.sip,
      tls: socketsOf(pool.settings).tls,
      onTrouble: (error) => pool.trouble('sip', error),
    });
    const agent = new UserAgent({ endpoint, aor: `${scheme}:${PARK_USER}@${domain}`, contactUser: PARK_USER });
    const service = new ParkService({ ...pool, endpoint, mode: () => 'home' }, agent, new Orbits(orbits));
    agent.onRefer = (incoming) => referToPark(incoming, service);
    // A code parks one of the calls that a B2BUA has taken over.
    if (pool.settings.calls === 'b2bua') agent.onInvite = (incoming) => dialOrbit(incoming, pool, own);
    // A question after the health of the server is put to the dead one.
    endpoint.onRequest = (incoming) => void (incoming.request.method === 'OPTIONS' || agent.receive(incoming));
    taken = endpoint;
  };
  const giveBack = (): void => {
    void taken?.close();
    taken = undefined;
  };
  const unwatch = whenPeerDies(pool, () => void take().catch((error: unknown) => pool.trouble('peer address', error)));
  return { entered: giveBack, close: () => [unwatch, giveBack].forEach((end) => end()) };
}
