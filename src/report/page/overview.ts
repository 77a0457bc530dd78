import type { CellResult, RunResult, SuiteResult } from '../../run/ledger.ts';
import type { CheckVerdict } from '../../judge/verdict.ts';
import type { CheckResult } from '../../run/attempts.ts';
import { observed } from '../failure/violation.ts';
import { reportedChecksOf } from '../reported-checks.ts';
import { checkPhrase } from '../phrase.ts';
import { remarksOf, TAG_NAMES, tagsOf } from '../remarks.ts';
import { cellTally } from '../score.ts';
import { isInTable, type Table } from '../../suite/suite.ts';
import { sourceLine } from '../requirements.ts';
import { duration, figure, VERDICT_MARKS, VERDICT_NAMES } from '../words.ts';
import { html, type Html } from './html.ts';

/** The checks that neither passed nor failed, worst first, each with a link to its account. */
export function findingsList(result: RunResult): Html | undefined {
  const findings = reportedChecksOf(result, ['error', 'inconclusive']);
  if (findings.length === 0) return undefined;
  return html`<section class="findings" aria-labelledby="findings"><h2 id="findings">Open</h2><ol>
${findings.map(
  ({
    cell,
    check,
    like,
  }) => html`<li>${badge(check)} ${tags(check)}${link(check.id)} <span class="phrase">${checkPhrase(cell.cell, check.id)}</span><br>${check.reason}
${remarks(check)}${like.length === 0 ? undefined : html`<p class="like">The same is true of ${like.map((id) => html`${link(id)} `)}</p>`}</li>
`,
)}</ol></section>`;
}

export function link(id: string, text = id): Html {
  return html`<a href="#${anchor(id)}">${text}</a>`;
}

/** The table of a suite, each place with its cell, and the cells below it. */
export function tableSection({ planned: { suite }, cells }: SuiteResult): Html {
  const below = cells.filter(({ cell }) => !isInTable(suite, cell));
  const id = `suite-${suite.id}`;
  return html`<section class="suite" aria-labelledby="${id}"><h2 id="${id}">${suite.title}</h2>
${suite.table === undefined ? undefined : table(suite.table, cells)}
${below.length === 0 ? undefined : html`<h3>${suite.below?.title ?? 'Other cells'}</h3><div class="below">${below.map(tile)}</div>`}
<p class="source">Source: ${sourceLine(suite)}</p>
</section>`;
}

function table({ corner, rows, columns }: Table, cells: readonly CellResult[]): Html {
  return html`<table class="dr"><thead><tr><th scope="col">${corner}</th>${columns.map(({ title }) => html`<th scope="col">${title}</th>`)}</tr></thead><tbody>
${rows.map(
  ({ state, title }) => html`<tr><th scope="row">${title}</th>${columns.map(
    ({ phase }) => html`<td>${tiles(cells.filter(({ cell }) => cell.state === state && cell.phase === phase))}</td>`,
  )}</tr>
`,
)}</tbody></table>`;
}

export function anchor(id: string): string {
  return id.replace(/\s+/g, '-');
}

export function badge({ verdict }: Pick<CheckVerdict, 'verdict'>): Html {
  return html`<span class="badge ${verdict}"><span aria-hidden="true">${VERDICT_MARKS[verdict]}</span> ${VERDICT_NAMES[verdict]}</span>`;
}

/** Beside the badge: a known failure is a failure still. */
export function tags(check: CheckResult): Html {
  return html`${tagsOf(check).map((tag) => html`<span class="badge tag ${tag}">${TAG_NAMES[tag]}</span> `)}`;
}

export function remarks(check: CheckResult): Html {
  return html`${remarksOf(check).map(
    (remark) => html`<p class="remark">${remark}</p>
`,
  )}`;
}

function tiles(cells: readonly CellResult[]): Html {
  return cells.length === 0 ? html`<p class="unrun">not run</p>` : html`${cells.map(tile)}`;
}

function tile({ cell, verdict }: CellResult): Html {
  const failed = verdict.checks.filter((check) => check.verdict === 'fail');
  const told = failed.length === 0 ? headlineFigures(verdict.checks) : broken(failed);
  return html`<a class="tile ${verdict.verdict}" href="#${anchor(cell.id)}"><span class="id"><span aria-hidden="true">${VERDICT_MARKS[verdict.verdict]}</span> ${cell.id}</span><span class="count">${cellTally(verdict.checks, ' checks')}</span><span class="title">${cell.title}</span><span class="figures">${told}</span><span class="sr">${VERDICT_NAMES[verdict.verdict]}</span></a>`;
}

const MOST_TOLD = 110;

/** What was seen where it should not be: of a cell that failed, no figure that passed. */
function broken(failed: readonly CheckVerdict[]): string {
  const [first] = failed;
  if (first === undefined) return '';
  const seen = observed(first.reason);
  const short = seen.length <= MOST_TOLD ? seen : `${seen.slice(0, MOST_TOLD - 1)}…`;
  const names = failed.slice(1).map(({ id }) => id.slice(id.indexOf('/') + 1));
  return names.length === 0 ? short : `${short} · also ${names.join(', ')}`;
}

/** The largest of each measured time: what the table promises is about the worst call. */
function headlineFigures(checks: readonly CheckVerdict[]): string {
  const largest = new Map<string, number>();
  for (const check of checks) {
    for (const [key, value] of Object.entries(check.figures)) {
      if (key.endsWith('Ms')) largest.set(key, Math.max(value, largest.get(key) ?? 0));
    }
  }
  const named = [...largest].map(([key, value]) => `${figure(key, value).label} ${duration(value)}`);
  return named.slice(0, 3).join(' · ');
}
