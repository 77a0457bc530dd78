/** The lanes of a ladder: the phones, the edge, the pools, and strangers. Pure. */
import type { HistoryEvent, SipEvent } from '../../history/event.ts';
import { POOLS } from '../../suite/cell.ts';
import type { NameOf } from '../event-line.ts';

/** Lanes of strangers, whose addresses a peer can make up at will; the rest of them share one more. */
const STRANGERS = 6;
const OTHERS = 'others';

export interface Lanes {
  readonly names: readonly string[];
  /** As many of the first lanes are phones. */
  readonly phones: number;
}

/** The ends of an arrow, as positions of lanes. */
export interface Ends {
  readonly from: number;
  readonly to: number;
}

export function lanesOf(events: readonly HistoryEvent[], nameOf: NameOf): Lanes {
  const phones = new Set<string>();
  const edge = events.some((event) => event.kind === 'run' && event.edge !== undefined) ? ['edge'] : [];
  const others = new Set<string>([...edge, ...POOLS]);
  const most = others.size + STRANGERS;
  for (const event of events) if (event.kind === 'sip') phones.add(event.tap);
  for (const event of events) {
    const remote = event.kind === 'sip' ? nameOf(event.remote) : undefined;
    if (remote === undefined || phones.has(remote)) continue;
    others.add(others.size < most || others.has(remote) ? remote : OTHERS);
  }
  return { names: [...phones].toSorted().concat(...others), phones: phones.size };
}

/** The same datagram at the receiver's tap: its sender is a phone, whose own tap has shown it. */
export function isSeenAtSender(event: SipEvent, { names, phones }: Lanes, nameOf: NameOf): boolean {
  return event.direction === 'in' && names.slice(0, phones).includes(nameOf(event.remote));
}

export function endsOf(event: SipEvent, { names }: Lanes, nameOf: NameOf): Ends {
  const here = names.indexOf(event.tap);
  const known = names.indexOf(nameOf(event.remote));
  const there = known < 0 ? names.indexOf(OTHERS) : known;
  return event.direction === 'out' ? { from: here, to: there } : { from: there, to: here };
}
