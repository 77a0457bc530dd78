/** What every refusal has in common: an answer that says no, in time. In an outage nobody is left to say it. */
import type { Deed } from '../../suite/cell.ts';
import type { Finding } from '../finding.ts';
import { fail, inconclusive, missing, pass } from '../unworded.ts';
import { ms } from '../sentences/phrases.ts';
import { within } from '../evidence/hearing.ts';
import type { Seen } from '../evidence/seen-messages.ts';
import { inBound, tookBetween, unheard } from '../excuse/network-cost.ts';
import { mayBeSilent } from '../evidence/phases.ts';
import { diedByItself } from '../evidence/processes.ts';
import { isAbsent, type Reply } from '../evidence/observed-reply.ts';
import type { Scene } from '../scene.ts';

interface Attempt {
  /** `bob could not park call A` */
  readonly what: string;
  readonly reply: Reply;
  /** The request. */
  readonly sent: { readonly n: number; readonly t: number };
  readonly bound: number;
}

export function refused(scene: Scene, { what, reply, sent, bound }: Attempt): Finding {
  switch (reply.kind) {
    case 'not-sent':
      return inconclusive(`${what} was not tried: ${reply.words}`);
    case 'accepted':
      return fail(
        `${what} was accepted although it should have been refused: ${reply.words} after ${ms(reply.t - sent.t)}`,
        {
          evidence: [reply.n],
        },
      );
    case 'evaded':
      return fail(`${what} was neither done nor refused: the answer was ${reply.words}`, {
        evidence: [reply.n],
        timed: isAbsent(reply),
      });
    case 'silent': {
      const unproven = silenceUnproven(scene, reply.request, bound);
      if (unproven !== undefined) return unproven;
      if (mayBeSilent(scene.phase)) return pass(`${what}: nobody answers in the outage`, { evidence: [reply.n] });
      return missing(`${what} was not refused but left without an answer; in ${scene.phase} somebody must say no`, [
        reply.n,
      ]);
    }
    case 'unreachable': {
      const died = mayBeSilent(scene.phase) ? undefined : diedByItself(scene.facts, scene.range.to);
      if (died !== undefined)
        return fail(`${what} was not refused: the ${died.pool} pool had died by itself`, { evidence: [died.n] });
      return inTime(reply);
    }
    case 'refused':
      return inTime(reply);
  }

  function inTime({ n, t, words }: { n: number; t: number; words: string }): Finding {
    // What could not be delivered was never on the network: the driver tells when.
    const took = tookBetween(scene.facts, sent, reply.kind === 'unreachable' ? { n: 0, t } : { n, t });
    return inBound(took, bound, 'refusedAfterMs', {
      late: `${what} was refused only after ${ms(took.own)} (${words})`,
      good: `${what} was refused after ${ms(took.own)}: ${words}`,
      evidence: [n],
    });
  }
}

/** Nothing follows from the silence after a request that did not get through, or whose answer did not. */
function silenceUnproven({ facts, actions }: Scene, request: Seen, bound: number): Finding | undefined {
  const waited = actions.findLast((action) => within(request.n, action.range))?.ended;
  return unheard(facts, request, (waited ?? request).t, bound);
}

/** `bob's park of call A` */
export function name(deed: Deed): string {
  if (deed.verb === 'register') return `${deed.by}'s registration`;
  if (deed.verb === 'call') return `${deed.by}'s call to ${deed.to}`;
  const to = deed.verb === 'transfer' ? ` to ${deed.to}` : '';
  return `${deed.by}'s ${NOUNS[deed.verb]} of call ${deed.call}${to}`;
}

const NOUNS = {
  park: 'park',
  retrieve: 'retrieval',
  hold: 'hold',
  resume: 'resumption',
  transfer: 'transfer',
  hangup: 'hanging up',
} as const;
