/** The rows of a ladder as SVG: arrows, folded registrations, bands, reasons. Pure. */
import { html, type Html } from '../page/html.ts';
import { type DrawnRow, type LadderLayout, SIZE } from './ladder-layout.ts';
import { eventId, type LadderLinks, messageHref } from './ladder-ids.ts';
import { foldWords } from './ladder-rows.ts';
import { markOf, type ShownMessage } from './shown-message.ts';
import type { Placed } from './time-axis.ts';

/** Height of an arrow within its row. */
const SHAFT = 18;

export function rowDrawn({ row, y }: Placed<DrawnRow>, layout: LadderLayout, links: LadderLinks): Html {
  switch (row.kind) {
    case 'message':
      return arrow(row.message, y, layout, links);
    case 'fold': {
      const words = foldWords(row.messages);
      return html`<a id="${eventId(links, row.n)}" class="row" href="${messageHref(links, row.n)}">${time(row.t, y)}<rect class="band" x="${SIZE.left + 8}" y="${y + 3}" width="${layout.right - SIZE.left - 16}" height="${SIZE.row - 6}" rx="3"/><text class="soft" x="${SIZE.left + 16}" y="${y + 16}">${words}</text></a>
`;
    }
    case 'band':
      return html`<g id="${eventId(links, row.n)}" class="row">${time(row.t, y)}<rect class="band ${row.tone}" x="${SIZE.left}" y="${y + 2}" width="${layout.right - SIZE.left}" height="${SIZE.row - 4}"/><text class="${row.tone === 'trouble' ? 'deciding' : 'soft'}" x="${SIZE.left + 8}" y="${y + 16}">${cut(row.text, layout.right - SIZE.left)}<title>${row.text}</title></text></g>
`;
    case 'reason':
      return html`<g class="row"><text class="deciding">${row.lines.map((line, at) => html`<tspan x="${SIZE.left}" y="${y + 13 + at * SIZE.line}">${line}</tspan>`)}</text></g>
`;
  }
}

function arrow(message: ShownMessage, y: number, layout: LadderLayout, links: LadderLinks): Html {
  const { event, ends, words, isRepeated, isUnanswered } = message;
  const [from, to] = [laneX(ends.from), laneX(ends.to)];
  const sign = to >= from ? 1 : -1;
  const tip = to - sign;
  const room = Math.max(SIZE.lane, Math.abs(to - from)) - 12;
  const mark = markOf(message);
  const names = layout.lanes.names;
  const classes = [
    'row message',
    ...callClasses(message, layout),
    ...(isRepeated ? ['repeated'] : []),
    ...(isUnanswered ? ['unanswered'] : []),
    ...(layout.deciding.has(event.n) ? ['deciding'] : []),
  ];
  const said = `${names[ends.from]} → ${names[ends.to]}  ${words}${mark}`;
  return html`<a id="${eventId(links, event.n)}" class="${classes.join(' ')}" href="${messageHref(links, event.n)}"><title>${`event ${event.n}, ${event.t.toFixed(1)} ms: ${said}`}</title>${time(event.t, y)}<path class="shaft" d="M${from} ${y + SHAFT}H${tip}m${-7 * sign} -3.5l${7 * sign} 3.5l${-7 * sign} 3.5z"/><text class="halo" x="${Math.min(from, to) + 8}" y="${y + SHAFT - 5}">${cut(words, room - mark.length * SIZE.char)}${mark}</text></a>
`;
}

/** The classes by which the messages of a call are found. */
function callClasses({ callId }: ShownMessage, { calls }: LadderLayout): readonly string[] {
  const names = callId === undefined ? undefined : calls.get(callId);
  return names === undefined ? [] : [...names].map(callClass);
}

/** A name of a call may have characters that a class may not. */
export function callClass(call: string): string {
  return `call-${Buffer.from(call).toString('hex')}`;
}

export function laneX(lane: number): number {
  return SIZE.left + (lane + 0.5) * SIZE.lane;
}

/** What is longer than its room ends in an ellipsis. */
function cut(text: string, room: number): string {
  const most = Math.max(8, Math.floor(room / SIZE.char));
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function time(t: number, y: number): Html {
  return html`<text class="soft" x="56" y="${y + 15}" text-anchor="end">${t.toFixed(0)}</text>`;
}
