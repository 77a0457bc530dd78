/** A failure beside which a request came in that nobody could read: it may be the very thing that is missing. */
import type { Excerpt } from './excerpt.ts';
import { type Finding, retold } from './finding.ts';
import { within } from './evidence/hearing.ts';

export function withUnreadableRequest({ facts, range }: Excerpt, finding: Finding): Finding {
  if (finding.verdict !== 'fail') return finding;
  const came = facts.messages.unreadable.find(({ kind, n }) => kind === 'request' && within(n, range));
  if (came === undefined || finding.evidence.includes(came.n)) return finding;
  const { tap: party, method, reason: why, n } = came;
  const both = retold(finding, 'unreadable-request-too', { party, method, why, because: finding });
  return { ...both, evidence: [...finding.evidence, n].toSorted((a, b) => a - b) };
}
