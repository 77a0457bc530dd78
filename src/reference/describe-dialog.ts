import { OwnDescriptions } from './own-descriptions.ts';
import type { PoolContext } from './pool-context.ts';
import { openRelayPort, type RelayPort } from './relay-port.ts';

type Parts = Pick<PoolContext, 'settings' | 'callAddress' | 'endpoint' | 'trouble'>;

/** The session descriptions that the pool gives in a new dialog. With anchored media they lead the sound of the party through it. */
export async function describeDialog(pool: Parts): Promise<OwnDescriptions> {
  const relay = pool.settings.media === 'anchored' ? await portFor(pool) : undefined;
  return new OwnDescriptions(pool.endpoint.address.host, undefined, relay, pool.settings.srtp);
}

/** Where no port can be had, the sound goes from phone to phone. */
async function portFor({ callAddress, trouble }: Parts): Promise<RelayPort | undefined> {
  try {
    return await openRelayPort(callAddress().host);
  } catch (error) {
    trouble('no port for the sound of a party', error);
    return undefined;
  }
}
