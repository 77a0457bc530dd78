/** Reaching the call at an orbit: the parkee that a look-up showed is taken over, or the number of the orbit is called. */
import { schemeOf } from '../../candidate/tls-profile.ts';
import { fillInTemplate } from '../uri-template.ts';
import type { DialResult, Leg } from '../../phone/phone.ts';
import { addressOr } from '../../sip/route.ts';
import { parseUri } from '../../sip/uri.ts';
import type { RetrieveRequest, ShownDialog } from '../dialect.ts';
import { following } from './follow-redirects.ts';

export async function reachOrbit(request: RetrieveRequest): Promise<DialResult> {
  return request.found === undefined ? callOrbit(request) : takeOver(request, request.found);
}

async function takeOver(request: RetrieveRequest, dialog: ShownDialog): Promise<DialResult> {
  const { phone, next, within } = request;
  const [callId] = request.callIds;
  const { remoteTarget: uri, localTag, remoteTag } = dialog;
  // Seen from the parkee, who is the pool's remote side (RFC 3891 3).
  const replaces = { callId: dialog.callId, toTag: remoteTag, fromTag: localTag };
  return phone.dial({ callId, uri, next: addressOr(parseUri(uri), next), replaces, within });
}

/** Follows redirects: to the parkee when one says what to replace there, to another pool when it does not. */
async function callOrbit(request: RetrieveRequest): Promise<DialResult> {
  const { candidate, phone, orbit, within } = request;
  const { to: number, refer } = candidate.dialect.retrieve;
  const uri = fillInTemplate(number, { domain: candidate.domain, scheme: schemeOf(candidate), orbit });
  const answer = await following(request, uri, (to) => phone.dial(to));
  return refer === undefined || answer.kind !== 'connected' ? answer : referred(answer.leg, within);
}

/** The leg with the parkee, to whom the server refers the retriever; the server's own where it refers it to nobody. */
async function referred(leg: Leg, within: number): Promise<DialResult> {
  const next = await leg.successor({ within });
  if (next === undefined) return { kind: 'connected', leg };
  // The side that refers ends its leg (RFC 5589 section 6).
  if (!(await leg.ended({ within }))) await leg.hangUp({ within });
  return { kind: 'connected', leg: next };
}
