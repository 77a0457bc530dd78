/** `http`: an order to the administration of a pool; its answer is noted. */
import type { HookAction } from '../candidate/candidate.ts';
import { messageOf } from '../harness-error.ts';
import { poll } from '../poll.ts';
import type { Pool } from '../runtime/pool.ts';
import type { PoolName } from '../suite/cell.ts';
import { type FaultBench, note } from './fault-bench.ts';
import type { HookFault } from './fault.ts';
import { overran } from './overran.ts';

type HttpAction = Extract<HookAction, { kind: 'http' }>;

export const http: HookFault<HttpAction> = {
  apply: async (bench, action) => {
    const { method, pool, path } = action;
    const what = `${method} ${pool}/${path}`;
    const within = action.within ?? bench.within;
    let reply = NOTHING;
    // A pool that was just started may answer OPTIONS before it listens here. Nothing was asked of it yet.
    await poll(bench.signal, within, async (left) => {
      // An attempt that had hardly any time says less than the one before.
      if (reply !== NOTHING && left < SHORTEST) return reply.text;
      reply = await request(bench, { pool, path, method, within: left });
      return reply.kind === 'refused' && mayListenSoon(bench, pool) ? reply.text : undefined;
    });
    bench.signal.throwIfAborted();
    note(bench, `${what}: ${reply.text}`);
    const failed = { why: `${what} failed: ${reply.text}` };
    if (reply.kind === 'refused' && (await endedBefore(bench, action))) {
      return {
        why: `${failed.why}; the ${pool} had ended by itself before the order reached it; ${pool}.log may tell why`,
      };
    }
    if (reply.kind === 'answered') return reply.ok ? undefined : failed;
    // A pool that is taken away by an order may be gone before it has answered.
    if (action.takes === pool && reply.kind !== 'refused') return undefined;
    if (reply.kind !== 'late') return failed;
    // The administration is the candidate's: that it does not answer tells something.
    return { why: overran(bench, `http: ${what}`, 'an answer', within).why };
  },
};

/** In ms; a connection that is refused on the same machine takes less. */
const SHORTEST = 50;

/** It runs, or something has brought it back. */
function mayListenSoon({ pools, watch }: Pick<FaultBench, 'pools' | 'watch'>, pool: PoolName): boolean {
  return !watch.guards(pool) && (pools[pool].state !== 'gone' || watch.cameBack(pool));
}

/** Whether the pool that an order is to take away was gone before: an order that is refused has done nothing. */
async function endedBefore({ pools, watch }: FaultBench, { pool, takes }: HttpAction): Promise<boolean> {
  return takes === pool && !watch.guards(pool) && !watch.cameBack(pool) && (await pools[pool].look()) === 'gone';
}

export interface HttpReply {
  /** `refused`: nobody listens there, so the request was not even sent. `lost`: the connection ended without an answer. */
  readonly kind: 'answered' | 'refused' | 'late' | 'lost';
  readonly ok: boolean;
  readonly text: string;
  readonly body: string;
}

const NOTHING: HttpReply = { kind: 'refused', ok: false, text: '', body: '' };

interface HttpRequest {
  readonly pool: PoolName;
  readonly path: string;
  readonly method: string;
  /** In ms. */
  readonly within: number;
}

export async function request(
  {
    pools,
    signal,
  }: { readonly pools: Readonly<Record<PoolName, Pick<Pool, 'http' | 'address'>>>; readonly signal: AbortSignal },
  { pool, path, method, within }: HttpRequest,
): Promise<HttpReply> {
  const { host, port } = pools[pool].http ?? { host: pools[pool].address.host, port: 0 };
  const url = `http://${host}:${port}/${path.replace(/^\//, '')}`;
  // Whole milliseconds only: it throws for what is left of a deadline as it comes from the clock.
  const bound = AbortSignal.timeout(Math.ceil(within));
  try {
    // The candidate does not choose whom the harness asks.
    const response = await fetch(url, { method, redirect: 'manual', signal: AbortSignal.any([signal, bound]) });
    const body = await beginning(response, MOST_OF_BODY);
    const words = [String(response.status), elsewhere(response), body.slice(0, 200)];
    const text = words
      .filter((word) => word !== '')
      .join(' ')
      .trim();
    return { kind: 'answered', ok: response.ok, text, body };
  } catch (cause) {
    const { code, message = messageOf(cause) } = behind(cause);
    const failed = bound.aborted ? 'late' : 'lost';
    return { kind: code === 'ECONNREFUSED' ? 'refused' : failed, ok: false, text: message, body: '' };
  }
}

function elsewhere({ headers }: Response): string {
  const location = headers.get('location');
  return location === null ? '' : `(to ${location.slice(0, 200)}; a redirect is not followed)`;
}

/** Why `fetch` failed. Not told by `instanceof`: in tests the errors of Node are of another realm. */
function behind(cause: unknown): { readonly code?: unknown; readonly message?: string } {
  const inner: unknown = typeof cause === 'object' && cause !== null && 'cause' in cause ? cause.cause : undefined;
  return typeof inner === 'object' && inner !== null ? inner : {};
}

/** Of an answer that goes on, the first `most` octets; the rest is not even received. */
async function beginning(response: Response, most: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= most) break;
  }
  return Buffer.concat(chunks).subarray(0, most).toString();
}

/** In octets; a proof is to be found in the beginning of an answer. */
const MOST_OF_BODY = 10_000;
