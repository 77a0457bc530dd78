import type { PoolContext } from './pool-context.ts';

/** How often the pool is asked whether its peer is alive, in ms. */
const PACE = 20;

/** Calls `then` each time that the peer dies or comes back. Returns what ends the watch. */
export function whenPeerChanges(
  { peerAlive }: Pick<PoolContext, 'peerAlive'>,
  then: (alive: boolean) => void,
): () => void {
  let alive = peerAlive();
  const timer = setInterval(() => {
    const before = alive;
    alive = peerAlive();
    if (before !== alive) then(alive);
  }, PACE);
  return () => clearInterval(timer);
}
