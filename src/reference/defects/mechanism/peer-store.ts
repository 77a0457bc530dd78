import type { AdminRoutes } from '../../admin-interface.ts';
import { HttpClient } from '../../http-client.ts';
import type { PoolContext } from '../../pool-context.ts';
import { peerAdmin } from '../../settings.ts';

/** How long the peer may take to note a call, in ms. */
const PATIENCE = 800;
const DONE = { status: 200, body: {} };

/** A store of calls that each pool keeps for the other, written through at once, so that it outlives the other pool. */
export function peerStore<Call extends { readonly callId: string }>({ settings }: PoolContext) {
  const peer = settings.peer && new HttpClient(peerAdmin(settings.peer));
  const store = new Map<string, Call>();
  const post = async (path: string, content: string): Promise<void> => {
    await peer?.ask('POST', path, PATIENCE, content);
  };
  const routes: AdminRoutes = {
    'GET /peer/calls': () => ({ status: 200, body: [...store.values()] }),
    'POST /peer/calls/add': (body) => {
      const call: Call = JSON.parse(body);
      store.set(call.callId, call);
      return DONE;
    },
    'POST /peer/calls/remove': (callId) => {
      store.delete(callId);
      return DONE;
    },
  };
  return {
    routes,
    /** Calls of the peer, the oldest first. */
    copies: (): readonly Call[] => [...store.values()],
    /** This pool's calls as the peer remembers them. */
    recall: async (): Promise<readonly Call[]> => {
      const outcome = await peer?.ask('GET', '/peer/calls', PATIENCE);
      const calls: readonly Call[] =
        outcome?.kind === 'answer' && outcome.status === 200 ? JSON.parse(outcome.body) : [];
      return calls;
    },
    add: (call: Call): Promise<void> => post('/peer/calls/add', JSON.stringify(call)),
    remove: (callId: string): void => void post('/peer/calls/remove', callId),
  };
}
