/** The session description of a message, in the one reading that phones and judge have. */
import { bodyOf } from './body.ts';
import { soundParams } from './fields/params.ts';
import { header } from './message/headers.ts';
import type { SipMessage } from './message/message.ts';
import { parseSdp, type Sdp } from './sdp.ts';

/** The session description a message carries, or the status to answer when its body cannot be understood. */
export type Described =
  | { readonly kind: 'none' }
  | { readonly kind: 'sdp'; readonly sdp: Sdp }
  | { readonly kind: 'refuse'; readonly status: 400 | 415; readonly reason?: string };

export function describedIn(message: SipMessage): Described {
  if (message.body.length === 0) return { kind: 'none' };
  const body = bodyOf(message, 'application/sdp');
  if (body === undefined) return isOptional(message) ? { kind: 'none' } : { kind: 'refuse', status: 415 };
  const sdp = parseSdp(body);
  return sdp === undefined ? { kind: 'refuse', status: 400, reason: 'Bad Session Description' } : { kind: 'sdp', sdp };
}

/** RFC 3261 20.11: a body that need not be understood. Unless it says so it must be. */
function isOptional(message: SipMessage): boolean {
  const value = header(message, 'Content-Disposition') ?? '';
  return (
    soundParams(value, Math.max(value.indexOf(';'), 0))
      .get('handling')
      ?.toLowerCase() === 'optional'
  );
}

/** The SDP of a message whose sender can no longer be refused: an answer. */
export function answerIn(message: SipMessage): Sdp | undefined {
  const described = describedIn(message);
  return described.kind === 'sdp' ? described.sdp : undefined;
}
