import { VERDICTS, type Verdict } from '../../judge/verdict.ts';
import { html, type Html } from './html.ts';
import { badge } from './overview.ts';

const MEANINGS: Readonly<Record<Verdict, string>> = {
  pass: 'The requirement was seen to be met on the wire.',
  fail: 'The requirement was seen to be broken. One failure makes the candidate non-conformant, whatever else happened.',
  inconclusive: 'The situation that the check needs could not be brought about, so nothing was shown either way.',
  error: 'The test bench broke, or there is no verdict. It says nothing about the candidate.',
  'not-applicable': 'The candidate file does not claim the capability that the check needs.',
};

export function legend(): Html {
  const order = [...VERDICTS].toSorted((a, b) => Number(b === 'pass') - Number(a === 'pass'));
  return html`<section class="legend" aria-labelledby="legend"><h2 id="legend">How to read this</h2><dl>
${order.map(
  (verdict) => html`<div><dt>${badge({ verdict })}</dt><dd>${MEANINGS[verdict]}</dd></div>
`,
)}</dl>
<p>A cell takes the worst verdict of its checks. The candidate is conformant to a suite that parkspec comes with when all of it was run and every check passed, at the first attempt that this machine did not spoil, or was not applicable. Requirements are sealed when they are, to the octet, those that parkspec comes with; modified ones show nothing about these, and own ones were written by the user of parkspec and are counted apart. A known failure is one that the owners of the candidate have listed with a reason; it is a failure still. A flaky check passed in the last attempt and not in an earlier one, whose verdict is shown.</p></section>`;
}
