import { formatReplaces } from '../../../sip/fields/replaces.ts';
import { conforming } from '../../behaviour.ts';
import type { PoolContext } from '../../pool-context.ts';
import { inRange } from '../../orbit-numbers.ts';
import { takeoverUri } from '../../takeover-uri.ts';
import type { Deviation } from '../defect-table.ts';
import { type Copies, type Copy, type Recall, withReplica } from './replica.ts';
import { movedTo } from './shown-calls.ts';

type Source = (pool: PoolContext, copies: Copies, recall: Recall) => Copies;

/** A pool that offers copies of calls as if they were parked: in dialog-info, to a party that dials the orbit, or to both. */
export function offersCopies(source: Source, to: 'watcher' | 'retriever' | 'both' = 'both'): Deviation {
  let copies: Copies | undefined;
  const copyAt = (orbit: number): Copy | undefined =>
    to === 'watcher' ? undefined : copies?.().find((copy) => copy.orbit === orbit);
  return {
    answersForOrbit: (orbit, own) => inRange(own, orbit) || copyAt(orbit) !== undefined,
    shows: (calls) => (to === 'retriever' ? calls : [...calls, ...(copies?.() ?? [])]),
    retrieve(incoming, orbit, service) {
      const copy = service.at(orbit) === undefined ? copyAt(orbit) : undefined;
      if (copy === undefined) return conforming.retrieve(incoming, orbit, service);
      const { callId, localTag, remoteTag, remoteTarget } = copy;
      const replaces = formatReplaces({ callId, toTag: remoteTag, fromTag: localTag });
      incoming.redirect(`<${takeoverUri(remoteTarget, replaces)}>`);
    },
    ...withReplica(({ pool }, ...store) => {
      copies = source(pool, ...store);
      return {};
    }),
  };
}

/** The calls of the peer, while this pool has taken its users over. */
export const inherited: Source = ({ mode }, copies) => {
  return () => (mode() === 'failover-resiliency' || mode() === 'failed-over' ? copies() : []);
};

/** The calls that this pool had before it was started anew, as its peer remembers them. */
export const remembered: Source = (_pool, _copies, recall) => {
  let calls: readonly Copy[] = [];
  void recall().then((found) => (calls = found));
  return () => calls;
};

/** The same calls at orbits that they never had: far from those that a cell uses otherwise, in the range of the pool. */
export const renumbered: Source = (...store) => {
  const calls = remembered(...store);
  return () => calls().map((call) => movedTo(call.orbit + 50, call));
};
