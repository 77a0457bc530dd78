import { addressOf } from '../../../../sip/route.ts';
import { parseUri } from '../../../../sip/uri.ts';
import type { Behaviour } from '../../../behaviour.ts';
import type { PoolContext } from '../../../pool-context.ts';
import { addressThroughPool } from './address-through-pool.ts';
import { callWatch, type Moment } from './call-watch.ts';
import { byeTo, type CallKind, type KnownCall } from './known-call.ts';

export interface Cut {
  readonly kind: CallKind;
  readonly at: Moment;
  /** Whose calls: those that came about on the primary, on the backup, or on either. */
  readonly of?: 'primary' | 'backup';
}

/** The backup hangs up on both ends of the calls that it knows, in the name of the other end. */
export function cutsCalls({ kind, at, of }: Cut): Partial<Behaviour> {
  return {
    addressOfParkee: addressThroughPool,
    companion: ({ pool }) =>
      callWatch(pool, (moment, { own, peer }) => {
        if (moment !== at) return;
        const calls = [...(of === 'primary' ? [] : own), ...(of === 'backup' ? [] : peer)];
        for (const call of calls) if (call.kind === kind) hangUp(pool, call);
      }),
  };
}

function hangUp({ endpoint }: PoolContext, call: KnownCall): void {
  for (const end of ['caller', 'callee'] as const) {
    const next = addressOf(parseUri(call[end].contact));
    if (next !== undefined) endpoint.request(byeTo(end, call), next);
  }
}
