import type { HistoryEvent } from '../../history/event.ts';
import type { CheckResult } from '../../run/attempts.ts';
import { type CellResult, eventsOf } from '../../run/ledger.ts';
import { addressNames, eventLine, type NameOf } from '../event-line.ts';
import { loadLine, loadOf } from '../machine-load.ts';
import { checkPhrase } from '../phrase.ts';
import { duration, figure } from '../words.ts';
import { type Suite, stateTitle } from '../../suite/suite.ts';
import { type CellLadder, folderHref } from './cell-ladder.ts';
import { html, type Html } from './html.ts';
import { anchor, badge, remarks, tags } from './overview.ts';
import type { PageLinks } from './page.ts';

/** Longest excerpt of evidence; the rest stands in the history that the section links to. */
const EXCERPT = 12;

/** One cell: what is required of it, and each check with what was seen. */
export function cellSection(result: CellResult, suite: Suite, links: PageLinks, ladder: CellLadder | undefined): Html {
  const { cell, verdict } = result;
  const load = loadOf(result);
  const files = links.files.get(cell.id) ?? [];
  const folder = folderHref(links, cell.id);
  return html`<article class="cell" id="${anchor(cell.id)}" aria-labelledby="${anchor(cell.id)}-title">
<header><h3 id="${anchor(cell.id)}-title">${badge(verdict)} ${cell.id} <span class="name">${cell.title}</span></h3>
<p class="place">${stateTitle(suite, cell.state)} · ${cell.phase} · ${duration(verdict.durationMs)}${load === undefined ? '' : ` · ${loadLine(load)}`}</p></header>
<blockquote><p>${cell.requirement}</p><cite>${cell.source}</cite></blockquote>
<table class="checks"><thead><tr><th scope="col">verdict</th><th scope="col">check</th><th scope="col">what was seen</th></tr></thead><tbody>
${verdict.checks.map((check) => checkRow(result, check, ladder))}</tbody></table>
${ladder?.drawn}
<p class="files">${files.length === 0 ? 'Nothing was recorded.' : html`Recorded: ${files.map((file) => html`<a href="${`${folder}/${file.split('/').map(encodeURIComponent).join('/')}`}">${file}</a> `)}`}</p>
</article>`;
}

function checkRow(result: CellResult, check: CheckResult, ladder: CellLadder | undefined): Html {
  const { cell } = result;
  const events = eventsOf(result, check);
  const nameOf = addressNames(events);
  const figures = Object.entries(check.figures).map(([key, value]) => figure(key, value));
  const evidence = events.filter((event) => check.evidence.includes(event.n));
  return html`<tr id="${anchor(check.id)}" class="${check.verdict}"><td>${badge(check)} ${tags(check)}</td>
<th scope="row"><code>${check.id.slice(check.id.indexOf('/') + 1)}</code><span class="phrase">${checkPhrase(cell, check.id)}</span></th>
<td><p>${check.reason}</p>
${remarks(check)}${earlier(check)}${figures.length === 0 ? undefined : html`<ul class="figures">${figures.map(({ label, value }) => html`<li>${label} <b>${value}</b></li>`)}</ul>`}
${check.advisories.map((advisory) => html`<p class="advisory"><b>Advisory:</b> ${advisory.text} <cite>${advisory.source}</cite></p>`)}
${evidence.length === 0 ? undefined : excerpt(evidence, nameOf, check.verdict !== 'pass', (n) => ladder?.hrefOf(check, n))}</td></tr>
`;
}

/** What the other attempts saw: the row itself shows one of them. */
function earlier({ attempts, attempt }: CheckResult): Html | undefined {
  if (attempts.length === 1) return undefined;
  return html`<ol class="attempts">${attempts.map((one, at) => html`<li>${badge(one)} ${at + 1 === attempt ? 'as shown here' : one.reason}</li>`)}</ol>
`;
}

/** Events that a summary names; the rest are counted. */
const MOST_NUMBERS = 8;

/** `#12 #44 #68`: on paper they are all that is shown of a check that passed. */
function evidenceNumbers(evidence: readonly HistoryEvent[]): string {
  const rest = evidence.length - MOST_NUMBERS;
  const named = evidence.slice(0, MOST_NUMBERS).map(({ n }) => `#${n}`);
  return `${named.join(' ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function excerpt(
  evidence: readonly HistoryEvent[],
  nameOf: NameOf,
  open: boolean,
  hrefOf: (n: number) => string | undefined,
): Html {
  const shown = evidence.slice(0, EXCERPT);
  const rest = evidence.length - shown.length;
  const lines = shown.map((event) => {
    const [href, number] = [hrefOf(event.n), `#${event.n}`];
    const linked = href === undefined ? html`${number}` : html`<a href="${href}">${number}</a>`;
    const line = ` ${event.t.toFixed(1).padStart(9)} ms  ${eventLine(event, nameOf)}\n`;
    return html`${' '.repeat(Math.max(0, 6 - number.length))}${linked}${line}`;
  });
  return html`<details${open ? html` open` : undefined}><summary>Evidence: ${evidenceNumbers(evidence)}</summary><pre>${lines}${rest > 0 ? `       and ${rest} more in history.jsonl\n` : ''}</pre></details>`;
}
