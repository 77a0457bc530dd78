import type { RunResult } from '../../ledger/ledger.ts';
import { scoreLine } from '../score.ts';
import { candidateLine, duration, RUN_VERDICT_NAMES } from '../words.ts';
import { html, type Html } from './html.ts';

/** The verdict in large letters, and what was tested with what, when. */
export function factsAndVerdict(result: RunResult): Html {
  const { plan } = result;
  const { candidate } = plan;
  const facts: ReadonlyArray<readonly [string, string]> = [
    ['Candidate', `${candidate.name} ${candidate.version}`],
    ['Candidate file', `${candidate.file.split(/[\\/]/).slice(-2).join('/')} (sha256 ${plan.digest.slice(0, 12)})`],
    ['Runtime, dialect', `${candidate.runtime}, ${candidate.dialect}`],
    ['Claims', candidate.capabilities.join(', ') || 'nothing'],
    ['Outage', plan.outage ?? 'as the candidate file says'],
    ['Started', plan.started.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')],
    ['Took', duration(result.durationMs)],
    ['parkspec', `${plan.parkspec} on Node ${plan.node.replace(/^v/, '')}${plan.strict ? ', strict' : ''}`],
    ['Run', plan.id],
  ];
  return html`<div class="verdict ${result.verdict}">
<h1>${RUN_VERDICT_NAMES[result.verdict]}</h1>
<p class="who">${candidateLine(candidate, plan.phones)}</p>
<p class="score">${scoreLine(result)}</p>
</div>
<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
