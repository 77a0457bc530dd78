import type { Behaviour } from '../../../behaviour.ts';
import type { Companion } from '../../../companion.ts';
import type { Mode, PoolName } from '../../../mode.ts';
import type { PoolContext } from '../../../pool-context.ts';
import { addressThroughPool } from './address-through-pool.ts';
import { type CallKind, kindOf } from './known-call.ts';
import { type Hearers, MediaRelay } from './media-relay.ts';
import { pathProxy } from './path-proxy.ts';

export interface Anchor {
  readonly kind: CallKind;
  /** The pool whose calls are led through it. */
  readonly on: PoolName;
  readonly hearers?: Hearers;
  /** What happens to the relays in a new mode of that pool. */
  readonly entered?: (mode: Mode, relay: MediaRelay) => void;
}

/** Calls hear each other through the pool, as behind a session border controller, though their signalling is direct. */
export function anchorsMedia({ kind, on, hearers, entered }: Anchor): Partial<Behaviour> {
  return {
    addressOfParkee: (contact, pool) => (kind === 'retrieved' ? addressThroughPool(contact, pool) : contact),
    companion: ({ pool }) => (pool.settings.pool === on ? anchor(pool) : pathProxy(pool, {})),
  };

  function anchor(pool: PoolContext): Companion {
    const relays: MediaRelay[] = [];
    return {
      ...pathProxy(pool, {
        async changes(invite) {
          if (kindOf(invite) !== kind) return {};
          const relay = await MediaRelay.open(pool.endpoint.address.host, hearers);
          relays.push(relay);
          return relay.changes;
        },
      }),
      entered(mode) {
        for (const relay of relays) entered?.(mode, relay);
      },
    };
  }
}
