import { parseNameAddr } from '../sip/fields/name-addr.ts';
import { header } from '../sip/message/headers.ts';
import type { IncomingInvite, InviteResult } from '../sip/ua/user-agent.ts';
import { escapeUser, parseUri } from '../sip/uri.ts';
import { acceptCaller, answerWithOffer } from './answer-caller.ts';
import { describeDialog } from './describe-dialog.ts';
import { exchangeParty } from './exchange-party.ts';
import type { Side } from './joined-call.ts';
import { userOf } from './park-request.ts';
import type { ParkService } from './park-service.ts';
import { sessionTimer } from './pool-context.ts';
import { type Destination, hopsLeft, TIMER_C } from './request-relay.ts';

/**
 * A call between users in which the pool is the other end of both sides: it calls the callee itself, answers the caller as
 * the callee answers, and describes each to the other, so that their media do not need it.
 */
export async function callUser(incoming: IncomingInvite, to: Destination, service: ParkService): Promise<void> {
  const { request, offer } = incoming;
  const callee = parseUri(request.uri)?.user ?? '';
  if (incoming.replaces !== undefined) return exchangeParty(incoming, escapeUser(callee), service);
  const hops = hopsLeft(request);
  if (hops === 0) return incoming.reject(483);

  const [descriptions, towards] = await Promise.all([describeDialog(service.pool), describeDialog(service.pool)]);
  if (!incoming.pending) return [descriptions, towards].forEach((each) => each.end());
  const towardsCaller = service.placeOfCall(escapeUser(callee));
  const call = service.agent.invite({
    ...to,
    to: request.uri,
    from: parseNameAddr(header(request, 'From') ?? '')?.uri,
    maxForwards: hops - 1,
    // A caller that leaves the offer to us is described when it has answered that of the callee.
    sdp: offer === undefined ? descriptions.silence() : descriptions.of(offer),
    sessionExpires: sessionTimer(service.pool),
    ...service.placeOfCall(escapeUser(userOf(header(request, 'From')) ?? '')),
  });
  call.onProvisional = ({ status }) => {
    if (status > 100) incoming.ring(towardsCaller);
  };
  incoming.onCancelled = () => call.cancel();
  const timerC = setTimeout(() => call.cancel(), TIMER_C);
  const result = await call.result;
  clearTimeout(timerC);
  if (result.kind !== 'established') {
    for (const each of [descriptions, towards]) each.end();
    return refuse(incoming, result);
  }
  descriptions.endWith(result.session.over);

  const called: Side = { session: result.session, descriptions };
  const answer = called.session.remoteSdp;
  if (!incoming.pending || answer === undefined) {
    incoming.reject(488);
    towards.end();
    return void called.session.bye();
  }
  const answering = { descriptions: towards, place: towardsCaller };
  const caller =
    offer === undefined
      ? await answerWithOffer(incoming, called, answering)
      : acceptCaller(incoming, answer, answering);
  if (typeof caller === 'string') void called.session.bye();
  else service.join([caller, called]);
}

function refuse(incoming: IncomingInvite, result: Exclude<InviteResult, { kind: 'established' }>): void {
  if (result.kind !== 'rejected') return incoming.reject(result.kind === 'timeout' ? 408 : 480);
  const { response } = result;
  const contact = header(response, 'Contact');
  const moved = response.status < 400 && contact !== undefined;
  incoming.reject(response.status, response.reason, moved ? [['Contact', contact]] : []);
}
