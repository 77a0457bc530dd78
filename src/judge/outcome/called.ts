import type { Deed } from '../../suite/cell.ts';
import { legOf } from '../facts.ts';
import { mutual } from './connected.ts';
import { allOf, fail, type Finding, inconclusive, missing, ms } from '../finding.ts';
import { isLive, type Leg } from '../evidence/legs.ts';
import { inBound, tookBetween } from '../excuse/network-cost.ts';
import { name } from './refusal.ts';
import { describeReply, isAbsent } from '../evidence/observed-reply.ts';
import { callReply, type Scene } from '../scene.ts';

/** The callee answered and both hear each other, within `bounds.setup` of the INVITE. */
export function called(scene: Scene, deed: Extract<Deed, { verb: 'call' }>): Finding {
  const { facts, range } = scene;
  const [caller, callee] = [deed.by, deed.to].map((party) => legOf(facts, party, deed.call, range.to));
  const who = `${deed.by} called ${deed.to} as call ${deed.call}`;
  const fresh = caller !== undefined && caller.invite.n >= range.from;
  if (!fresh || !isLive(caller, range.to)) {
    const { reply } = callReply(scene, deed.by);
    if (reply.kind === 'not-sent') return inconclusive(`${name(deed)} was not tried: ${reply.words}`);
    return fail(`${who}: ${describeReply(reply)}`, { evidence: 'n' in reply ? [reply.n] : [], timed: isAbsent(reply) });
  }
  if (callee === undefined || !isLive(callee, range.to)) {
    return fail(`${who}: it was answered ${caller.accept.message.status}, but not by ${deed.to}`, {
      evidence: [caller.accept.n],
    });
  }
  return allOf(mutual(scene, deed.call, caller, callee), inTime(scene, caller, callee, 'setupMs', who));
}

/** Both legs heard each other within `bounds.setup` of the INVITE that joined them. */
export function inTime(scene: Scene, caller: Leg, callee: Leg, measure: string, who: string): Finding {
  const { hearing, candidate } = scene.facts;
  const range = { from: caller.invite.n, to: scene.range.to };
  const heard = [
    hearing.first({ tap: caller.tap, leg: caller.callId, voice: callee.tap }, range),
    hearing.first({ tap: callee.tap, leg: callee.callId, voice: caller.tap }, range),
  ];
  const evidence = [caller.accept.n, callee.accept.n];
  const at = Math.max(...heard.map((span) => span?.from ?? Number.POSITIVE_INFINITY));
  if (at === Number.POSITIVE_INFINITY) return missing(`${who} but they did not hear each other`, evidence);
  const took = tookBetween(scene.facts, caller.invite, { n: 0, t: at });
  return inBound(took, candidate.bounds.setup, measure, {
    late: `${who}: it took ${ms(took.own)} to hear each other`,
    good: `${who} and they hear each other after ${ms(took.own)}`,
    evidence,
  });
}
