/** `http`: an order to the administration of a pool, or to an address of its own; its answer is noted. */
import type { HookAction } from '../candidate/candidate.ts';
import { type HttpOrder, orderText } from '../candidate/http-order.ts';
import { poll } from '../poll.ts';
import type { PoolName } from '../suite/cell.ts';
import { type FaultBench, note } from './fault-bench.ts';
import type { HookFault } from './fault.ts';
import { exchange, type HttpReply } from './http-exchange.ts';
import { type Asked, filledOrder } from './http-filled.ts';
import { overran } from './overran.ts';

type HttpAction = Extract<HookAction, { kind: 'http' }>;

export const http: HookFault<HttpAction> = {
  apply: async (bench, action) => {
    const what = orderText(action);
    const within = action.within ?? bench.within;
    let reply: HttpReply | undefined;
    // A pool that was just started may answer OPTIONS before it listens here. Nothing was asked of it yet.
    await poll(bench.signal, within, async (left) => {
      // An attempt that had hardly any time says less than the one before.
      if (reply !== undefined && left < SHORTEST) return reply.text;
      reply = await request(bench, action, left);
      return reply.kind === 'refused' && mayListenSoon(bench, action.pool) ? reply.text : undefined;
    });
    bench.signal.throwIfAborted();
    const { kind, ok, text } = reply ?? NOTHING;
    note(bench, `${what}: ${text}`);
    const failed = { why: `${what} failed: ${text}` };
    if (kind === 'refused' && (await endedBefore(bench, action))) {
      const { pool } = action;
      return {
        why: `${failed.why}; the ${pool} had ended by itself before the order reached it; ${pool}.log may tell why`,
      };
    }
    if (kind === 'answered') return ok ? undefined : failed;
    // A pool that is taken away by an order may be gone before it has answered.
    if (action.pool !== undefined && action.takes === action.pool && kind !== 'refused') return undefined;
    if (kind !== 'late') return failed;
    const late = overran(bench, `http: ${what}`, 'an answer', within);
    // The administration is the candidate's: that it does not answer tells something. Another server is none of it.
    return action.pool === undefined ? late : { why: late.why };
  },
};

/** In ms; a connection that is refused on the same machine takes less. */
const SHORTEST = 50;

const NOTHING: HttpReply = { kind: 'refused', ok: false, status: undefined, text: '', body: '' };

/** It runs, or something has brought it back. */
function mayListenSoon({ pools, watch }: Pick<FaultBench, 'pools' | 'watch'>, pool: PoolName | undefined): boolean {
  if (pool === undefined) return false;
  return !watch.guards(pool) && (pools[pool].state !== 'gone' || watch.cameBack(pool));
}

/** Whether the pool that an order is to take away was gone before: an order that is refused has done nothing. */
async function endedBefore({ pools, watch }: FaultBench, { pool, takes }: HttpAction): Promise<boolean> {
  if (pool === undefined || takes !== pool) return false;
  return !watch.guards(pool) && !watch.cameBack(pool) && (await pools[pool].look()) === 'gone';
}

/**
 * Never rejects: what keeps the request from being answered is told by the reply.
 *
 * @param within  in ms
 */
export async function request(
  { pools, signal }: { readonly pools: Asked; readonly signal: AbortSignal },
  order: HttpOrder,
  within: number,
): Promise<HttpReply> {
  const filled = filledOrder(order, pools, process.env);
  if ('lacking' in filled) {
    const text = `it was not sent: nothing to put in for ${filled.lacking.join(', ')}`;
    return { kind: 'lost', ok: false, status: undefined, text, body: '' };
  }
  return exchange(filled.order, within, signal);
}
