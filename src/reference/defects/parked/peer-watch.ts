import type { PoolContext } from '../../pool-context.ts';

/** How often the pool's opinion of its peer is asked for, in ms. */
const PACE = 20;

/** Calls `then` each time that the peer, which was alive, no longer is. Returns what ends the watch. */
export function whenPeerDies({ peerAlive }: PoolContext, then: () => void): () => void {
  let alive = peerAlive();
  const timer = setInterval(() => {
    const before = alive;
    alive = peerAlive();
    if (before && !alive) then();
  }, PACE);
  return () => clearInterval(timer);
}
