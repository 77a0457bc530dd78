import { HttpClient } from '../../http-client.ts';
import { peerAdmin } from '../../settings.ts';
import type { Companion, PoolParts } from '../../companion.ts';
import type { ShownCall } from '../../orbit-document.ts';
import { audioOf } from '../../../sip/sdp.ts';

/** How long the peer may take to note a parked call, in ms. */
const PATIENCE = 800;

/** What one pool tells the other of a parked call. */
export interface Copy extends ShownCall {
  readonly parker: string | undefined;
  /** Of its music. */
  readonly hz: number | undefined;
  /** Where the parkee listens to it. */
  readonly ear: { readonly address: string; readonly port: number } | undefined;
}

export interface Replica {
  /** Calls of the peer, the oldest first. */
  readonly copies: () => readonly Copy[];
  /** What the peer remembers of this pool's calls. */
  readonly recall: () => Promise<readonly Copy[]>;
  readonly companion: Companion;
}

/**
 * A store of parked calls that each pool keeps for the other, written through at once: what a clustered server does so
 * that calls outlive a node. Everything that goes wrong with it is left to the defects.
 */
export function replica({ pool, service }: PoolParts): Replica {
  const peer = pool.settings.peer && new HttpClient(peerAdmin(pool.settings.peer));
  const store = new Map<string, Copy>();
  const tell = async (path: string, content: unknown): Promise<void> => {
    await peer?.ask('POST', path, PATIENCE, JSON.stringify(content));
  };
  return {
    copies: () => [...store.values()],
    async recall() {
      const outcome = await peer?.ask('GET', '/peer/calls', PATIENCE);
      if (outcome?.kind !== 'answer' || outcome.status !== 200) return [];
      const calls: readonly Copy[] = JSON.parse(outcome.body);
      return calls;
    },
    companion: {
      async parked(call) {
        const shown = service.shown().find(({ callId }) => callId === call.session.callId);
        const ear = call.session.remoteSdp && audioOf(call.session.remoteSdp);
        if (shown !== undefined)
          await tell('/peer/calls/parked', { ...shown, parker: call.parker, hz: call.music.hz, ear });
      },
      left: (call) => void tell('/peer/calls/left', { callId: call.session.callId }),
      routes: {
        'GET /peer/calls': () => ({ status: 200, body: [...store.values()] }),
        'POST /peer/calls/parked': (body) => {
          const copy: Copy = JSON.parse(body);
          store.set(copy.callId, copy);
          return { status: 200, body: {} };
        },
        'POST /peer/calls/left': (body) => {
          const { callId }: Pick<Copy, 'callId'> = JSON.parse(body);
          store.delete(callId);
          return { status: 200, body: {} };
        },
      },
      close: () => peer?.close(),
    },
  };
}
