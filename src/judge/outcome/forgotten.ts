/** A request in a call that comes to a machine which does not know the call. */
import type { SipRequest } from '../../sip/message/message.ts';
import type { Party } from '../../suite/cell.ts';
import type { Leg } from '../evidence/legs.ts';
import { isRefresh } from '../evidence/refreshes.ts';
import { isSuccess, type Seen, statusLine } from '../evidence/seen-messages.ts';
import { neverReceived } from '../excuse/network-cost.ts';
import type { Excerpt } from '../excerpt.ts';
import { legOf } from '../facts.ts';
import { fail, type Finding, inconclusive, missing, pass } from '../finding.ts';
import { WORDS } from '../sentences/field-words.ts';
import { howEnded } from './connected.ts';
import { overdue } from './lack.ts';

/** Call or transaction does not exist. */
const UNKNOWN = 481;

/**
 * A re-INVITE of the party is answered 481 (RFC 3261 section 12.2.2), or its leg was over already. A server that keeps no dialog
 * may pass it on: then the other party answers.
 */
export function isForgotten(excerpt: Excerpt, call: string, party: Party): Finding {
  const { facts, range } = excerpt;
  const leg = legOf(facts, party, call, range.to);
  if (leg === undefined) return inconclusive('never-in-call', { party, call });
  const probe = askedIn(excerpt, leg);
  if (probe === undefined) return withoutAsking(excerpt, call, leg);
  const final = facts.messages.final(probe);
  if (final === undefined) return unanswered(excerpt, call, leg, probe);
  const answered = { party, call, status: statusLine(final) };
  const evidence = [probe.n, final.n];
  if (final.message.status === UNKNOWN) return pass('call-not-known', answered, { evidence });
  const there = isSuccess(final) ? otherSide(excerpt, leg, [probe.n, final.n]) : undefined;
  if (there === undefined) return fail('unknown-call-answered', answered, { evidence });
  return pass('other-party-answered', { ...answered, other: there.tap }, { evidence: [...evidence, there.n] });
}

function askedIn({ facts, range }: Excerpt, { tap, callId }: Leg): Seen<SipRequest> | undefined {
  return facts.messages
    .requests(tap, callId, 'INVITE', 'out')
    .findLast(
      (seen) => seen.toTag !== undefined && seen.n >= range.from && seen.n <= range.to && !isRefresh(facts, seen),
    );
}

function withoutAsking({ range }: Excerpt, call: string, leg: Leg): Finding {
  const { tap: party, ended } = leg;
  if (ended === undefined || ended.n > range.to) {
    return inconclusive('call-not-asked-for', { party, call }, { evidence: [leg.accept.n] });
  }
  return pass('call-ended-before', { party, call, end: howEnded(leg) }, { evidence: [ended.n] });
}

function unanswered({ facts, actions }: Excerpt, call: string, leg: Leg, probe: Seen): Finding {
  const unreadable = facts.messages.unreadableTo(probe);
  if (unreadable !== undefined) {
    const answered = { deed: WORDS.reinviteOf(leg.tap), why: unreadable.reason };
    return inconclusive('answer-unreadable', answered, { evidence: [probe.n, unreadable.n] });
  }
  const bound = facts.candidate.bounds.probe;
  const action = actions.find(({ verb, range }) => verb === 'probe' && probe.n >= range.from && probe.n <= range.to);
  const until = action?.ended?.t ?? facts.events.at(-1)?.t ?? probe.t;
  const unproven = neverReceived(facts, probe, until, bound);
  return (
    unproven ?? missing('unknown-call-unanswered', { party: leg.tap, call }, [probe.n], overdue(facts, probe.t, bound))
  );
}

/** The phone at the other end of the call, where the request came to it. */
function otherSide({ facts }: Excerpt, { tap, callId }: Leg, [from, to]: readonly [number, number]): Seen | undefined {
  const others = facts.cell.parties.filter((party) => party !== tap);
  return others
    .flatMap((party) => facts.messages.requests(party, callId, 'INVITE', 'in'))
    .find(({ n }) => n > from && n < to);
}
