/** What stands below the table, and with it on the first page of paper: what was not tested, what deviates, and who signs. */
import type { RunResult } from '../../run/ledger.ts';
import { deviations } from '../deviations.ts';
import { notTested } from '../not-tested.ts';
import { html, type Html } from './html.ts';

export function notTestedSection(result: RunResult): Html {
  const rows = notTested(result);
  return html`<section class="untested" aria-labelledby="untested"><h2 id="untested">Not tested</h2>
${rows.length === 0 ? html`<p>Nothing: every check of the table was made.</p>` : html`<ul>${rows.map(({ subject, why }) => html`<li>${subject}: ${why}</li>`)}</ul>`}</section>`;
}

export function deviationsSection(result: RunResult): Html {
  const rows = deviations(result);
  return html`<section class="deviations" aria-labelledby="deviations"><h2 id="deviations">Deviations</h2>
${rows.length === 0 ? html`<p>None: the defaults of parkspec and its own requirements.</p>` : html`<ul>${rows.map((row) => html`<li>${row}</li>`)}</ul>`}</section>`;
}

/** On paper alone. */
export function signatures(): Html {
  return html`<section class="signatures" aria-label="Signatures">${signature('Tested by')}${signature('Accepted by')}</section>`;
}

function signature(role: string): Html {
  return html`<div><p>${role}</p><p class="line">Name</p><p class="line">Date</p><p class="line">Signature</p></div>`;
}

/** The run and the number of the page at the foot of each sheet. @param run  id of the run, letters, digits and hyphens */
export function pageFooter(run: string): string {
  return `@page { @bottom-left { content: "parkspec run ${run.replaceAll(/[^\w-]/g, '')}"; } @bottom-right { content: "page " counter(page) " of " counter(pages); } }`;
}
