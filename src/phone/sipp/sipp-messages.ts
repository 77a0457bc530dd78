/** The SIP messages of a SIPp phone, with SIPp's keywords and the variables of phone-scenario.ts. */

export interface Identity {
  /** `sip:alice@park.example` */
  readonly aor: string;
  /** User part of its contact. */
  readonly user: string;
  readonly displayName?: string | undefined;
}

/** `[here]` is where the phone is reached, `[salt]` makes its tags and branches unlike those of every other phone. */
const VIA = 'Via: SIP/2.0/UDP [here];branch=[branch]-[salt]-[cseq];rport';

export interface RequestParts {
  readonly method: string;
  readonly uri: string;
  /** Its number; the next of the call where it is left out. */
  readonly number?: string;
  /** Header lines behind the CSeq. */
  readonly lines?: readonly string[];
  /** `given`: of the type that the command names. */
  readonly body?: 'sdp' | 'sipfrag' | 'given';
  /** With the header field that answers a challenge. */
  readonly credentials?: boolean;
}

const TYPES = { sdp: 'application/sdp', sipfrag: 'message/sipfrag;version=2.0', given: '[$type]' } as const;

/** A request as SIPp numbers it: out of a dialog, or within one when `uri` is its remote target. */
export function request({
  method,
  uri,
  number = '[cseq]',
  lines = [],
  body,
  credentials = false,
}: RequestParts): string {
  return message([
    `${method} ${uri} SIP/2.0`,
    VIA,
    'Max-Forwards: 70',
    'From: [$local]',
    'To: [$remote]',
    'Call-ID: [call_id]',
    `CSeq: ${number} ${method}`,
    ...lines,
    ...(credentials ? ['[$credentials]'] : []),
    'User-Agent: parkspec (SIPp)',
    ...payload(body),
  ]);
}

/** In a dialog the request goes to the remote target by the route set. */
export function within(method: string, parts: Omit<RequestParts, 'method' | 'uri'> = {}): string {
  return request({ method, uri: '[next_url]', ...parts, lines: ['[routes]', ...(parts.lines ?? [])] });
}

export function contact({ user }: Identity): string {
  return `Contact: <sip:${user}@[here]>`;
}

export const ABILITIES = [
  'Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, REFER, NOTIFY',
  'Supported: replaces',
] as const;

/** The ACK to a failure belongs to the INVITE's transaction (RFC 3261 17.1.1.3). */
export const ACK_TO_FAILURE: string = message([
  'ACK [$uri] SIP/2.0',
  '[last_Via:]',
  'Max-Forwards: 70',
  '[last_From:]',
  '[last_To:]',
  'Call-ID: [call_id]',
  'CSeq: [$number] ACK',
  'Content-Length: 0',
  '',
]);

/** A CANCEL has the Via, To and number of its INVITE (RFC 3261 9.1); a provisional answer has told them. */
export const CANCEL: string = message([
  'CANCEL [$uri] SIP/2.0',
  'Via: [$inviteVia]',
  'Max-Forwards: 70',
  'From: [$local]',
  'To: [$remote]',
  'Call-ID: [call_id]',
  'CSeq: [$number] CANCEL',
  'Content-Length: 0',
  '',
]);

/** An answer that is given at once, to the message that came last; with our tag where it has none (RFC 3261 8.2.6.2). */
export function reply(status: string, lines: readonly string[] = []): string {
  return message([
    `SIP/2.0 ${status}`,
    '[last_Via:]',
    '[last_From:]',
    '[last_To:][$ownTag]',
    '[last_Call-ID:]',
    '[last_CSeq:]',
    ...lines,
    'Content-Length: 0',
    '',
  ]);
}

/** An answer to the INVITE that came last, whatever else has come since. */
export function replyToInvite(status: string, lines: readonly string[] = [], body?: 'sdp'): string {
  return message([
    `SIP/2.0 ${status}`,
    '[$inviteVias][$inviteRoutes]From: [$inviteFrom]',
    'To: [$inviteTo]',
    'Call-ID: [call_id]',
    'CSeq: [$inviteCSeq]',
    ...lines,
    ...payload(body),
  ]);
}

function payload(body: RequestParts['body']): readonly string[] {
  if (body === undefined) return ['Content-Length: 0', ''];
  return [`Content-Type: ${TYPES[body]}`, 'Content-Length: [len]', '', '[$body]'];
}

function message(lines: readonly string[]): string {
  return `\n${lines.join('\n')}\n`;
}
