import type { Baseline } from '../../run/baseline.ts';
import type { Bounds } from '../../candidate/candidate.ts';
import type { RunResult, SuiteResult } from '../../run/ledger.ts';
import { boundsInForce } from '../bound-differences.ts';
import { requirementsLine } from '../requirements.ts';
import { headline, scoreLine } from '../score.ts';
import { candidateLine, count, duration, networkFact } from '../words.ts';
import { html, type Html } from './html.ts';

/** The verdict on each suite in large letters. */
export function verdicts(result: RunResult): Html {
  return html`${result.suites.map((suite) => verdictOn(suite, result))}`;
}

function verdictOn(result: SuiteResult, { plan, durationMs }: RunResult): Html {
  const { planned, verdict } = result;
  return html`<p class="kicker">${planned.suite.report}</p>
<div class="verdict ${verdict}">
<h1>${headline(result)}</h1>
<p class="who">${candidateLine(plan.candidate, plan.phones)}</p>
<p class="score">${scoreLine(result, durationMs)}</p>
<p class="score">${requirementsLine(planned)}</p>
</div>
`;
}

/** What was tested with what, when. */
export function facts(result: RunResult): Html {
  const { plan } = result;
  const { candidate, leftOut = [] } = plan;
  const list: ReadonlyArray<readonly [string, string]> = [
    ['Candidate', `${candidate.name} ${candidate.version}`],
    ['Candidate file', `${candidate.file.split(/[\\/]/).slice(-2).join('/')} (sha256 ${plan.digest.slice(0, 12)})`],
    ['Runtime, dialect', `${candidate.runtime}, ${candidate.dialect.name}`],
    ['Claims', candidate.capabilities.join(', ') || 'nothing'],
    ['Outage', plan.outage ?? 'as the candidate file says'],
    ...(plan.network === undefined ? [] : [['Bad network', networkFact(plan.network)] as const]),
    ...(plan.baseline === undefined ? [] : [['Baseline', baselineFact(plan.baseline)] as const]),
    ...(plan.retries === undefined ? [] : [['Retries', retriesFact(plan.retries, plan.allowFlaky === true)] as const]),
    ['Started', plan.started.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')],
    ['Took', duration(result.durationMs)],
    ['parkspec', `${plan.parkspec} on Node ${plan.node.replace(/^v/, '')}${plan.strict ? ', strict' : ''}`],
    ['Run', plan.id],
  ];
  return html`<section aria-labelledby="facts"><h2 id="facts">What was tested</h2><dl class="facts">${list.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
${plan.suites.map((planned) => html`<div class="wide"><dt>Requirements</dt><dd>${planned.suite.id} ${planned.suite.version}, ${planned.requirements.kind}, sha256 ${planned.requirements.sha256}</dd></div>`)}
${leftOut.map(({ id, version, why }) => html`<div class="wide"><dt>Not run</dt><dd>${id} ${version}: ${why}</dd></div>`)}
<div class="wide"><dt>Bounds</dt><dd>${boundsFact(candidate.bounds)}</dd></div></dl></section>`;
}

/** In bold what is not the default, which stands behind it. */
function boundsFact(bounds: Bounds): readonly Html[] {
  return boundsInForce(bounds).map(({ text, usual }, at) => {
    const comma = at === 0 ? '' : ', ';
    return usual === undefined ? html`${comma}${text}` : html`${comma}<b>${text}</b> (default ${usual})`;
  });
}

function baselineFact({ file, entries }: Baseline): string {
  return `${file} (${count(entries.length, 'known failure')})`;
}

function retriesFact(retries: number, allowFlaky: boolean): string {
  return `up to ${retries} a cell${allowFlaky ? ', flaky checks are allowed' : ''}`;
}
