/** Dialogs that go on when their calls are over, as far as the wire shows it. */
import { BYE_ANSWERED_WITHIN } from '../../candidate/bounds.ts';
import type { PoolName } from '../../suite/cell.ts';
import { type Facts, isWithCandidate } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { fail, pass } from '../unworded.ts';
import { within } from '../evidence/hearing.ts';
import type { Leg } from '../evidence/legs.ts';
import { unheard } from '../excuse/network-cost.ts';
import { isHarmful, poolsUp } from '../evidence/phases.ts';
import type { Scene } from '../scene.ts';

/** Every leg is over, and a pool that is up has answered the BYE for each that it had. */
export function noLeak({ facts, range, phase, actions }: Scene): Finding {
  for (const leg of facts.dialogs.legs) {
    const { ended } = leg;
    if (ended === undefined) {
      if (isOrphan(facts, leg)) continue;
      return fail(`the leg of ${leg.tap} (${leg.callId}) never ended`, { evidence: [leg.accept.n] });
    }
    if (ended.how !== 'local-bye' || !within(ended.n, range) || !isWithCandidate(facts, leg)) continue;
    const pool = poolsUp(phase).find((each) => facts.run.pools[each] === ended.message.remote && !isAway(facts, each));
    const waited = actions.some(({ verb, callId }) => verb === 'hangup' && callId === leg.callId);
    if (pool !== undefined && waited && facts.messages.final(ended.message) === undefined) {
      return fail(`${pool} did not answer the BYE of ${leg.tap}, so its dialog may have leaked`, {
        evidence: [ended.n],
        timed: true,
      });
    }
  }
  return pass('');
}

/** Taken down at last, whether its phase was reached or not. */
function isAway({ phases }: Facts, pool: PoolName): boolean {
  const last = phases.faults.findLast((fault) => fault.pool === pool);
  return last !== undefined && isHarmful(last);
}

/** Answered when the pool that had called was about to be taken down: the dead acknowledge nothing (RFC 3261 13.3.1.4). */
function isOrphan({ messages, phases, run }: Facts, { tap, role, callId, invite }: Leg): boolean {
  if (role !== 'uas' || messages.requests(tap, callId, 'ACK', 'in').length > 0) return false;
  return phases.faults.some(
    (fault) => isHarmful(fault) && run.pools[fault.pool] === invite.remote && fault.n > invite.n,
  );
}

/** A parkee that leaves its orbit in the middle of the cell has its BYE answered, by a pool that stays up meanwhile. */
export function noneLeftHanging({ facts, range }: Scene): Finding {
  for (const { parkLeg, pool } of facts.parkings) {
    const { tap, ended } = parkLeg?.leg ?? {};
    if (ended?.how !== 'local-bye' || ended.n >= range.from || parkLeg?.over?.n !== ended.n) continue;
    const phase = facts.phases.at(ended.n) ?? 'normal';
    const isUp = poolsUp(phase).includes(pool) && facts.run.pools[pool] === ended.message.remote;
    const fault = facts.phases.faults.find((line) => line.n > ended.n && line.pool === pool && isHarmful(line));
    const until = (fault ?? facts.events.at(-1) ?? ended).t;
    if (!isUp || until - ended.t < BYE_ANSWERED_WITHIN || facts.messages.final(ended.message) !== undefined) continue;
    const words = `${pool} did not answer the BYE with which ${tap} left its orbit, so its dialog may have leaked`;
    return (
      unheard(facts, ended.message, until, BYE_ANSWERED_WITHIN) ?? fail(words, { evidence: [ended.n], timed: true })
    );
  }
  return pass('');
}
