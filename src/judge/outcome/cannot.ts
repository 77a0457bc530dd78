/** `cannot:` for everything but parking: a final failure in time, and the call as it was. */
import type { Deed } from '../../suite/cell.ts';
import { legOf } from '../facts.ts';
import { howEnded, stillConnected } from './connected.ts';
import { allOf, fail, type Finding, pass, retold } from '../finding.ts';
import { reinvite } from './held.ts';
import { isLive } from '../evidence/legs.ts';
import { isMusic } from '../evidence/heard-music.ts';
import { parkRefused } from './park-refused.ts';
import { name, refused } from './refusal.ts';
import { registrations } from './registered.ts';
import { answered, type Reply } from '../evidence/observed-reply.ts';
import { referralReply } from '../evidence/refer-progress.ts';
import { retrievalReply } from './retrieved.ts';
import { callReply, deedIn, type Scene, type Sent } from '../scene.ts';
import { unlessSilentBefore } from './silent-before.ts';
import { parkeeOf } from '../../suite/call-state.ts';
import type { PlannedCall } from '../../suite/planned-steps.ts';
import { referralIn } from './transferred.ts';

export function cannot(scene: Scene, deed: Deed, before: PlannedCall | undefined): Finding {
  if (deed.verb === 'park') return parkRefused(scene, deed, before);
  const { sent, reply } = attempt(scene, deed);
  if (deed.verb === 'retrieve') return retrievalRefused(scene, deed, reply, sent, before);
  const bound = scene.facts.candidate.bounds.setup;
  const answer = refused(scene, { what: name(deed), reply, sent, bound });
  if (before === undefined || before.state === 'over' || deed.verb === 'call' || deed.verb === 'register')
    return answer;
  const all = allOf(answer, intact(scene, deed, sent, before));
  if (all.verdict !== 'pass') return all;
  return retold(all, 'refused-and-call-unchanged', { call: deed.call, because: answer });
}

/** Many servers answer a retrieval that fails with an announcement: the voices that are heard count. */
function retrievalRefused(
  scene: Scene,
  deed: Extract<Deed, { verb: 'retrieve' }>,
  reply: Reply,
  sent: Sent,
  before: PlannedCall | undefined,
): Finding {
  const { facts, range } = scene;
  const bound = facts.candidate.bounds.setup;
  const voices = facts.hearing.voices(deed.by, range);
  const answer =
    reply.kind === 'accepted' && voices.every((voice) => voice === 'other')
      ? pass('retrieval-reached-no-party', { deed: name(deed), answer: reply.words }, { evidence: [reply.n] })
      : refused(scene, { what: name(deed), reply, sent, bound });
  const musicHeard = facts.hearing.heard(deed.by, range).filter(({ voice }) => isMusic(voice));
  if (musicHeard.length > 0) {
    const parked = { party: deed.by, call: deed.call, heard: voices.join(' and ') };
    return fail('parked-instead-of-refused', parked, { evidence: musicHeard.map(({ fromN }) => fromN) });
  }
  const parkee = parkeeOf(before);
  const leg = parkee === undefined ? undefined : legOf(facts, parkee, deed.call, range.to);
  if (answer.verdict !== 'pass' || leg === undefined || isLive(leg, range.to) || leg.ended === undefined) return answer;
  if (leg.ended.n < range.from) return answer;
  const dropped = { deed: name(deed), party: leg.tap, end: howEnded(leg) };
  return fail('parkee-dropped-by-refusal', dropped, { evidence: [leg.ended.n] });
}

function intact(scene: Scene, deed: Deed, sent: Sent, before: PlannedCall): Finding {
  const since = { n: scene.range.from, t: sent.t, what: 'the attempt' };
  if (before.state !== 'connected' || !('call' in deed)) return pass('nothing-wrong', {});
  const after = stillConnected(scene, deed.call, before.pair, since);
  return unlessSilentBefore(scene, deed.call, before.pair, since.n, after);
}

function attempt(scene: Scene, deed: Exclude<Deed, { verb: 'park' }>): { sent: Sent; reply: Reply } {
  const start = { n: scene.range.from, t: scene.t };
  const action = deedIn(scene, deed.verb, deed.by);
  switch (deed.verb) {
    case 'call':
      return callReply(scene, deed.by);
    case 'retrieve':
      return retrievalReply(scene, deed.by);
    case 'transfer': {
      const referral = referralIn(scene, deed);
      return { sent: referral.refer ?? start, reply: referralReply(referral, action) };
    }
    case 'hold':
    case 'resume': {
      const leg = legOf(scene.facts, deed.by, deed.call, scene.range.to);
      const tried = leg === undefined ? undefined : reinvite(scene, leg, deed.verb, scene.range);
      return { sent: tried?.request ?? start, reply: answered(tried?.request, tried?.final, action) };
    }
    case 'register': {
      const tried = registrations(scene, deed.by).at(-1);
      return { sent: tried?.request ?? start, reply: answered(tried?.request, tried?.final, action) };
    }
    case 'hangup': {
      const leg = legOf(scene.facts, deed.by, deed.call, scene.range.to);
      const bye =
        leg === undefined ? undefined : scene.facts.messages.requests(deed.by, leg.callId, 'BYE', 'out').at(-1);
      const final = bye === undefined ? undefined : scene.facts.messages.final(bye);
      return { sent: bye ?? start, reply: answered(bye, final, action) };
    }
  }
}
