/** What matters in a SIP message, in a few words: `REFER to 200`, `503 Service Unavailable (REFER)`. Pure. */
import { contactUri } from '../../sip/fields/contact.ts';
import { cseq } from '../../sip/fields/cseq.ts';
import { parseNameAddr } from '../../sip/fields/name-addr.ts';
import { toTag } from '../../sip/fields/tags.ts';
import { parseDialogInfo } from '../../sip/dialog-info.ts';
import { header } from '../../sip/message/headers.ts';
import type { SipMessage, SipRequest } from '../../sip/message/message.ts';
import { decodeText } from '../../sip/message/octets.ts';
import { directionIn } from '../../sip/sdp-direction.ts';
import { parseSipfrag } from '../../sip/sipfrag.ts';
import { parseUri } from '../../sip/uri.ts';

export function whatMatters(message: SipMessage): string {
  if (message.kind === 'response') {
    const redirected = message.status >= 300 && message.status < 400 ? contactUri(message) : undefined;
    const target = redirected === undefined ? '' : ` to ${userOf(redirected)}`;
    const said = `${message.status} ${message.reason}`.trim();
    return `${said}${target} (${cseq(message)?.method ?? '?'})${stream(message)}`;
  }
  return [message.method, ...requestWords(message)].join(' ') + stream(message);
}

function requestWords(request: SipRequest): readonly string[] {
  switch (request.method) {
    case 'INVITE': {
      const replaces = header(request, 'Replaces') === undefined ? [] : ['with Replaces'];
      return toTag(request) === undefined ? [userOf(request.uri), ...replaces] : ['in the dialog', ...replaces];
    }
    case 'REFER': {
      const target = parseNameAddr(header(request, 'Refer-To') ?? '')?.uri;
      if (target === undefined) return [];
      return ['to', userOf(target), ...(/[?&]replaces=/i.test(target) ? ['with Replaces'] : [])];
    }
    case 'NOTIFY':
      return notified(request);
    case 'REGISTER':
      return [userOf(parseNameAddr(header(request, 'To') ?? '')?.uri ?? '')];
    case 'BYE':
    case 'CANCEL': {
      const reason = header(request, 'Reason');
      return reason === undefined ? [] : [`(${reason})`];
    }
    case 'SUBSCRIBE':
    case 'OPTIONS':
    case 'MESSAGE':
    case 'PUBLISH':
      return [userOf(request.uri)];
    default:
      return [];
  }
}

/** The status of a REFER (RFC 3515), or the dialogs of an orbit (RFC 4235). */
function notified(request: SipRequest): readonly string[] {
  const frag = parseSipfrag(request.body);
  if (frag !== undefined) return [`${frag.status} ${frag.reason}`.trim()];
  const info = parseDialogInfo(request.body);
  if (info === undefined) return [header(request, 'Event') ?? ''];
  const states = info.dialogs.map(({ state }) => state);
  return [userOf(info.entity), states.length === 0 ? 'no dialog' : [...new Set(states)].join(', ')];
}

/** The direction of the audio, where it is no two-way one (RFC 3264). */
function stream({ body }: SipMessage): string {
  if (body.length === 0) return '';
  const attributes = decodeText(body)
    .split(/\r?\n/)
    .flatMap((line) => (line.startsWith('a=') ? [line.slice(2)] : []));
  const direction = directionIn(attributes);
  return direction === undefined || direction === 'sendrecv' ? '' : ` ${direction}`;
}

function userOf(uri: string): string {
  const parsed = parseUri(uri);
  return parsed?.user ?? parsed?.host ?? uri;
}
