import type { Companion } from '../../companion.ts';
import type { Mode } from '../../mode.ts';
import type { PoolContext } from '../../pool-context.ts';
import type { Deviation } from '../defect-table.ts';

/** How often the pool is asked whether its peer is alive, in ms. */
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

/** Acts when the pool enters a mode. */
export function onEntering(awaited: Mode, act: () => void): Companion {
  return { entered: (mode) => (mode === awaited ? act() : undefined) };
}

/** A pool that remembers that failback has begun: from then on `since()` is true. */
export function sinceFailback(deviation: (since: () => boolean) => Deviation): () => Deviation {
  return () => {
    let begun = false;
    const takesUp = (next: Mode): Mode => {
      begun ||= next === 'failback-resiliency';
      return next;
    };
    return { takesUp, ...deviation(() => begun) };
  };
}
