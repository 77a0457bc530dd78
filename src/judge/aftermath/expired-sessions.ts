/** Sessions that were agreed to be refreshed, and were not: the phones had to end them, or had no call any more. */
import type { Ending, Leg } from '../evidence/legs.ts';
import { isEndedByRefresh } from '../evidence/refreshes.ts';
import { unlessLate } from '../excuse/lateness.ts';
import type { Excerpt } from '../excerpt.ts';
import { type Facts, isWithCandidate } from '../facts.ts';
import { fail, type Finding, pass } from '../finding.ts';
import { hungUpToo, wasAway } from './refused-byes.ts';

/** A candidate that agrees on a session interval sees that the session is refreshed, or takes the refreshes (RFC 4028 10). */
export function sessionsRefreshed({ facts }: Excerpt): Finding {
  for (const leg of facts.dialogs.endedLegs) {
    const { ended, interval } = leg;
    if (ended === undefined || interval === undefined || !isWithCandidate(facts, leg)) continue;
    if (ended.expired === undefined && !isEndedByRefresh(facts, ended)) continue;
    if (wasAway(facts, leg, ended.message) || hungUpToo(facts, leg) || isUnderWay(facts, leg)) continue;
    const { agreed, seconds, refresher } = interval;
    const code = refresher === 'there' ? 'session-not-refreshed' : 'refresh-not-accepted';
    const session = { party: leg.tap, from: agreed.remote, seconds };
    const evidence = [agreed.n, ...refreshesOf(facts, leg, agreed.n, ended), ended.n];
    return unlessLate(facts, agreed.n, ended.n, fail(code, session, { evidence }));
  }
  return pass('nothing-wrong', {});
}

/** The refreshes of the phone that were in vain. */
function refreshesOf({ messages }: Facts, { tap, callId }: Leg, from: number, { n: to }: Ending): readonly number[] {
  return ['UPDATE', 'INVITE']
    .flatMap((method) => messages.requests(tap, callId, method, 'out'))
    .flatMap(({ n, toTag }) => (toTag !== undefined && n > from && n < to ? n : []));
}

/** Our own network has lost a refresh, or holds it back. */
function isUnderWay({ crossings }: Facts, { tap, callId }: Leg): boolean {
  return crossings.all().some((each) => {
    const isRequest = each.status === undefined && (each.method === 'UPDATE' || each.method === 'INVITE');
    return each.tap === tap && each.direction === 'in' && each.callId === callId && isRequest;
  });
}
