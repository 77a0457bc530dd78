import type { Deed, Party } from '../../suite/cell.ts';
import { legOf } from '../facts.ts';
import { howEnded, mutual } from './connected.ts';
import { allOf, fail, type Finding, figure, missing, pass, retold } from '../finding.ts';
import { endBy, isLive, type Leg } from '../evidence/legs.ts';
import { legsIn } from '../evidence/ownership.ts';
import { departuresOf, type Referral, readReferral, referralReply } from '../evidence/refer-progress.ts';
import { describeReply } from '../evidence/observed-reply.ts';
import { absence, overdue } from './lack.ts';
import { deedIn, type Excerpt } from '../excerpt.ts';
import { untried } from '../situation/untried.ts';

type Transfer = Extract<Deed, { verb: 'transfer' }>;
/** The event that told that the transfer is done. */
type Told = { readonly n: number; readonly t: number };

/** REFER accepted, final sipfrag 2xx, transferee and target hear each other, the transferor's leg is over. */
export function transfers(excerpt: Excerpt, deed: Transfer, transferee: Party): Finding {
  const { by, to, call } = deed;
  const referral = referralIn(excerpt, deed);
  const reply = referralReply(referral, deedIn(excerpt, 'transfer', by));
  const { refer } = referral;
  if (reply.kind === 'not-sent') return untried(excerpt, deed, reply.words);
  if (reply.kind !== 'accepted' || refer === undefined) {
    const { setup } = excerpt.facts.candidate.bounds;
    const extra = { evidence: [reply.n], ...absence(excerpt.facts, reply, refer ?? excerpt, setup) };
    return fail('transfer-failed', { by, to, call, reply: describeReply(reply) }, extra);
  }
  const right = stayed(excerpt, deed, to, reply);
  if ('verdict' in right) return right;
  const left = stayed(excerpt, deed, transferee, reply);
  if ('verdict' in left) return left;
  const took = figure(reply.t - refer.t);
  const extra = {
    figures: { transferredAfterMs: took },
    evidence: [refer.n, reply.n, left.accept.n, right.accept.n],
    advisories: departuresOf(referral),
  };
  const done = pass('nothing-wrong', {}, extra);
  const all = allOf(done, mutual(excerpt, call, left, right), transferorFree(excerpt, deed, reply));
  return all.verdict === 'pass' ? retold(all, 'transferred', { by, to, call, transferee, took }) : all;
}

/** The leg of one of the two parties that are to talk now, or what is wrong with it. */
function stayed({ facts, range }: Excerpt, { by, to, call }: Transfer, party: Party, { n, t }: Told): Leg | Finding {
  const leg = legOf(facts, party, call, range.to);
  if (leg === undefined) {
    const lack = overdue(facts, t, facts.candidate.bounds.setup);
    return missing('transferred-without', { by, to, call, party }, [n], lack);
  }
  const over = endBy(leg, range.to);
  if (over === undefined) return leg;
  return fail('lost-after-transfer', { by, to, call, party, end: howEnded(leg) }, { evidence: [over.n] });
}

export function referralIn(excerpt: Excerpt, { by }: Transfer): Referral {
  const action = deedIn(excerpt, 'transfer', by);
  if (action?.callId === undefined) return { refer: undefined, answer: undefined, outcome: undefined };
  return readReferral(excerpt.facts.messages, by, action.callId, { from: excerpt.range.from });
}

function transferorFree({ facts, range }: Excerpt, { by, to, call }: Transfer, told: Told): Finding {
  const legs = legsIn(facts.owners, by, call);
  const stillUp = legs.find((leg) => isLive(leg, range.to));
  if (stillUp !== undefined) {
    const lack = overdue(facts, told.t, facts.candidate.bounds.setup);
    return missing('transferor-still-up', { by, to, call }, [stillUp.accept.n], lack);
  }
  return pass('nothing-wrong', {}, { evidence: legs.slice(-1).flatMap((leg) => leg.ended?.n ?? []) });
}
