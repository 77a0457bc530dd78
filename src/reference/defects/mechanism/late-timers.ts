import type { PoolParts } from '../../companion.ts';
import type { ParkedCall } from '../../parked-call.ts';
import type { Deviation } from '../defect-table.ts';
import { byeTo, type KnownCall } from './known-call.ts';
import { addressThroughPool, pathProxy } from './path-proxy.ts';

/** A call that waits no longer, when the pickup timeout of its park is over. */
export interface LateTimer {
  readonly call: ParkedCall;
  /** Ends the call between its parkee and the party that has retrieved it; undefined where the parkee has hung up. */
  readonly endRetrieved: (() => void) | undefined;
}

const ENDS = ['caller', 'callee'] as const;

/**
 * A pool that starts a timer with each park and stops none. Retrievers call the parkee through the pool, so that it can
 * tell a retrieval from a parkee that hangs up.
 */
export function lateTimers(fires: (timer: LateTimer, parts: PoolParts) => void): Deviation {
  return {
    addressOfParkee: addressThroughPool,
    companion(parts) {
      const { pool } = parts;
      const timers = new Set<NodeJS.Timeout>();
      /** By the contact of the parkee. */
      const retrieved = new Map<string, KnownCall>();
      const established = (call: KnownCall): void => {
        if (call.kind === 'retrieved') retrieved.set(call.callee.contact, call);
      };
      const fire = (call: ParkedCall): void => {
        const joined = parts.service.joinedBy(call.session);
        const known = retrieved.get(call.session.remoteTarget);
        if (joined !== undefined) fires({ call, endRetrieved: () => joined.end() }, parts);
        else if (call.session.state === 'ended') {
          const hangUp = known && (() => ENDS.forEach((end) => byeTo(end, known, pool.endpoint)));
          fires({ call, endRetrieved: hangUp }, parts);
        }
      };
      return {
        // A B2BUA has its calls itself.
        ...pathProxy(pool, { appliesTo: () => pool.settings.calls === 'proxy', established }),
        async parked(call) {
          retrieved.delete(call.session.remoteTarget);
          timers.add(setTimeout(() => fire(call), pool.settings.pickupTimeout));
        },
        close: () => timers.forEach(clearTimeout),
      };
    },
  };
}
