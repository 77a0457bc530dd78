import { audioOf } from '../../../sip/sdp.ts';
import type { Companion, PoolParts } from '../../companion.ts';
import type { ShownCall } from '../../orbit-document.ts';
import type { Deviation } from '../defect-table.ts';
import { peerStore } from './peer-store.ts';

/** A parked call as one pool tells the other of it. */
export interface Copy extends ShownCall {
  readonly parker: string | undefined;
  /** The source of its music, see `Music`. */
  readonly music: number | string | undefined;
  /** Where the parkee listens to it. */
  readonly ear: { readonly address: string; readonly port: number } | undefined;
}

/** The calls of the peer, the oldest first. */
export type Copies = () => readonly Copy[];
/** The calls of this pool as the peer remembers them. */
export type Recall = () => Promise<readonly Copy[]>;

/**
 * Pools that keep copies of each other's parked calls, as a clustered server does so that calls outlive a node. The use
 * that `act` makes of them is the defect; it may leave out a part of the replication as well.
 */
export function withReplica(act: (parts: PoolParts, copies: Copies, recall: Recall) => Companion): Deviation {
  return {
    companion(parts) {
      const store = peerStore<Copy>(parts.pool);
      return {
        async parked(call) {
          const ear = call.session.remoteSdp && audioOf(call.session.remoteSdp);
          await store.add({ ...parts.service.show(call), parker: call.parker, music: call.music.source, ear });
        },
        left: (call) => store.remove(call.session.callId),
        routes: store.routes,
        ...act(parts, store.copies, store.recall),
      };
    },
  };
}
