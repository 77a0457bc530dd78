/** `index.html`: the compliance report. One file, no scripts, nothing fetched from elsewhere. */
import type { RunResult } from '../../run/ledger.ts';
import { escapeMarkup } from '../markup.ts';
import { limitsReached } from '../limits-reached.ts';
import { starvation } from '../machine-load.ts';
import { headline, openQuestions } from '../score.ts';
import { type CellLadders, cellLadders } from './cell-ladder.ts';
import { cellSection } from './cell-section.ts';
import { failureCards } from './failure-cards.ts';
import { deviationsSection, notTestedSection, pageFooter, signatures } from './first-page.ts';
import { facts, verdicts } from './page-head.ts';
import { html, type Html } from './html.ts';
import { legend } from './legend.ts';
import { findingsList, tableSection } from './overview.ts';
import { STYLE } from './style.ts';

/** Where the page finds what it links to, relative to itself. */
export interface PageLinks {
  /** The folder of the run: `runs/20261123T031522-a1b2c3`. */
  readonly run: string;
  /** File names in a cell's folder by cell id, for example `history.jsonl`, `primary.log`. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** Reports that lie beside the page: href and what it is. */
  readonly beside: ReadonlyArray<{ readonly href: string; readonly title: string }>;
  /** `false` leaves them out, for want of room. */
  readonly ladders?: false;
}

const NO_LADDERS: CellLadders = new Map();

export function renderPage(result: RunResult, links: PageLinks): string {
  const { candidate } = result.plan;
  const said = result.suites.map((suite) => headline(suite).toLowerCase()).join('; ');
  const title = `${candidate.name} ${candidate.version}: ${said}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeMarkup(`${title} · parkspec`)}</title>
<style>${STYLE}${pageFooter(result.plan.id)}</style>
</head>
${body(result, links).markup}
</html>
`;
}

function body(result: RunResult, links: PageLinks): Html {
  const questions = [...openQuestions(result), ...starvation(result), ...limitsReached(result)];
  const ladders = links.ladders === false ? NO_LADDERS : cellLadders(result.cells, links);
  return html`<body>
<header class="masthead">
${verdicts(result)}
</header>
<main>
${failureCards(result, ladders)}
${questions.length === 0 ? undefined : html`<section class="open" aria-label="Remarks"><h2>${openQuestions(result).length === 0 ? 'Remarks' : 'What is open'}</h2><ul>${questions.map((question) => html`<li>${question}</li>`)}</ul></section>`}
${result.suites.map(tableSection)}
${notTestedSection(result)}
${deviationsSection(result)}
${signatures()}
${findingsList(result)}
${facts(result)}
<section class="annex" aria-labelledby="cells"><h2 id="cells">Every cell, every check</h2>
${result.suites.map(({ planned, cells }) => cells.map((cell) => cellSection(cell, planned.suite, links, ladders.get(cell.cell.id))))}
</section>
${legend()}
</main>
<footer>
<p>Judged from the recorded messages and voices alone; a stored history can be judged again with <code>parkspec judge</code>.</p>
<p>${links.beside.map(({ href, title }) => html`<a href="${href}">${title}</a> `)}</p>
</footer>
</body>`;
}
