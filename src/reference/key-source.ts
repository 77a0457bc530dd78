import { KeyReader } from '../media/key-reader.ts';
import { bodyOf } from '../sip/body.ts';
import type { IncomingRequest } from '../sip/endpoint.ts';
import { header } from '../sip/message/headers.ts';
import type { SipRequest } from '../sip/message/message.ts';
import { decodeText } from '../sip/message/octets.ts';
import { audioOf, type Sdp } from '../sip/sdp.ts';
import { answer } from './answer.ts';
import type { Side } from './joined-call.ts';
import type { RequestRefusal } from './orbit-places.ts';

/** What a party does beside its sound. */
export interface KeyHandlers {
  /** Takes a key, and refuses what it asks for where that is not possible. */
  readonly onKey: (key: string) => RequestRefusal | undefined;
  /** Answers an INFO that is no key, or says false. */
  readonly onInfo: (incoming: IncomingRequest) => boolean;
}

/**
 * Hears the keys that a party presses: telephone events in its sound (RFC 4733), where that comes through the pool, and an INFO for
 * each key. The last INFO can be refused, and events cannot.
 */
export function listenForKeys({ session, descriptions }: Side, handlers: KeyHandlers): void {
  session.onInfo = (incoming) => takeInfo(incoming, handlers);
  const { relay } = descriptions;
  if (relay === undefined) return;
  const reader = new KeyReader();
  const eventsIn = lastRead((sdp: Sdp) => audioOf(sdp)?.events);
  relay.onPacket = (packet) => {
    if (packet.payloadType !== eventsIn(session.localSdp)) return;
    const key = reader.read(packet);
    if (key !== undefined) handlers.onKey(key);
  };
}

export function stopListening({ session, descriptions }: Side): void {
  delete session.onInfo;
  if (descriptions.relay !== undefined) descriptions.relay.onPacket = undefined;
}

function takeInfo(incoming: IncomingRequest, { onKey, onInfo }: KeyHandlers): void {
  const { request } = incoming;
  const signal = signalIn(request);
  if (signal === undefined) {
    if (onInfo(incoming)) return;
    // RFC 6086 4.2.2: no package was agreed on.
    return answer(incoming, header(request, 'Info-Package') === undefined ? 200 : 469);
  }
  const key = keyOf(signal);
  if (key === undefined) return answer(incoming, 400, { reason: 'Bad Key In Body' });
  const refusal = onKey(key);
  if (refusal === undefined) answer(incoming, 200);
  else answer(incoming, refusal.status, refusal);
}

/** A key alone, or a line `Signal=` and another with how long it is pressed. */
function signalIn(request: SipRequest): string | undefined {
  const alone = bodyOf(request, 'application/dtmf');
  if (alone !== undefined) return decodeText(alone).trim();
  const lines = bodyOf(request, 'application/dtmf-relay');
  return lines && (/^\s*Signal\s*=\s*(\S*)/im.exec(decodeText(lines))?.[1] ?? '');
}

/** Some phones write the number of the event (RFC 4733 section 3.2). */
function keyOf(signal: string): string | undefined {
  const numbered = /^1[0-5]$/.test(signal) ? '*#ABCD'[Number(signal) - 10] : signal;
  return numbered !== undefined && /^[0-9*#A-D]$/i.test(numbered) ? numbered.toUpperCase() : undefined;
}

/** Descriptions are exchanged seldom, and packets come often. */
function lastRead<Value>(read: (sdp: Sdp) => Value): (sdp: Sdp) => Value {
  let last: { readonly sdp: Sdp; readonly value: Value } | undefined;
  return (sdp) => {
    if (last?.sdp !== sdp) last = { sdp, value: read(sdp) };
    return last.value;
  };
}
