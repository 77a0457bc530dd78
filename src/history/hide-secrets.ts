/**
 * An event as it is recorded: without secrets. A message keeps its octets in number, so that it is read as it was. What
 * ties events to messages, such as a Call-ID, is hidden in the same way as in them. Pure.
 */
import { recordedCandidate } from '../candidate/recorded-candidate.ts';
import type { Secrets } from '../secrets.ts';
import type { EventBody } from './event.ts';

export function hideSecrets(event: EventBody, secrets: Secrets): EventBody {
  if (event.kind === 'run') return { ...event, candidate: recordedCandidate(event.candidate, secrets) };
  if (event.kind === 'end' || event.kind === 'load' || event.kind === 'process') return event;
  const { encoding = 'utf8' } = event.kind === 'sip' ? event : {};
  const hidden = Object.entries(event).map(([key, value]) => [key, KEPT.has(key) ? value : hide(value)]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only texts are exchanged for texts
  return Object.fromEntries(hidden) as EventBody;

  function hide(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(hide);
    return typeof value === 'string' ? secrets.hideInPlace(value, encoding) : value;
  }
}

/** What only parkspec words. */
const KEPT: ReadonlySet<string> = new Set(
  'kind state phase fault effect pool id of by to verb check failure tap direction encoding event voice hook purpose outcome channel level stage'.split(
    ' ',
  ),
);
