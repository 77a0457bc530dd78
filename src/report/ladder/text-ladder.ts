/** The SIP messages of a cell as a ladder of text, with phases, faults and voices between them. */
import type { HistoryEvent } from '../../history/event.ts';
import { safeText } from '../../safe-text.ts';
import { addressNames, eventLine, type NameOf, startLine } from '../event-line.ts';
import { type Lanes, lanesOf } from './lanes.ts';
import { markOf, type ShownMessage, shownMessages } from './shown-message.ts';

/** Width of a lane in characters. */
const LANE = 14;

/**
 * Draws one line a message: a lane for each phone and pool, an arrow from sender to receiver. A message between two
 * phones is seen at both taps and drawn once, where it was sent. One that was sent again is marked, and so is a request that got no
 * response.
 */
export function renderLadder(events: readonly HistoryEvent[]): string {
  const nameOf = addressNames(events);
  const lanes = lanesOf(events, nameOf);
  const messages = new Map(shownMessages(events, lanes, nameOf).map((message) => [message.event.n, message]));
  const head = `${'event'.padStart(6)} ${'ms'.padStart(9)}  ${lanes.names.map((lane) => lane.padEnd(LANE)).join('')}`;
  const lines = events.flatMap((event) => {
    const drawn = draw(event, messages.get(event.n), lanes, nameOf);
    return drawn === undefined ? [] : [`${stamp(event)}  ${drawn}`.trimEnd()];
  });
  return safeText(`${head.trimEnd()}\n${lines.join('\n')}\n`);
}

/** @param message  what is drawn of a SIP event; undefined where the tap of its sender has it */
function draw(
  event: HistoryEvent,
  message: ShownMessage | undefined,
  lanes: Lanes,
  nameOf: NameOf,
): string | undefined {
  switch (event.kind) {
    case 'sip':
      return message === undefined ? undefined : arrow(message, lanes);
    case 'phase':
    case 'hook':
    case 'policy':
    case 'lookup':
    case 'fault':
    case 'note':
    case 'end':
      return `──── ${eventLine(event, nameOf)} ────`;
    case 'media':
      return event.event === 'sample' ? undefined : `${bars(lanes)}♪ ${eventLine(event, nameOf)}`;
    case 'astray':
    case 'srtp':
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

function arrow(message: ShownMessage, lanes: Lanes): string {
  const { from, to } = message.ends;
  const [left, right] = [Math.min(from, to), Math.max(from, to)];
  const toRight = to > from;
  const shaft = '─'.repeat(Math.max(1, (right - left) * LANE - 2));
  const drawn = toRight ? `├${shaft.slice(1)}─>` : `<${shaft}┤`;
  const body = `${'│'.padEnd(LANE).repeat(left)}${drawn}`;
  return `${body.padEnd(lanes.names.length * LANE)} ${startLine(message.event)}${markOf(message)}`;
}

function bars(lanes: Lanes): string {
  return '│'.padEnd(LANE).repeat(lanes.names.length);
}

function stamp(event: HistoryEvent): string {
  return `${String(event.n).padStart(6)} ${event.t.toFixed(1).padStart(9)}`;
}
