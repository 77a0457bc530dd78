/** The same tables as a page that leads to the report of each run. */
import { html } from '../../src/report/page/html.ts';
import { STYLE } from '../../src/report/page/style.ts';
import {
  byCandidate,
  type CandidateEntries,
  cellsOf,
  cellText,
  columnsOf,
  daysOf,
  type Entry,
  entryAt,
  kindOf,
  type Matrix,
  nameOf,
  type Trial,
  verdictText,
} from './matrix.ts';

type Column = Pick<Trial, 'outage' | 'phones'>;

/** @param reportOf  the path of the report of a run, from the folder of the page */
export function renderHtml(matrix: Matrix, reportOf: (trial: Trial) => string): string {
  const columns = columnsOf(matrix);
  const heads = columns.map(({ outage, phones }) => html`<th scope="col">${outage}, ${phones}</th>`);
  const summary = byCandidate(matrix).map(
    (candidate) =>
      html`<tr><th scope="row">${nameOf(candidate)}</th><td>${kindOf(candidate)}</td>${columns.map((column) =>
        verdictField(candidate, column),
      )}</tr>`,
  );
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>parkspec matrix</title>
<style>${STYLE_MARKUP}</style></head><body>
<h1>Matrix</h1>
<p class="kicker">parkspec ${matrix.parkspec}, Node ${matrix.node}, ${daysOf(matrix)}</p>
<table><thead><tr><th scope="col">candidate</th><th scope="col">dialect, runtime</th>${heads}</tr></thead><tbody>${summary}</tbody></table>
${byCandidate(matrix).map(
  (candidate) => html`<h2>${nameOf(candidate)}</h2>
<table><thead><tr><th scope="col">cell</th>${heads}</tr></thead><tbody>${cellsOf(matrix).map(
    (id) => html`<tr><th scope="row">${id}</th>${columns.map((column) => cellField(candidate, column, id))}</tr>`,
  )}</tbody></table>`,
)}
</body></html>
`;
  return page.markup;

  function verdictField(candidate: CandidateEntries, column: Column) {
    const entry = entryAt(candidate, column);
    if (entry === undefined) return html`<td></td>`;
    return html`<td class="${classOf(entry)}"><a href="${reportOf(entry)}">${verdictText(entry)}</a></td>`;
  }

  function cellField(candidate: CandidateEntries, column: Column, id: string) {
    const entry = entryAt(candidate, column);
    if (entry === undefined) return html`<td></td>`;
    return html`<td class="${cellClass(entry, id)}"><a href="${reportOf(entry)}#${id}">${cellText(entry, id)}</a></td>`;
  }
}

const STYLE_MARKUP = html`${STYLE}
table { border-collapse: collapse; } th, td { padding: .3rem .6rem; border: 1px solid var(--line); text-align: left; }
td.good { background: var(--pass-bg); } td.bad { background: var(--fail-bg); } td.open { background: var(--open-bg); }
td a { color: inherit; text-decoration: none; }`;

function classOf({ outcome }: Entry): string {
  if (outcome.kind === 'no-report') return 'open';
  const { verdict } = outcome.compliance;
  if (verdict === 'conformant' || verdict === 'passed') return 'good';
  return verdict === 'incomplete' ? 'open' : 'bad';
}

function cellClass({ outcome }: Entry, id: string): string {
  const found =
    outcome.kind === 'judged' ? outcome.compliance.cells.find((cell) => cell.id === id)?.verdict : undefined;
  if (found === 'pass') return 'good';
  return found === 'fail' ? 'bad' : 'open';
}
