/**
 * The ladder of a cell as SVG: lanes, messages, phases and faults as bands, who hears whom on the same axis, the windows of the
 * checks, and the event that decided each failure. It fetches nothing and runs no script. Pure.
 */
import type { HistoryEvent } from '../../history/event.ts';
import type { CheckVerdict } from '../../judge/verdict.ts';
import { html, Html } from '../page/html.ts';
import { PALETTE } from '../palette.ts';
import { duration, VERDICT_MARKS } from '../words.ts';
import type { HeardBar } from './heard-bars.ts';
import { eventId, type LadderLinks } from './ladder-ids.ts';
import { type LadderLayout, layOut, SIZE } from './ladder-layout.ts';
import { LADDER_STYLE } from './ladder-style.ts';
import { callClass, laneX, rowDrawn } from './svg-rows.ts';
import { messagesDrawn } from './svg-messages.ts';

/** `ladder.svg`: a file of its own. */
export function renderLadderSvg(
  events: readonly HistoryEvent[],
  checks: readonly CheckVerdict[],
  links: LadderLinks,
): string {
  const style = new Html(`<style>${PALETTE}${LADDER_STYLE}</style>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${ladderDrawn(layOut(events, checks), links, style).markup}`;
}

/** @param style  where the ladder is no part of a page that has it */
export function ladderDrawn(layout: LadderLayout, links: LadderLinks, style?: Html): Html {
  const { axis, lanes, right } = layout;
  const heard = heardColumns(layout);
  const width = heard.right + 12;
  const height = axis.bottom + 40;
  const name = `Ladder of ${links.prefix}`;
  return html`<svg xmlns="http://www.w3.org/2000/svg" id="${links.prefix}-ladder" class="ladder" role="group" aria-label="${name}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${style}
${pick(layout, links, width)}
${lanes.names.map((lane, at) => html`<path class="lane" d="M${laneX(at)} ${SIZE.top - 4}V${axis.bottom}"/><text class="head" x="${laneX(at)}" y="${SIZE.top - 10}" text-anchor="middle">${lane}</text><text class="head" x="${laneX(at)}" y="${axis.bottom + 16}" text-anchor="middle">${lane}</text>`)}
<text class="soft" x="56" y="${SIZE.top - 10}" text-anchor="end">ms</text>
${axis.waits.map((wait) => html`<path class="wait" d="M${SIZE.left} ${wait.y + wait.height / 2}H${right}"/><text class="soft halo" x="${SIZE.left + 8}" y="${wait.y + wait.height / 2 + 4}">${`⋮ ${duration(wait.ms)} drawn short`}</text>`)}
${windowsDrawn(layout)}
${heard.bars}
${axis.placed.map((placed) => rowDrawn(placed, layout, links))}
${links.messagesIn === undefined ? messagesDrawn(layout, links, height) : undefined}</svg>
`;
}

/** A bracket for the time in which each check looked, and its verdict where it fell. */
function windowsDrawn({ windows, axis }: LadderLayout): readonly Html[] {
  let below = -Infinity;
  return windows
    .toSorted((a, b) => a.to - b.to)
    .map(({ check, from, to, column }) => {
      const [top, end] = [axis.at(from), Math.max(axis.at(to), axis.at(from) + 4)];
      const x = SIZE.left - 8 - column * 6;
      const y = Math.max(end + 4, below + 12);
      below = y;
      const name = check.id.slice(check.id.indexOf('/') + 1);
      const shown = name.length > 20 ? `${name.slice(0, 19)}…` : name;
      return html`<path class="window ${check.verdict}" d="M${x + 4} ${top}H${x}V${end}H${x + 4}"/><text class="halo ${check.verdict}" x="64" y="${y}">${`${VERDICT_MARKS[check.verdict]} ${shown}`}<title>${`${check.id}: ${check.reason}`}</title></text>
`;
    });
}

function heardColumns({ bars, axis, right }: LadderLayout): { readonly right: number; readonly bars: readonly Html[] } {
  const taps = [...new Set(bars.map(({ tap }) => tap))].toSorted();
  const drawn: Html[] = [];
  let x = right + 20;
  for (const tap of taps) {
    const own = bars.filter((bar) => bar.tap === tap);
    drawn.push(html`<text class="head" x="${x}" y="${SIZE.top - 10}">${tap} hears</text>`);
    drawn.push(...own.map((bar) => barDrawn(bar, x, axis)));
    x += Math.max(78, (Math.max(...own.map(({ column }) => column)) + 1) * SIZE.heard + 12);
  }
  return { right: x, bars: drawn };
}

function barDrawn({ tap, voice, from, to, column }: HeardBar, left: number, axis: LadderLayout['axis']): Html {
  const [top, end] = [axis.at(from), to === undefined ? axis.bottom : axis.at(to)];
  const x = left + column * SIZE.heard;
  const name = voice.replace('music:', '♪ ');
  const title = `${tap} hears ${voice} from ${from.toFixed(0)} ms ${to === undefined ? 'to the end' : `to ${to.toFixed(0)} ms`}`;
  return html`<g><title>${title}</title><rect class="bar" x="${x}" y="${top}" width="8" height="${Math.max(2, end - top)}"/><text class="halo" x="${x + 12}" y="${top + 9}">${name}</text></g>
`;
}

/** The choice of what stands out: all, one call, or what is around the failures. */
function pick(layout: LadderLayout, links: LadderLinks, width: number): Html | undefined {
  const calls = [...new Set([...layout.calls.values()].flatMap((names) => [...names]))].toSorted();
  const near = nearDeciding(layout);
  const choices = [
    { id: `${links.prefix}-all`, label: 'everything', keeps: '' },
    ...(near.length === 0
      ? []
      : [
          {
            id: `${links.prefix}-near`,
            label: 'around the failure',
            keeps: near.map((n) => `#${cssId(eventId(links, n))}`).join(','),
          },
        ]),
    ...calls.map((call) => ({
      id: `${links.prefix}-${callClass(call)}`,
      label: `call ${call}`,
      keeps: `.${callClass(call)}`,
    })),
  ];
  if (choices.length < 2) return undefined;
  const rules = choices.flatMap(({ id, keeps }) => {
    const off = `#${cssId(links.prefix)}-ladder:has(#${cssId(id)}:checked)`;
    return keeps === '' ? [] : [`${off} .message:not(${keeps}){opacity:.14}`];
  });
  return html`<style>${new Html(rules.join(''))}</style><foreignObject x="0" y="0" width="${width}" height="30"><div xmlns="http://www.w3.org/1999/xhtml"><fieldset class="pick" aria-label="Messages that stand out">${choices.map(({ id, label }, at) => html`<label><input type="radio" name="${links.prefix}-pick" id="${id}"${at === 0 ? new Html(' checked="checked"') : undefined} /> ${label}</label>`)}</fieldset></div></foreignObject>`;
}

/** Rows before and after the event that decided; so many of them are around it. */
const NEAR = 8;

function nearDeciding({ axis, deciding }: LadderLayout): readonly number[] {
  const rows = axis.placed.map(({ row }) => row);
  return rows.flatMap((row, at) => {
    const around = rows.slice(Math.max(0, at - NEAR), at + NEAR + 1);
    return row.kind === 'message' && around.some(({ n }) => deciding.has(n)) ? [row.n] : [];
  });
}

/** An id in a selector; ids of cells may have characters that mean something there. */
function cssId(id: string): string {
  return id.replace(/[^\w-]/g, (char) => `\\${char}`);
}
