import { inDialogRequest } from '../../../../sip/dialog/request.ts';
import { contactUri } from '../../../../sip/fields/contact.ts';
import { parseNameAddr } from '../../../../sip/fields/name-addr.ts';
import { callId, fromTag, toTag } from '../../../../sip/fields/tags.ts';
import { header } from '../../../../sip/message/headers.ts';
import type { SipMessage, SipRequest, SipResponse } from '../../../../sip/message/message.ts';
import { type AudioStream, audioOf, parseSdp } from '../../../../sip/sdp.ts';

/** One end of a call, as a proxy has seen it go by. */
interface Party {
  readonly uri: string;
  readonly tag: string;
  readonly contact: string;
  /** Where it listens. */
  readonly audio: Pick<AudioStream, 'address' | 'port'> | undefined;
}

/** Everything that a pool needs to meddle with a call between users later on. It survives JSON. */
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
    caller: { ...party(invite, 'From'), tag: fromTag(invite) ?? '' },
    callee: { ...party(accept, 'To'), tag: toTag(accept) ?? '' },
  };
}

/** True when somebody in the call was transferred out of it, into one of `others`. */
export function isLeft(call: KnownCall, others: readonly KnownCall[]): boolean {
  return others.some(
    (other) =>
      other.transferred &&
      other.callId !== call.callId &&
      [call.caller.contact, call.callee.contact].includes(other.caller.contact),
  );
}

/** A BYE to one end of the call that looks as if it came from the other; its number is one that nobody has used yet. */
export function byeTo(end: 'caller' | 'callee', call: KnownCall): SipRequest {
  const [to, from] = end === 'caller' ? [call.caller, call.callee] : [call.callee, call.caller];
  const dialog = {
    callId: call.callId,
    localTag: from.tag,
    remoteTag: to.tag,
    localSeq: 10_000,
    remoteSeq: undefined,
    localUri: from.uri,
    remoteUri: to.uri,
    remoteTarget: to.contact,
    routeSet: [],
    secure: false,
  };
  return inDialogRequest(dialog, 'BYE')[1];
}

function party(message: SipMessage, field: 'From' | 'To'): Omit<Party, 'tag'> {
  const sdp = parseSdp(message.body);
  return {
    uri: parseNameAddr(header(message, field) ?? '')?.uri ?? '',
    contact: contactUri(message) ?? '',
    audio: sdp && audioOf(sdp),
  };
}
