import type { PoolParts } from '../../companion.ts';
import { registeredAt } from '../../location.ts';
import { OwnDescriptions } from '../../own-descriptions.ts';

/** Rings a user for a call that is not there: without sound, and whatever the answer. `orbit` is where it is said to wait. */
export function ringUser({ agent, pool }: PoolParts, user: string | undefined, orbit?: number): void {
  const to = registeredAt(pool, user);
  const sdp = new OwnDescriptions(pool.endpoint.address.host).silence();
  if (to !== undefined) agent.invite({ ...to, sdp, ...(orbit === undefined ? {} : { contactUser: String(orbit) }) });
}
