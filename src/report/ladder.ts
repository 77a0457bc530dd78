/** The SIP messages of a cell as a ladder of text, with phases, faults and voices between them. */
import type { HistoryEvent, SipEvent } from '../history/event.ts';
import { safeText } from '../safe-text.ts';
import { addressNames, eventLine, type NameOf, startLine } from './event-line.ts';

/** Width of a lane in characters. */
const LANE = 14;
/** Lanes of strangers, whose addresses a peer can make up at will; the rest of them share one more. */
const STRANGERS = 6;
const OTHERS = 'others';

/**
 * Draws one line a message: a lane for each phone and pool, an arrow from sender to receiver. A message between two
 * phones is seen at both taps and drawn once, where it was sent.
 */
export function renderLadder(events: readonly HistoryEvent[]): string {
  const nameOf = addressNames(events);
  const lanes = lanesOf(events, nameOf);
  const head = `${'event'.padStart(6)} ${'ms'.padStart(9)}  ${lanes.map((lane) => lane.padEnd(LANE)).join('')}`;
  const lines = events.flatMap((event) => {
    const drawn = draw(event, lanes, nameOf);
    return drawn === undefined ? [] : [`${stamp(event)}  ${drawn}`.trimEnd()];
  });
  return safeText(`${head.trimEnd()}\n${lines.join('\n')}\n`);
}

function draw(event: HistoryEvent, lanes: readonly string[], nameOf: NameOf): string | undefined {
  switch (event.kind) {
    case 'sip':
      return isSeenAtSender(event, lanes, nameOf) ? undefined : arrow(event, lanes, nameOf);
    case 'phase':
    case 'hook':
    case 'policy':
    case 'fault':
    case 'note':
    case 'end':
      return `──── ${eventLine(event, nameOf)} ────`;
    case 'media':
      return event.event === 'sample' ? undefined : `${bars(lanes)}♪ ${eventLine(event, nameOf)}`;
    case 'astray':
      return `${bars(lanes)}⚡ ${eventLine(event, nameOf)}`;
    case 'digits':
      return `${bars(lanes)}♪ ${eventLine(event, nameOf)}`;
    case 'network':
      return event.channel === 'rtp' ? undefined : `${bars(lanes)}⚡ ${eventLine(event, nameOf)}`;
    case 'action':
      return event.verb === 'check' ? `── ${eventLine(event, nameOf)} ──` : undefined;
    case 'run':
    case 'process':
    case 'load':
      return undefined;
  }
}

function lanesOf(events: readonly HistoryEvent[], nameOf: NameOf): readonly string[] {
  const phones = new Set<string>();
  const others = new Set<string>(['primary', 'backup']);
  for (const event of events) if (event.kind === 'sip') phones.add(event.tap);
  for (const event of events) {
    const remote = event.kind === 'sip' ? nameOf(event.remote) : undefined;
    if (remote === undefined || phones.has(remote)) continue;
    if (others.size < 2 + STRANGERS || others.has(remote)) others.add(remote);
    else others.add(OTHERS);
  }
  return [...phones].toSorted().concat(...others);
}

/** The same datagram at the receiver's tap: its sender is a phone, whose own tap has shown it. */
function isSeenAtSender(event: SipEvent, lanes: readonly string[], nameOf: NameOf): boolean {
  const from = nameOf(event.remote);
  const phones = lanes.slice(0, lanes.indexOf('primary'));
  return event.direction === 'in' && phones.includes(from);
}

function arrow(event: SipEvent, lanes: readonly string[], nameOf: NameOf): string {
  const here = lanes.indexOf(event.tap);
  const known = lanes.indexOf(nameOf(event.remote));
  const there = known < 0 ? lanes.indexOf(OTHERS) : known;
  const [left, right] = [Math.min(here, there), Math.max(here, there)];
  const toRight = (event.direction === 'out') === there > here;
  const shaft = '─'.repeat(Math.max(1, (right - left) * LANE - 2));
  const drawn = toRight ? `├${shaft.slice(1)}─>` : `<${shaft}┤`;
  const body = `${'│'.padEnd(LANE).repeat(left)}${drawn}`;
  return `${body.padEnd(lanes.length * LANE)} ${startLine(event)}`;
}

function bars(lanes: readonly string[]): string {
  return '│'.padEnd(LANE).repeat(lanes.length);
}

function stamp(event: HistoryEvent): string {
  return `${String(event.n).padStart(6)} ${event.t.toFixed(1).padStart(9)}`;
}
