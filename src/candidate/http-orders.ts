/** Every request that the transitions of a candidate make, and what makes it fresh. Pure. */
import type { Candidate } from './candidate.ts';
import { type HttpOrder, orderText } from './http-order.ts';

export interface NamedOrder {
  readonly order: HttpOrder;
  /** `POST https://lab.example/outage`, as the file has it */
  readonly what: string;
}

export function httpOrders({ transitions, reset }: Pick<Candidate, 'transitions' | 'reset'>): readonly NamedOrder[] {
  const moves = Object.values(transitions).flatMap(({ actions, proofs }) => [...actions, ...proofs]);
  const found = [...moves, ...(reset?.actions ?? [])];
  return found.flatMap((one) => {
    if (one.kind !== 'http') return [];
    const order: HttpOrder = 'method' in one ? one : { ...one, method: 'GET' };
    return [{ order, what: orderText(order) }];
  });
}
