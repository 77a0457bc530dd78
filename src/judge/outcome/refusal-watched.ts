import { REFUSAL_WATCHED } from '../../candidate/bounds.ts';
import type { Reply } from '../evidence/observed-reply.ts';
import { poolsUpIn } from '../../candidate/shared-address.ts';
import type { Excerpt } from '../excerpt.ts';
import { type Finding, inconclusive, pass } from '../finding.ts';
import { tooBriefly } from './watched.ts';

/** A pool that is up may carry out what it has refused, but not at once: the call was watched for so long after the refusal. */
export function watchedAfterRefusal({ facts, phase }: Excerpt, call: string, reply: Reply): Finding {
  const nothing = pass('nothing-wrong', {});
  const isUp = poolsUpIn(phase, facts.candidate).includes(facts.candidate.homes[phase]);
  if (!isUp || (reply.kind !== 'refused' && reply.kind !== 'unreachable')) return nothing;
  const brief = tooBriefly(reply, facts.events.at(-1), REFUSAL_WATCHED);
  return brief === undefined
    ? nothing
    : inconclusive('refusal-watched-too-briefly', { call, ...brief }, { evidence: [reply.n] });
}
