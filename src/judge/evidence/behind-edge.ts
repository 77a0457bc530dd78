/** Whose the messages are that phones exchange with the edge of a candidate: one of the pools behind it, or the edge itself. */
import type { Member } from '../../candidate/member.ts';
import type { RunEvent } from '../../history/event.ts';
import { placeOf } from '../../history/place.ts';
import { servedBy } from '../../history/served-by.ts';
import type { PoolName } from '../../suite/cell.ts';
import type { Seen } from './seen-messages.ts';

type BehindEdge = Pick<RunEvent, 'pools' | 'candidate'> & { readonly edge: string };

/**
 * An answer is that of the pool which it tells: the edge may have given it. A request that came in is that of the pool which it
 * tells, and one that was sent that of the pool which answered it; where nothing tells, that of the pool which had the dialog.
 */
export function behindEdge(all: readonly Seen[], { pools, candidate, edge }: BehindEdge): readonly Seen[] {
  const told = servedBy(candidate, { primary: placeOf(pools.primary), backup: placeOf(pools.backup) });
  const isAtEdge = ({ remote }: Seen): boolean => placeOf(remote) === placeOf(edge);
  const said = all.map((seen) => (isAtEdge(seen) && seen.direction === 'in' ? told(seen.message) : undefined));
  const answered = new Map<string, PoolName>();
  for (const [index, seen] of all.entries()) {
    const pool = said[index];
    // The final answer comes last, and counts.
    if (pool !== undefined && seen.message.kind === 'response') answered.set(exchangeOf(seen), pool);
  }
  const dialogs = new Map<string, PoolName>();
  return all.map((seen, index) => {
    if (!isAtEdge(seen)) return seen;
    const dialog = `${seen.tap} ${seen.callId}`;
    const own = said[index] ?? (isSentRequest(seen) ? answered.get(exchangeOf(seen)) : undefined);
    if (own !== undefined) dialogs.set(dialog, own);
    const pool = own ?? (isOfDialog(seen) ? dialogs.get(dialog) : undefined);
    return { ...seen, remote: pool === undefined ? edge : pools[pool] };
  });
}

function exchangeOf({ tap, callId, seq, method }: Seen): string {
  return `${tap} ${callId} ${seq} ${method}`;
}

function isSentRequest({ direction, message }: Seen): boolean {
  return direction === 'out' && message.kind === 'request';
}

/** An answer that came in and tells no pool is the edge's own. */
function isOfDialog({ direction, message, toTag }: Seen): boolean {
  if (message.kind === 'response') return direction === 'out';
  return toTag !== undefined;
}

/** The address of a pool, or of the edge, as messages have it. */
export function addressOf({ pools, edge }: Pick<RunEvent, 'pools' | 'edge'>, member: Member): string | undefined {
  return member === 'edge' ? edge : pools[member];
}

/** The addresses from which nothing new can come while a pool, or the edge in front of both, is away. */
export function servedFrom(run: Pick<RunEvent, 'pools' | 'edge'>, member: Member): readonly string[] {
  if (member !== 'edge') return [run.pools[member]];
  return [...Object.values(run.pools), ...(run.edge === undefined ? [] : [run.edge])];
}
