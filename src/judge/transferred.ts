import type { Deed, Party } from '../spec/cell.ts';
import { acceptedWith202 } from './advisories.ts';
import { legOf } from './case.ts';
import { howEnded, mutual } from './connected.ts';
import { allOf, fail, type Finding, figure, missing, ms, pass } from './finding.ts';
import { isLive } from './legs.ts';
import { legsIn } from './ownership.ts';
import { type Referral, readReferral } from './parkings.ts';
import { describeReply, isAbsent, referralReply } from './reply.ts';
import { deedIn, type Scene } from './scene.ts';
import { untried } from './untried.ts';

type Transfer = Extract<Deed, { verb: 'transfer' }>;

/** REFER accepted, final sipfrag 2xx, transferee and target hear each other, the transferor's leg is over. */
export function transfers(scene: Scene, deed: Transfer, transferee: Party): Finding {
  const { matter, range } = scene;
  const { by, to, call } = deed;
  const referral = referralIn(scene, deed);
  const reply = referralReply(referral, deedIn(scene, 'transfer', by));
  const { refer } = referral;
  if (reply.kind === 'not-sent') return untried(scene, deed, reply.words);
  if (reply.kind !== 'accepted' || refer === undefined) {
    const evidence = 'n' in reply ? [reply.n] : [];
    return fail(`${by} could not transfer call ${call} to ${to}: ${describeReply(reply)}`, {
      evidence,
      timed: isAbsent(reply),
    });
  }
  const took = figure(reply.t - refer.t);
  const done = pass(`${by} transferred call ${call} to ${to}`, {
    figures: { transferredAfterMs: took },
    evidence: [refer.n, reply.n],
    advisories: acceptedWith202(referral),
  });
  const [left, right] = [transferee, to].map((party) => legOf(matter, party, call, range.to));
  for (const [party, leg] of [
    [to, right],
    [transferee, left],
  ] as const) {
    if (leg === undefined)
      return missing(`${by} transferred call ${call} to ${to} but ${party} has no leg in it`, [reply.n]);
    if (!isLive(leg, range.to)) {
      const text = `${by} transferred call ${call} to ${to} but ${party} lost it: ${howEnded(leg)}`;
      return fail(text, { evidence: [leg.ended?.n ?? leg.accept.n] });
    }
  }
  if (left === undefined || right === undefined) return done;
  const legs = pass('', { evidence: [left.accept.n, right.accept.n] });
  const all = allOf(done, legs, mutual(scene, call, left, right), transferorFree(scene, deed));
  return all.verdict === 'pass'
    ? {
        ...all,
        reason: `${by} transferred call ${call} to ${to} within ${ms(took)}; ${transferee} and ${to} hear each other`,
      }
    : all;
}

export function referralIn(scene: Scene, { by }: Transfer): Referral {
  const action = deedIn(scene, 'transfer', by);
  if (action?.callId === undefined) return { refer: undefined, answer: undefined, outcome: undefined };
  return readReferral(scene.matter.messages, by, action.callId, scene.range.from);
}

function transferorFree({ matter, range }: Scene, { by, to, call }: Transfer): Finding {
  const legs = legsIn(matter.owners, by, call).filter((leg) => leg.accept.n <= range.to);
  const stuck = legs.find((leg) => isLive(leg, range.to));
  if (stuck !== undefined) {
    return missing(`${by} transferred call ${call} to ${to} but the leg of ${by} is still up`, [stuck.accept.n]);
  }
  return pass(`${by} is out of call ${call}`, { evidence: legs.slice(-1).flatMap((leg) => leg.ended?.n ?? []) });
}
