/** The whole messages of a ladder: each is hidden until an arrow leads to it. No script is needed. Pure. */
import { html, type Html } from '../page/html.ts';
import type { LadderLayout } from './ladder-layout.ts';
import { eventId, type LadderLinks, messageId } from './ladder-ids.ts';
import { foldWords } from './ladder-rows.ts';
import type { ShownMessage } from './shown-message.ts';

const PANEL = { width: 640, height: 380, x: 76 } as const;

/** @param height  of the ladder; a message near its end opens above it */
export function messagesDrawn(layout: LadderLayout, links: LadderLinks, height: number): readonly Html[] {
  return layout.axis.placed.flatMap(({ row, y }) => {
    const top = Math.max(0, Math.min(y + 26, height - PANEL.height));
    if (row.kind === 'message') return [panel(row.n, `Event ${row.n}`, [row.message], top, layout, links)];
    if (row.kind === 'fold') return [panel(row.n, foldWords(row.messages), row.messages, top, layout, links)];
    return [];
  });
}

function panel(
  n: number,
  title: string,
  messages: readonly ShownMessage[],
  y: number,
  { lanes }: LadderLayout,
  links: LadderLinks,
): Html {
  return html`<foreignObject id="${messageId(links, n)}" class="panel" x="${PANEL.x}" y="${y}" width="${PANEL.width}" height="${PANEL.height}"><div xmlns="http://www.w3.org/1999/xhtml" class="sheet"><p><b>${title}</b> <a href="#${eventId(links, n)}">close</a></p>${messages.map(
    ({ event, ends }) =>
      html`<p>${event.t.toFixed(1)} ms: ${lanes.names[ends.from]} → ${lanes.names[ends.to]}</p><pre>${event.text.trim()}</pre>`,
  )}</div></foreignObject>
`;
}
