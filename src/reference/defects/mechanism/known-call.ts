import type { Endpoint } from '../../../sip/endpoint.ts';
import { contactUri } from '../../../sip/fields/contact.ts';
import { callId, fromTag, toTag } from '../../../sip/fields/tags.ts';
import { header } from '../../../sip/message/headers.ts';
import type { SipMessage, SipRequest, SipResponse } from '../../../sip/message/message.ts';
import { type AudioStream, audioOf, parseSdp } from '../../../sip/sdp.ts';
import { byeIn } from './foreign-dialog.ts';

/** One end of a call, as a proxy has seen it. */
interface Party {
  readonly tag: string;
  readonly contact: string;
  /** Where it listens. */
  readonly audio: Pick<AudioStream, 'address' | 'port'> | undefined;
}

/** Everything that a pool needs to interfere with a call between users later on. It survives JSON. */
export interface KnownCall {
  readonly callId: string;
  readonly kind: CallKind;
  /** The caller was transferred. */
  readonly transferred: boolean;
  readonly caller: Party;
  readonly callee: Party;
}

/** `retrieved`: it took the place of a parked one. */
export type CallKind = 'plain' | 'retrieved';

export function kindOf(invite: SipRequest): CallKind {
  return header(invite, 'Replaces') === undefined ? 'plain' : 'retrieved';
}

/** True for the call that a transferred party makes (RFC 3892). */
export function isTransfer(request: SipRequest): boolean {
  return request.method === 'INVITE' && header(request, 'Referred-By') !== undefined && kindOf(request) === 'plain';
}

export function knownCall(invite: SipRequest, accept: SipResponse): KnownCall {
  return {
    callId: callId(invite) ?? '',
    kind: kindOf(invite),
    transferred: isTransfer(invite),
    caller: party(invite, fromTag(invite)),
    callee: party(accept, toTag(accept)),
  };
}

/** True when a party of the call was transferred out of it, into one of `others`. */
export function isLeft({ callId: id, caller, callee }: KnownCall, others: readonly KnownCall[]): boolean {
  const contacts = [caller.contact, callee.contact];
  return others.some((other) => other.transferred && other.callId !== id && contacts.includes(other.caller.contact));
}

/** Hangs up on one end of the call in the name of the other. */
export function byeTo(end: 'caller' | 'callee', call: KnownCall, endpoint: Endpoint): void {
  const [to, from] = end === 'caller' ? [call.caller, call.callee] : [call.callee, call.caller];
  const { tag: remoteTag, contact: remoteTarget } = to;
  const { tag: localTag, contact: localTarget } = from;
  byeIn(endpoint, { callId: call.callId, localTag, remoteTag, localTarget, remoteTarget });
}

function party(message: SipMessage, tag = ''): Party {
  const sdp = parseSdp(message.body);
  return { tag, contact: contactUri(message) ?? '', audio: sdp && audioOf(sdp) };
}
