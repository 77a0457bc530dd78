import { describeReply, replyTo } from '../evidence/observed-reply.ts';
import { absence } from './lack.ts';
import { contactUri } from '../../sip/fields/contact.ts';
import { parseRetryAfter } from '../../sip/fields/retry-after.ts';
import { header, headerValues } from '../../sip/message/headers.ts';
import { parseNameAddr } from '../../sip/fields/name-addr.ts';
import { parseUri, sameUri } from '../../sip/uri.ts';
import type { SipRequest, SipResponse } from '../../sip/message/message.ts';
import type { Party } from '../../suite/cell.ts';
import { fail, type Finding, figure, pass } from '../finding.ts';
import { isRequest, isSuccess, type Seen, statusLine } from '../evidence/seen-messages.ts';
import { neverReceived } from '../excuse/network-cost.ts';
import type { Excerpt } from '../excerpt.ts';
import type { Facts } from '../facts.ts';
import type { Range } from '../evidence/hearing.ts';

export interface Registration {
  readonly request: Seen<SipRequest>;
  readonly final: Seen<SipResponse> | undefined;
}

/** The home pool of the phase accepted the REGISTER and lists the phone's contact (RFC 3261 10.3, step 8). */
export function registers(excerpt: Excerpt, by: Party): Finding {
  const { facts, phase } = excerpt;
  const home = facts.candidate.homes[phase];
  const tries = registrations(excerpt, by);
  const [first] = tries;
  if (first === undefined) return notAsked(excerpt, by);
  const accepted = tries.findLast(({ final }) => isSuccess(final));
  const pool = facts.run.pools[home];
  if (accepted?.final === undefined) {
    const last = tries.at(-1) ?? first;
    const { reply, extra } = failedReply(excerpt, last);
    return fail('registration-failed', { party: by, pool: home, reply }, extra);
  }
  const { request, final } = accepted;
  if (request.remote !== pool) {
    const refused = tries.find((each) => each.request.remote === pool && each.final === undefined);
    const until = facts.events.at(-1)?.t ?? 0;
    const unproven = refused && neverReceived(facts, refused.request, until, facts.candidate.bounds.setup);
    if (unproven !== undefined) return unproven;
    const at = { party: by, address: request.remote, pool: home, expected: pool };
    return fail('registered-elsewhere', at, { evidence: [final.n] });
  }
  if (!lists(final, request)) {
    const answer = { party: by, pool: home, status: statusLine(final) };
    return fail('binding-not-listed', answer, { evidence: [final.n] });
  }
  const took = figure(final.t - first.request.t);
  const extra = { figures: { registeredAfterMs: took }, evidence: [request.n, final.n] };
  return pass('registered', { party: by, pool: home, took }, extra);
}

/** A phone sends nothing to a pool that has asked for more time (RFC 3261 21.5.4): then that is its answer. */
export function notAsked({ facts, phase, range, t }: Excerpt, by: Party): Finding {
  const home = facts.candidate.homes[phase];
  const before = registrationsIn(facts, by, { from: 0, to: range.from });
  const last = before.findLast(({ request, final }) => final !== undefined && request.remote === facts.run.pools[home]);
  const wish = last?.final?.message.status === 503 ? header(last.final.message, 'Retry-After') : undefined;
  const seconds = wish === undefined ? undefined : parseRetryAfter(wish)?.seconds;
  if (last?.final === undefined || seconds === undefined || last.final.t + seconds * 1_000 <= t) {
    return fail('register-not-sent', { party: by });
  }
  return fail(
    'registration-put-off',
    { party: by, pool: home, status: statusLine(last.final), retryAfter: seconds },
    { evidence: [last.final.n] },
  );
}

/** The reply to a REGISTER that was not accepted, in words and with its proof. */
export function failedReply({ facts }: Excerpt, { request }: Registration) {
  const reply = replyTo(facts.messages, request, undefined);
  const evidence = ['n' in reply ? reply.n : request.n];
  const extra = { evidence, ...absence(facts, reply, request, facts.candidate.bounds.setup) };
  return { reply: describeReply(reply), extra } as const;
}

export function registrations({ facts, range }: Excerpt, by: Party): readonly Registration[] {
  return registrationsIn(facts, by, range);
}

export function registrationsIn(facts: Facts, by: Party, range: Range): readonly Registration[] {
  return facts.messages
    .during(range)
    .filter((seen): seen is Seen<SipRequest> => isRequest(seen))
    .filter((seen) => seen.tap === by && seen.direction === 'out' && seen.method === 'REGISTER')
    .map((request) => ({ request, final: facts.messages.final(request) }));
}

/** Whether a 2xx lists the contact of its REGISTER for some time. */
export function lists(final: Seen<SipResponse>, request: Seen<SipRequest>): boolean {
  const granted = grantedBy(final, request);
  // A binding that is over at once is none.
  return granted !== undefined && granted > 0;
}

/**
 * The seconds for which a 2xx lists the contact of its REGISTER: without end where it does not tell, undefined where the
 * contact is not listed. Its Contact goes before its Expires (RFC 3261 10.2.4).
 */
export function grantedBy(final: Seen<SipResponse>, request: Seen<SipRequest>): number | undefined {
  const mine = parseUri(contactUri(request.message) ?? '');
  const own = headerValues(final.message, 'Contact')
    .map((value) => parseNameAddr(value))
    .find((bound) => {
      const listed = parseUri(bound?.uri ?? '');
      return mine !== undefined && listed !== undefined && sameUri(mine, listed);
    });
  if (own === undefined) return undefined;
  const text = (own.params.get('expires') ?? header(final.message, 'Expires'))?.trim() ?? '';
  return /^\d+$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY;
}
