/** The order in which servers of SRV records are tried (RFC 2782). Pure. */
import type { SrvData } from './dns-record.ts';

/**
 * By priority, the lowest first. Among equals one after the other is drawn: the greater its weight, the likelier it comes
 * first. One of weight 0 comes first only where the dice fall on 0, or nobody else is left.
 *
 * @param dice  the next number of a stream, 0 <= x < 1
 */
export function srvOrder<Record extends SrvData>(records: readonly Record[], dice: () => number): readonly Record[] {
  const priorities = [...new Set(records.map(({ priority }) => priority))].toSorted((one, other) => one - other);
  return priorities.flatMap((priority) =>
    drawn(
      records.filter((record) => record.priority === priority),
      dice,
    ),
  );
}

function drawn<Record extends SrvData>(records: readonly Record[], dice: () => number): readonly Record[] {
  // Those of weight 0 stand first, as RFC 2782 says; the rest in an order that does not depend on the server's.
  const left = records.toSorted((one, other) => one.weight - other.weight || compare(placeOf(one), placeOf(other)));
  const order: Record[] = [];
  while (left.length > 0) {
    const sum = left.reduce((total, { weight }) => total + weight, 0);
    // A whole number from 0 to the sum, both included.
    const number = Math.floor(dice() * (sum + 1));
    let running = 0;
    const at = left.findIndex(({ weight }) => (running += weight) >= number);
    order.push(...left.splice(at, 1));
  }
  return order;
}

function placeOf({ target, port }: SrvData): string {
  return `${target.toLowerCase()}:${port}`;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
