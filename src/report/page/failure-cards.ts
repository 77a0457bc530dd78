/** What broke, before everything else: a card for each violation, and what it blocks folded under it. */
import { eventsOf, type RunResult } from '../../run/ledger.ts';
import { addressNames, type NameOf } from '../event-line.ts';
import type { DecidingMessage, MessageLine } from '../failure/deciding-message.ts';
import { sentence } from '../failure/sentence.ts';
import { isKnown, type Violation, violationsOf } from '../failure/violation.ts';
import { brokenTally, tally } from '../score.ts';
import { count } from '../words.ts';
import type { CellLadder, CellLadders } from './cell-ladder.ts';
import { html, type Html } from './html.ts';
import { anchor, link, remarks, tags } from './overview.ts';

/** Cards that are open; a reader opens the rest. */
const OPEN = 3;

export function failureCards(result: RunResult, ladders: CellLadders): Html | undefined {
  const violations = violationsOf(result);
  if (violations.length === 0) return undefined;
  const checks = result.cells.map((cell) => cell.verdict.checks);
  const broken = brokenTally(...checks).filter((counted) => /failed|blocked/.test(counted));
  const counts = [...broken, ...tally(checks.flat(), 'known'), ...tally(checks.flat(), 'flaky')];
  return html`<section class="failures" aria-labelledby="failures"><h2 id="failures">Broken: ${counts.join(', ')}</h2>
${violations.map((violation, at) => card(violation, at < OPEN && !isKnown(violation), ladders.get(violation.cell.cell.id)))}</section>`;
}

function card(violation: Violation, isOpen: boolean, ladder: CellLadder | undefined): Html {
  const { cell, check, required, rule, seen, figures, cause, attempt, command } = violation;
  return html`<details class="failure" id="failure-${anchor(check.id)}"${isOpen ? html` open` : undefined}><summary><span class="mark" aria-hidden="true">✗</span> <b>${check.id}</b> ${tags(check)}<span class="name">${cell.cell.title}</span></summary>
<div class="told"><dl>
<div><dt>Required</dt><dd><b>${sentence(required)}</b> <span class="rule">${sentence(rule)}</span></dd></div>
<div><dt>Seen</dt><dd class="seen"><b>${sentence(seen)}</b></dd></div>
${figures.map(
  ({
    label,
    seen: value,
    allowed,
  }) => html`<div><dt>Figure</dt><dd>${label} <b class="over">${value}</b>, allowed: ${allowed}</dd></div>
`,
)}<div><dt>Usual cause</dt><dd>${sentence(cause)}</dd></div>
<div><dt>Try</dt><dd>${sentence(attempt)}</dd></div>
<div><dt>Run again</dt><dd><code class="command">${command}</code></dd></div>
</dl>
${decided(violation, ladder)}</div>
${remarks(check)}<p class="more">${link(check.id, 'All evidence')}${violation.like.length === 0 ? undefined : html`. The same is true of ${violation.like.map((id) => html`${link(id)} `)}`}</p>
${blockedList(violation.blocked)}</details>
`;
}

function blockedList(blocked: readonly string[]): Html | undefined {
  if (blocked.length === 0) return undefined;
  return html`<details class="blocked"><summary>${count(blocked.length, 'check')} blocked by this</summary><p>${blocked.map((id) => html`${link(id)} `)}</p></details>
`;
}

function decided({ cell, check, message, decidedBy }: Violation, ladder: CellLadder | undefined): Html | undefined {
  if (message !== undefined) {
    const href = ladder?.hrefOf(check, message.event.n);
    return messageShown(message, addressNames(eventsOf(cell, check)), href);
  }
  if (decidedBy === undefined) return undefined;
  return html`<div class="decided"><p>Decided by</p><pre><mark>${decidedBy}</mark></pre></div>
`;
}

function messageShown({ event, lines }: DecidingMessage, nameOf: NameOf, href: string | undefined): Html {
  const number = `event ${event.n}`;
  const linked = href === undefined ? number : html`<a href="${href}">${number}</a>`;
  const [from, to] = event.direction === 'out' ? [event.tap, nameOf(event.remote)] : [nameOf(event.remote), event.tap];
  return html`<div class="decided"><p>Decided by ${linked}, at ${event.t.toFixed(1)} ms: ${from} → ${to}</p><pre>${excerptOf(lines).map(lineShown)}</pre><details><summary>The whole message</summary><pre>${lines.map(lineShown)}</pre></details></div>
`;
}

/** Between whom the message is: these lines are shown beside those that are marked. */
const AROUND = /^(from|f|to|t|call-id|i)\s*:/i;

function excerptOf(lines: readonly MessageLine[]): readonly MessageLine[] {
  return lines.filter(({ text, isMarked }) => isMarked || AROUND.test(text));
}

function lineShown({ text, isMarked }: MessageLine): Html {
  return isMarked
    ? html`<mark>${text}</mark>
`
    : html`${text}
`;
}
