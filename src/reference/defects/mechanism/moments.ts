import type { Companion } from '../../companion.ts';
import type { Mode } from '../../mode.ts';
import { whenPeerChanges } from '../../peer-life.ts';
import type { PoolContext } from '../../pool-context.ts';
import type { Deviation } from '../defect-table.ts';

/** Calls `then` each time that the peer, which was alive, no longer is. Returns what ends the watch. */
export function whenPeerDies(pool: PoolContext, then: () => void): () => void {
  return whenPeerChanges(pool, (alive) => {
    if (!alive) then();
  });
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
