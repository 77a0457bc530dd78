/** Dialogs that go on when their calls are over, as far as the wire shows it. */
import { BYE_ANSWERED_WITHIN } from '../../candidate/bounds.ts';
import { servedFrom } from '../evidence/behind-edge.ts';
import type { PoolName } from '../../suite/cell.ts';
import { type Facts, isWithCandidate } from '../facts.ts';
import { fail, type Finding, missing, pass } from '../finding.ts';
import { within } from '../evidence/hearing.ts';
import type { Leg } from '../evidence/legs.ts';
import { neverReceived } from '../excuse/network-cost.ts';
import { isHarmful } from '../evidence/phases.ts';
import { poolsUpIn } from '../../candidate/shared-address.ts';
import type { Seen } from '../evidence/seen-messages.ts';
import type { Excerpt } from '../excerpt.ts';
import { overdue } from '../outcome/lack.ts';

/** Every leg is over, and a pool that is up has answered the BYE for each that it had. */
export function noLeak({ facts, range, phase, actions }: Excerpt): Finding {
  for (const leg of facts.dialogs.legs) {
    const { ended } = leg;
    if (ended === undefined) {
      if (isUnacknowledged(facts, leg)) continue;
      return fail('leg-never-ended', { party: leg.tap, leg: leg.callId }, { evidence: [leg.accept.n] });
    }
    if (ended.how !== 'local-bye' || !within(ended.n, range) || !isWithCandidate(facts, leg)) continue;
    const up = poolsUpIn(phase, facts.candidate).find(
      (each) => facts.run.pools[each] === ended.message.remote && !isAway(facts, each),
    );
    const pool = up ?? (tookNotice(facts, leg, ended.message) ? ended.message.remote : undefined);
    const waited = actions.some(({ verb, callId }) => verb === 'hangup' && callId === leg.callId);
    if (pool !== undefined && waited && !isAnswered(facts, ended.message)) {
      const lack = overdue(facts, ended.t, BYE_ANSWERED_WITHIN);
      return missing('bye-unanswered', { pool, party: leg.tap }, [ended.n], lack);
    }
  }
  return pass('nothing-wrong', {});
}

/** At an address of its own, such as one that the pools share, a B2BUA shows that it is there: it ends the other side of the call. */
function tookNotice({ owners }: Facts, leg: Leg, bye: Seen): boolean {
  const call = owners.get(leg);
  return (
    call !== undefined &&
    owners
      .of(call)
      .some(({ ended }) => ended?.how === 'remote-bye' && ended.n > bye.n && ended.message.remote === bye.remote)
  );
}

/** An answer that cannot be read is one. */
function isAnswered({ messages }: Facts, bye: Seen): boolean {
  return messages.final(bye) !== undefined || messages.unreadableTo(bye) !== undefined;
}

/** Taken down at last, whether its phase was reached or not. */
function isAway({ phases }: Facts, pool: PoolName): boolean {
  return [pool, 'edge'].some((name) => {
    const last = phases.faults.findLast((fault) => fault.pool === name);
    return last !== undefined && isHarmful(last);
  });
}

/** Answered when the pool that had called was about to be taken down: it sent no ACK (RFC 3261 13.3.1.4). */
function isUnacknowledged({ messages, phases, run }: Facts, { tap, role, callId, invite }: Leg): boolean {
  if (role !== 'uas' || messages.requests(tap, callId, 'ACK', 'in').length > 0) return false;
  return phases.faults.some(
    (fault) => isHarmful(fault) && servedFrom(run, fault.pool).includes(invite.remote) && fault.n > invite.n,
  );
}

/** A parkee that leaves its orbit in the middle of the cell has its BYE answered, by a pool that stays up meanwhile. */
export function parkByesAnswered({ facts, range }: Excerpt): Finding {
  for (const { parkLeg, pool } of facts.parkings) {
    if (parkLeg === undefined) continue;
    const { leg, over } = parkLeg;
    const { ended } = leg;
    if (ended?.how !== 'local-bye' || ended.n >= range.from || over?.n !== ended.n) continue;
    const phase = facts.phases.at(ended.n) ?? 'normal';
    const isUp = poolsUpIn(phase, facts.candidate).includes(pool) && facts.run.pools[pool] === ended.message.remote;
    const fault = facts.phases.faults.find((line) => line.n > ended.n && line.pool === pool && isHarmful(line));
    const until = (fault ?? facts.events.at(-1) ?? ended).t;
    if (!isUp || until - ended.t < BYE_ANSWERED_WITHIN || isAnswered(facts, ended.message)) continue;
    const unproven = neverReceived(facts, ended.message, until, BYE_ANSWERED_WITHIN);
    const lack = until - ended.t - BYE_ANSWERED_WITHIN;
    return unproven ?? missing('park-bye-unanswered', { pool, party: leg.tap }, [ended.n], lack);
  }
  return pass('nothing-wrong', {});
}
