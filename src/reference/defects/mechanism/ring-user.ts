import { audioOffer } from '../../../sip/sdp.ts';
import type { PoolParts } from '../../companion.ts';
import { registeredAt } from '../../location.ts';

/** Rings a user for a call that is not there: without sound, and whatever the answer. `orbit` is where it is said to wait. */
export function ringUser({ agent, pool }: PoolParts, user: string | undefined, orbit?: number): void {
  const to = registeredAt(pool, user);
  const { host: address } = pool.endpoint.address;
  const sdp = audioOffer({ address, port: 9, sessionId: Date.now(), version: 1, direction: 'inactive' });
  if (to !== undefined) agent.invite({ ...to, sdp, ...(orbit === undefined ? {} : { contactUser: String(orbit) }) });
}
