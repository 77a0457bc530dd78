/** The messages that a verdict cites and that were taken although they break the grammar: each departure is an advisory. */
import { oddities } from '../sip/oddities.ts';
import type { Facts } from './facts.ts';
import { answerTo, inMessage } from './sentences/advisory-words.ts';
import type { Finding } from './finding.ts';
import { isResponse, type Seen, statusLine } from './evidence/seen-messages.ts';
import type { Advisory } from './verdict.ts';

/** Of all that came in; our own messages are no one's departure. */
export function withOddMessages({ messages }: Facts, finding: Finding): Finding {
  const cited = [...new Set(finding.evidence)].flatMap((n) => messages.during({ from: n, to: n }));
  const told = cited.filter(({ direction }) => direction === 'in').flatMap(advisoriesOf);
  return told.length === 0 ? finding : { ...finding, advisories: [...finding.advisories, ...told] };
}

function advisoriesOf(seen: Seen): readonly Advisory[] {
  const name = isResponse(seen) ? answerTo(statusLine(seen), seen.method) : seen.method;
  return oddities(seen.message).map(({ text, source }) => ({
    text: inMessage(text, name),
    source,
    evidence: [seen.n],
  }));
}
