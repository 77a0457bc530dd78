import { type Endpoint, openEndpoint } from '../../../sip/endpoint.ts';
import { UserAgent } from '../../../sip/ua/user-agent.ts';
import type { Companion, PoolParts } from '../../companion.ts';
import { PARK_USER, referToPark } from '../../orbit-door.ts';
import { Orbits } from '../../orbit-numbers.ts';
import { ParkService } from '../../park-service.ts';
import type { Defect } from '../defect.ts';
import { whenPeerDies } from './peer-watch.ts';

/** A floating address: it moves to the survivor by itself, long before anybody has decided to fail over. */
export const takesTheDeadPoolsAddress: Defect = {
  id: 'takes-the-dead-pools-address',
  title: 'The backup takes over the address of the dead primary at once and parks calls there before any failover',
  turnsRed: ['DR-11/park-refused'],
  behaviour: { companion: floatingAddress },
};

function floatingAddress({ pool }: PoolParts): Companion {
  let taken: Endpoint | undefined;
  const take = async (): Promise<void> => {
    const { peer, domain, orbits } = pool.settings;
    if (peer === undefined || pool.mode() !== 'standby') return;
    const endpoint = await openEndpoint({ ...peer.sip, onTrouble: (error) => pool.trouble('sip', error) });
    const agent = new UserAgent({ endpoint, aor: `sip:${PARK_USER}@${domain}`, contactUser: PARK_USER });
    const service = new ParkService({ ...pool, endpoint, mode: () => 'home' }, agent, new Orbits(orbits));
    agent.onRefer = (incoming) => referToPark(incoming, service);
    // Who asks after the health of the server asks the one that is dead.
    endpoint.onRequest = (incoming) => {
      if (incoming.request.method !== 'OPTIONS') void agent.receive(incoming);
    };
    taken = endpoint;
  };
  const giveBack = (): void => {
    void taken?.close();
    taken = undefined;
  };
  const unwatch = whenPeerDies(pool, () => {
    void take().catch((error: unknown) => pool.trouble('the address of the peer', error));
  });
  return {
    entered: giveBack,
    close() {
      unwatch();
      giveBack();
    },
  };
}
