/** Every refusal is an answer that says no, in time. In an outage no pool is left to say it. */
import type { Deed } from '../../suite/cell.ts';
import { fail, type Finding, figure, inconclusive, missing, pass } from '../finding.ts';
import { say } from '../sentences/sentences.ts';
import { within } from '../evidence/hearing.ts';
import type { Seen } from '../evidence/seen-messages.ts';
import { inBound, tookBetween, neverReceived } from '../excuse/network-cost.ts';
import { mayBeSilent } from '../evidence/phases.ts';
import { diedByItself } from '../evidence/processes.ts';
import type { Reply } from '../evidence/observed-reply.ts';
import { absence, overdue } from './lack.ts';
import type { Excerpt } from '../excerpt.ts';
import { WORDS } from '../sentences/field-words.ts';
import { tooBriefly } from './watched.ts';

interface Attempt {
  /** `bob's park of call A` */
  readonly what: string;
  readonly reply: Reply;
  /** The request. */
  readonly sent: { readonly n: number; readonly t: number };
  readonly bound: number;
}

export function refused(excerpt: Excerpt, { what, reply, sent, bound }: Attempt): Finding {
  switch (reply.kind) {
    case 'not-sent':
      return inconclusive('not-tried', { deed: what, why: reply.words });
    case 'accepted': {
      const accepted = { deed: what, answer: reply.words, after: figure(reply.t - sent.t) };
      return fail('accepted-not-refused', accepted, { evidence: [reply.n] });
    }
    case 'evaded': {
      const extra = { evidence: [reply.n], ...absence(excerpt.facts, reply, sent, bound) };
      return fail('neither-done-nor-refused', { deed: what, answer: reply.words }, extra);
    }
    case 'unreadable':
      return fail('neither-done-nor-refused', { deed: what, answer: reply.words }, { evidence: [reply.n] });
    case 'silent': {
      const unproven = silenceUnproven(excerpt, reply.request, bound);
      return unproven ?? silent(reply.request);
    }
    case 'unanswered':
      return silent(reply);
    case 'unheeded':
      return waitedLongEnough(reply, 'keys-unheeded');
    case 'unreachable': {
      const died = mayBeSilent(excerpt.phase) ? undefined : diedByItself(excerpt.facts, excerpt.range.to);
      if (died === undefined) return inTime(reply);
      return fail('pool-died-instead-of-refusing', { deed: what, pool: died.pool }, { evidence: [died.n] });
    }
    case 'refused':
      return inTime(reply);
  }

  function silent(asked: Pick<Seen, 'n' | 't'>): Finding {
    if (mayBeSilent(excerpt.phase)) return waitedLongEnough(asked, 'unanswered-in-outage');
    const lack = overdue(excerpt.facts, sent.t, bound);
    return missing('unanswered-not-refused', { deed: what, phase: excerpt.phase }, [asked.n], lack);
  }

  function waitedLongEnough(asked: Pick<Seen, 'n' | 't'>, code: 'unanswered-in-outage' | 'keys-unheeded'): Finding {
    const brief = tooBriefly(asked, waitedFor(excerpt, asked), bound);
    if (brief === undefined) return pass(code, { deed: what }, { evidence: [asked.n] });
    return inconclusive('answer-awaited-too-briefly', { deed: what, ...brief }, { evidence: [asked.n] });
  }

  function inTime({ n, t, words }: { n: number; t: number; words: string }): Finding {
    // A message that could not be delivered was never on the network: the driver tells when.
    const took = tookBetween(excerpt.facts, sent, reply.kind === 'unreachable' ? { n: 0, t } : { n, t });
    return inBound(took, bound, 'refusedAfterMs', {
      late: say('refused-late', { deed: what, took: took.own, answer: words, bound }),
      good: say('refused-in-time', { deed: what, took: took.own, answer: words }),
      evidence: [n],
    });
  }
}

/** Nothing follows from the silence after a request that did not get through, or whose answer did not. */
function silenceUnproven(excerpt: Excerpt, request: Seen, bound: number): Finding | undefined {
  return neverReceived(excerpt.facts, request, waitedFor(excerpt, request).t, bound);
}

/** The end of the action that sent a request; of the request itself where no action tells. */
function waitedFor({ actions }: Excerpt, request: Pick<Seen, 'n' | 't'>): { readonly t: number } {
  return actions.findLast((action) => within(request.n, action.range))?.ended ?? request;
}

/** `bob's park of call A` */
export function name(deed: Deed): string {
  if (deed.verb === 'register' || deed.verb === 'lapse') return WORDS.registrationOf(deed.by);
  if (deed.verb === 'call') return WORDS.callOf(deed.by, deed.to);
  const what = WORDS.deedOf(deed.by, deed.verb, deed.call);
  return deed.verb === 'transfer' ? WORDS.towards(what, deed.to) : what;
}
