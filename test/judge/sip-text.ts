/** Real SIP messages as text, for hand-written histories. */
import { PARTIES, type Party, type PoolName } from '../../src/suite/cell.ts';

/** Whoever speaks SIP in a history. */
export type End = Party | PoolName;

const POOL_PORTS = { primary: 5060, backup: 5070 } as const;

function portOf(end: End): number {
  return end === 'primary' || end === 'backup' ? POOL_PORTS[end] : 41_001 + PARTIES.indexOf(end);
}

/** As it stands in `remote`. */
export function addressOf(end: End): string {
  return `udp:127.0.0.1:${portOf(end)}`;
}

export function contactOf(end: End, user: string = end): string {
  return `sip:${user}@127.0.0.1:${portOf(end)}`;
}

export interface RequestParts {
  readonly method: string;
  readonly uri: string;
  readonly from: string;
  readonly fromTag: string;
  readonly to: string;
  readonly toTag?: string | undefined;
  readonly callId: string;
  readonly seq: number;
  readonly contact?: string | undefined;
  readonly headers?: readonly string[] | undefined;
  readonly type?: string | undefined;
  readonly body?: string | undefined;
}

export function request(parts: RequestParts): string {
  const { method, uri, from, fromTag, to, toTag, callId, seq, contact, headers = [], type, body = '' } = parts;
  return text(
    [
      `${method} ${uri} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK-${callId.replace('@', '-')}-${seq}-${method}`,
      'Max-Forwards: 70',
      `From: <sip:${from}@park.example>;tag=${fromTag}`,
      `To: <sip:${to}@park.example>${toTag === undefined ? '' : `;tag=${toTag}`}`,
      `Call-ID: ${callId}`,
      `CSeq: ${seq} ${method}`,
      ...(contact === undefined ? [] : [`Contact: <${contact}>`]),
      ...headers,
    ],
    type,
    body,
  );
}

export interface ResponseParts {
  readonly toTag?: string | undefined;
  readonly contact?: string | undefined;
  readonly headers?: readonly string[] | undefined;
  readonly type?: string | undefined;
  readonly body?: string | undefined;
}

const PHRASES: Readonly<Record<number, string>> = {
  200: 'OK',
  202: 'Accepted',
  302: 'Moved Temporarily',
  401: 'Unauthorized',
  404: 'Not Found',
  408: 'Request Timeout',
  480: 'Temporarily Unavailable',
  481: 'Call/Transaction Does Not Exist',
  486: 'Busy Here',
  503: 'Service Unavailable',
  603: 'Decline',
};

/** Copies Via, From, To, Call-ID and CSeq of the request. */
export function response(to: string, status: number, parts: ResponseParts = {}): string {
  const { toTag, contact, headers = [], type, body = '' } = parts;
  const copied = to.split('\r\n').filter((line) => /^(Via|From|To|Call-ID|CSeq):/.test(line));
  const tagged = copied.map((line) =>
    line.startsWith('To:') && !line.includes(';tag=') && toTag !== undefined ? `${line};tag=${toTag}` : line,
  );
  const lines = [`SIP/2.0 ${status} ${PHRASES[status] ?? 'Whatever'}`, ...tagged];
  return text([...lines, ...(contact === undefined ? [] : [`Contact: <${contact}>`]), ...headers], type, body);
}

function text(lines: readonly string[], type: string | undefined, body: string): string {
  const typed = type === undefined ? [] : [`Content-Type: ${type}`];
  return [...lines, ...typed, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n');
}

export function sdp(direction: 'sendrecv' | 'sendonly' | 'inactive' | 'recvonly' = 'sendrecv'): string {
  const lines = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', 'm=audio 30000 RTP/AVP 0'];
  return `${[...lines, 'a=rtpmap:0 PCMU/8000', `a=${direction}`].join('\r\n')}\r\n`;
}

export function sipfrag(line: string, headers: readonly string[] = []): string {
  return `${[line, ...headers].join('\r\n')}\r\n`;
}

export interface ShownDialog {
  readonly orbit: string;
  readonly pool: PoolName;
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  readonly parkee: Party;
  readonly state?: string;
}

export function dialogInfo(dialogs: readonly ShownDialog[]): string {
  const shown = dialogs.map(
    ({ orbit, pool, callId, localTag, remoteTag, parkee, state = 'confirmed' }) =>
      `<dialog id="${orbit}" call-id="${callId}" local-tag="${localTag}" remote-tag="${remoteTag}" direction="initiator">` +
      `<state>${state}</state><local><identity>sip:${orbit}@park.example</identity><target uri="${contactOf(pool, orbit)}"/></local>` +
      `<remote><target uri="${contactOf(parkee)}"/></remote></dialog>`,
  );
  return (
    '<?xml version="1.0"?>\r\n<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="0" state="full" ' +
    `entity="sip:park@park.example">${shown.join('')}</dialog-info>\r\n`
  );
}
