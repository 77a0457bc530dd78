import type { Mode, PoolName } from '../../mode.ts';
import type { Deviation } from '../defect-table.ts';
import { type CallKind, kindOf } from './known-call.ts';
import { type Hearers, type MediaRelay, openMediaRelay } from './media-relay.ts';
import { addressThroughPool, pathProxy } from './path-proxy.ts';

/** In ms: longer than a party takes for a pause of the other, shorter than the silence that ends a call. */
const GAP = 1_500;

export interface Anchor {
  /** The pool whose calls are led through it; undefined: either. */
  readonly on?: PoolName;
  /** The mode that the pool has entered last as the calls begin; undefined: any. */
  readonly entered?: Mode;
  readonly hearers?: Hearers;
  /** The relays let nothing through. */
  readonly mute?: boolean;
  /** The mode of the pool in which the relays are closed. */
  readonly closedIn?: Mode;
  /** The mode of the pool that begins with a gap. */
  readonly silentIn?: Mode;
}

/** Calls hear each other through the pool, as behind a session border controller, though their signalling is direct. */
export function anchorsMedia(kind: CallKind, anchor: Anchor): Deviation {
  const { on, entered, hearers, mute, closedIn, silentIn } = anchor;
  return {
    addressOfParkee: (contact, pool) => (kind === 'retrieved' ? addressThroughPool(contact, pool) : contact),
    companion({ pool }) {
      const relays: MediaRelay[] = [];
      const { pool: name } = pool.settings;
      let last: Mode | undefined;
      const proxy = pathProxy(pool, {
        appliesTo: (invite) => kindOf(invite) === kind && (on ?? name) === name && (entered ?? last) === last,
        async changes() {
          const relay = await openMediaRelay(pool.endpoint.address.host, hearers);
          if (mute === true) relay.interrupt(Number.POSITIVE_INFINITY);
          relays.push(relay);
          return relay.changes;
        },
      });
      return {
        ...proxy,
        entered(mode) {
          last = mode;
          for (const relay of relays) {
            if (mode === closedIn) relay.close();
            if (mode === silentIn) relay.interrupt(GAP);
          }
        },
      };
    },
  };
}
