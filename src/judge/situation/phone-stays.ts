/** Checks that a phone has no part in, since it is in a call and stays where it is by a rule of the candidate file. */
import { asksBackup, type PhoneRule, staysBy } from '../../candidate/phone-policy.ts';
import { POOLS, type Deed, type Expectation, type Party, type PoolName } from '../../suite/cell.ts';
import { otherOf } from '../../suite/call-state.ts';
import type { PlannedCall } from '../../suite/planned-steps.ts';
import { isLive } from '../evidence/legs.ts';
import { isSuccess } from '../evidence/seen-messages.ts';
import type { Excerpt } from '../excerpt.ts';
import { isWithCandidate, legOf } from '../facts.ts';
import { type Finding, notApplicable } from '../finding.ts';
import { registrationsIn } from '../outcome/registered.ts';

/**
 * Undefined where the check asks nothing of a phone that its rule forbids. A candidate is not to blame for a phone that does not come, and
 * no check passes in which nobody asked the pool that it is about.
 */
export function leftOutBy(excerpt: Excerpt, expect: Expectation, before: PlannedCall | undefined): Finding | undefined {
  if (excerpt.phase === 'normal' || excerpt.phase === 'outage') return undefined;
  if (expect.kind === 'announces') return noRegister(excerpt, expect.by);
  if (expect.kind !== 'can' && expect.kind !== 'cannot') return undefined;
  const { deed } = expect;
  switch (deed.verb) {
    case 'register':
      return noRegister(excerpt, deed.by);
    case 'park':
      return isAskedInCall(excerpt) ? undefined : noQuestion(excerpt, deed.by);
    case 'call':
    case 'retrieve':
      return noQuestion(excerpt, deed.by);
    case 'transfer':
      return noTransfer(excerpt, deed, before);
    case 'hold':
    case 'resume':
    case 'hangup':
      return undefined;
  }
}

function noRegister(excerpt: Excerpt, party: Party): Finding | undefined {
  const stay = stayOf(excerpt, party);
  return stay && notApplicable('phone-stays', { party, ...stay });
}

/** A pool that is gone answers nobody, and a phone that stays with it asks no other. */
function noQuestion(excerpt: Excerpt, party: Party): Finding | undefined {
  const { facts, range } = excerpt;
  const stay = stayOf(excerpt, party);
  if (stay === undefined || asksBackup(facts.candidate) || !facts.phases.isTaken(stay.pool, range.from))
    return undefined;
  return notApplicable('phone-asks-nobody', { party, ...stay });
}

/** Where the parties of a call talk to each other, it is the transferee that calls the target. */
function noTransfer(
  excerpt: Excerpt,
  deed: Extract<Deed, { verb: 'transfer' }>,
  before: PlannedCall | undefined,
): Finding | undefined {
  const leg = legOf(excerpt.facts, deed.by, deed.call, excerpt.range.from);
  const transferee = before && otherOf(before, deed.by);
  if (leg === undefined || transferee === undefined || isWithCandidate(excerpt.facts, leg)) return undefined;
  return noQuestion(excerpt, transferee);
}

function isAskedInCall({ facts }: Excerpt): boolean {
  return !['refer-server', 'invite'].includes(facts.candidate.dialect.park.by);
}

interface Stay {
  /** Where its last registration was accepted. */
  readonly pool: PoolName;
  readonly rule: PhoneRule;
}

/** Why a phone is not at the home of the phase as the check begins; undefined when it is, or might be. */
function stayOf({ facts, phase, range }: Excerpt, party: Party): Stay | undefined {
  const home = facts.candidate.homes[phase];
  const rule = staysBy(facts.candidate, home);
  if (rule === undefined || !facts.dialogs.legsAt(party).some((leg) => isLive(leg, range.from))) return undefined;
  const last = registrationsIn(facts, party, { from: 0, to: range.from }).findLast(({ final }) => isSuccess(final));
  const pool = POOLS.find((name) => facts.run.pools[name] === last?.request.remote);
  if (last?.final === undefined || pool === undefined) return undefined;
  const isThere = pool === home && (home === 'backup' || last.final.n > (facts.phases.outage()?.n ?? 0));
  return isThere ? undefined : { pool, rule };
}
