/** BYEs of the phones that the candidate answered, and did not accept. */
import type { Member } from '../../candidate/member.ts';
import type { SipResponse } from '../../sip/message/message.ts';
import { POOLS } from '../../suite/cell.ts';
import { isHarmful } from '../evidence/phases.ts';
import type { Leg } from '../evidence/legs.ts';
import { isSuccess, type Seen, statusLine } from '../evidence/seen-messages.ts';
import type { Excerpt } from '../excerpt.ts';
import { type Facts, isWithCandidate } from '../facts.ts';
import { fail, type Finding, pass } from '../finding.ts';

/**
 * A party that is still in its dialog with the candidate may leave it: its BYE is answered 2xx (RFC 3261, 15.1.2). Another
 * answer is right only where the dialog is over for the candidate.
 */
export function byesAccepted({ facts }: Excerpt): Finding {
  for (const leg of facts.dialogs.legs) {
    const { ended } = leg;
    // Where nobody refreshed the session it may be over for the candidate too.
    if (ended?.how !== 'local-bye' || ended.expired !== undefined || !isWithCandidate(facts, leg)) continue;
    const answer = lastAnswer(facts, leg);
    if (answer === undefined || isSuccess(answer) || hungUpToo(facts, leg) || wasAway(facts, leg, answer)) continue;
    const refused = { party: leg.tap, from: answer.remote, answer: statusLine(answer) };
    return fail('bye-refused', refused, { evidence: [ended.n, answer.n] });
  }
  return pass('nothing-wrong', {});
}

/** To the last BYE: one that is challenged is sent again. */
function lastAnswer({ messages }: Facts, { tap, callId, localTag, remoteTag }: Leg): Seen<SipResponse> | undefined {
  const bye = messages
    .requests(tap, callId, 'BYE', 'out')
    .findLast(({ fromTag, toTag }) => fromTag === localTag && toTag === remoteTag);
  return bye === undefined ? undefined : messages.final(bye);
}

/** The BYE of the candidate crossed ours, or our own network has lost it: the dialog was over for both (RFC 3261, 15.1.1). */
export function hungUpToo({ crossings }: Facts, { tap, callId, lateByes }: Leg): boolean {
  const underWay = crossings.all().some((each) => {
    return each.tap === tap && each.direction === 'in' && each.callId === callId && isBye(each);
  });
  return underWay || lateByes.length > 0;
}

function isBye({ method, status }: { readonly method: string; readonly status: number | undefined }): boolean {
  return method === 'BYE' && status === undefined;
}

/** A pool that was taken away since the leg began may have lost its dialogs, and its address may belong to the other one now. */
export function wasAway({ phases, run, candidate }: Facts, { accept }: Leg, answer: Seen): boolean {
  // A shared address leads to the pool that has it, and the other one had the dialog.
  if (candidate.edge?.shared === true && accept.remote !== answer.remote) return true;
  const asked = POOLS.filter((pool) => run.pools[pool] === answer.remote);
  const may: readonly Member[] = asked.length === 0 ? POOLS : asked;
  return phases.faults.some((line) => {
    return isHarmful(line) && line.n > accept.n && line.n < answer.n && may.includes(line.pool);
  });
}
