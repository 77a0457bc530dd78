/** Session descriptions (RFC 4566) and the offer and answer of one PCMU audio stream (RFC 3264). */
import { decodeText, encodeText } from './message/octets.ts';

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** A line other than `v=`, `o=` and `m=`. */
export interface SdpLine {
  /** One letter. */
  readonly type: string;
  readonly value: string;
}

export interface SdpOrigin {
  readonly username: string;
  /** Decimal digits; too large for a number. */
  readonly sessionId: string;
  readonly version: string;
  readonly addressType: 'IP4' | 'IP6';
  readonly address: string;
}

export interface SdpMedia {
  /** `audio`, `video`, … */
  readonly media: string;
  /** 0 to 65535; 0 refuses the stream. */
  readonly port: number;
  /** Number of ports when given, `49170/2`. */
  readonly ports?: number;
  readonly protocol: string;
  readonly formats: readonly string[];
  readonly lines: readonly SdpLine[];
}

export interface Sdp {
  readonly origin: SdpOrigin;
  /** Session level, in order: `s=`, `c=`, `t=`, `a=`, … */
  readonly lines: readonly SdpLine[];
  readonly media: readonly SdpMedia[];
}

export interface AudioStream {
  readonly address: string;
  readonly port: number;
  /** From the side that wrote the description: `sendonly` is its hold. */
  readonly direction: Direction;
  readonly payloads: readonly number[];
}

const LIMIT = { octets: 65_535, lines: 1_000 };
const DIRECTIONS = ['sendrecv', 'sendonly', 'recvonly', 'inactive'] as const;
const PCMU = '0';

/** Reads a description whose lines end with CRLF or LF. Undefined when it is malformed or too large. */
export function parseSdp(body: Uint8Array | string): Sdp | undefined {
  const octets = typeof body === 'string' ? encodeText(body) : body;
  if (octets.length > LIMIT.octets) return undefined;
  const text = typeof body === 'string' ? body : decodeText(body);
  const rows = text.trimEnd().split(/\r?\n/, LIMIT.lines + 1);
  if (rows.length > LIMIT.lines || rows[0] !== 'v=0') return undefined;
  const origin = readOrigin(rows[1] ?? '');
  if (origin === undefined) return undefined;
  const lines: SdpLine[] = [];
  const media: Array<SdpMedia & { readonly lines: SdpLine[] }> = [];
  for (const row of rows.slice(2)) {
    const line = readLine(row);
    if (line === undefined) return undefined;
    if (line.type !== 'm') {
      (media.at(-1)?.lines ?? lines).push(line);
      continue;
    }
    const stream = readMedia(line.value);
    if (stream === undefined) return undefined;
    media.push(stream);
  }
  return hasEssentials(lines) ? { origin, lines, media } : undefined;
}

export function formatSdp(sdp: Sdp): string {
  const { origin } = sdp;
  const rows = [
    'v=0',
    `o=${origin.username} ${origin.sessionId} ${origin.version} IN ${origin.addressType} ${origin.address}`,
    ...sdp.lines.map(formatLine),
  ];
  for (const stream of sdp.media) {
    const port = stream.ports === undefined ? stream.port : `${stream.port}/${stream.ports}`;
    rows.push(`m=${stream.media} ${port} ${stream.protocol} ${stream.formats.join(' ')}`);
    rows.push(...stream.lines.map(formatLine));
  }
  return `${rows.join('\r\n')}\r\n`;
}

/** An offer of one PCMU stream. `version` grows by one with each change (RFC 3264 section 8). */
export function audioOffer(parts: {
  readonly address: string;
  readonly port: number;
  readonly sessionId: string | number;
  readonly version: string | number;
  readonly direction: Direction;
}): Sdp {
  return { ...emptySession(parts), media: [audioMedia(parts.port, 'RTP/AVP', parts.direction)] };
}

/**
 * Accepts the first audio stream of the offer that has PCMU and refuses all others. `direction` is what we should like;
 * the answer takes from it what the offer allows (RFC 3264 6.1). Undefined when there is no such stream.
 */
export function answerSdp(
  offer: Sdp,
  parts: {
    readonly address: string;
    readonly port: number;
    readonly sessionId: string | number;
    readonly version: string | number;
    readonly direction?: Direction;
  },
): Sdp | undefined {
  const chosen = offer.media.findIndex((stream) => isUsable(stream) && stream.formats.includes(PCMU));
  const stream = offer.media[chosen];
  if (stream === undefined) return undefined;
  const agreed = answerDirection(directionOf(offer, stream), parts.direction ?? 'sendrecv');
  const media = offer.media.map((each, index) =>
    index === chosen ? audioMedia(parts.port, each.protocol, agreed) : { ...each, port: 0, lines: [] },
  );
  return { ...emptySession(parts), media };
}

/**
 * The first audio stream that is not refused. An address of 0.0.0.0 is the hold of RFC 2543: its writer does not want to
 * receive. Undefined when there is no such stream, or no address for it.
 */
export function audioOf(sdp: Sdp): AudioStream | undefined {
  const stream = sdp.media.find(isUsable);
  if (stream === undefined) return undefined;
  const address = addressOf(stream.lines) ?? addressOf(sdp.lines);
  if (address === undefined) return undefined;
  const payloads = stream.formats.map(Number).filter((format) => Number.isInteger(format));
  return { address, port: stream.port, direction: directionOf(sdp, stream), payloads };
}

function readLine(row: string): SdpLine | undefined {
  return /^[a-z]=/.test(row) ? { type: row.slice(0, 1), value: row.slice(2) } : undefined;
}

function readOrigin(row: string): SdpOrigin | undefined {
  const match = /^o=(\S+) ([0-9]+) ([0-9]+) IN (IP4|IP6) (\S+)$/.exec(row);
  if (match === null) return undefined;
  const [, username = '', sessionId = '', version = '', type, address = ''] = match;
  return { username, sessionId, version, addressType: type === 'IP6' ? 'IP6' : 'IP4', address };
}

function readMedia(value: string): (SdpMedia & { readonly lines: SdpLine[] }) | undefined {
  const match = /^([A-Za-z0-9\-.!%*_+`'~]+) ([0-9]{1,5})(?:\/([0-9]{1,5}))? ([A-Za-z0-9/\-.]+) (\S.*)$/.exec(value);
  if (match === null) return undefined;
  const [, media = '', port, ports, protocol = '', formats = ''] = match;
  if (Number(port) > 65_535) return undefined;
  const stream = { media, port: Number(port), protocol, formats: formats.split(' '), lines: [] };
  return ports === undefined ? stream : { ...stream, ports: Number(ports) };
}

function hasEssentials(lines: readonly SdpLine[]): boolean {
  return ['s', 't'].every((type) => lines.some((line) => line.type === type));
}

function formatLine(line: SdpLine): string {
  return `${line.type}=${line.value}`;
}

function emptySession(parts: {
  readonly address: string;
  readonly sessionId: string | number;
  readonly version: string | number;
}): Pick<Sdp, 'origin' | 'lines'> {
  const { address } = parts;
  const addressType = address.includes(':') ? 'IP6' : 'IP4';
  return {
    origin: {
      username: '-',
      sessionId: String(parts.sessionId),
      version: String(parts.version),
      addressType,
      address,
    },
    lines: [
      { type: 's', value: '-' },
      { type: 'c', value: `IN ${addressType} ${address}` },
      { type: 't', value: '0 0' },
    ],
  };
}

function audioMedia(port: number, protocol: string, flow: Direction): SdpMedia {
  const attributes = [`rtpmap:${PCMU} PCMU/8000`, 'ptime:20', flow];
  const lines = attributes.map((value) => ({ type: 'a', value }));
  return { media: 'audio', port, protocol, formats: [PCMU], lines };
}

function isUsable(stream: SdpMedia): boolean {
  return stream.media === 'audio' && stream.port > 0 && stream.protocol === 'RTP/AVP';
}

function addressOf(lines: readonly SdpLine[]): string | undefined {
  const connection = lines.find((line) => line.type === 'c');
  return connection && /^IN IP[46] ([^\s/]+)/.exec(connection.value)?.[1];
}

function directionOf(sdp: Sdp, stream: SdpMedia): Direction {
  const stated = attributeIn(stream.lines) ?? attributeIn(sdp.lines) ?? 'sendrecv';
  const address = addressOf(stream.lines) ?? addressOf(sdp.lines);
  return address === '0.0.0.0' ? directionFrom(sends(stated), false) : stated;
}

function attributeIn(lines: readonly SdpLine[]): Direction | undefined {
  const values = new Set(lines.filter((line) => line.type === 'a').map((line) => line.value.trim()));
  return DIRECTIONS.find((each) => values.has(each));
}

function answerDirection(offered: Direction, wanted: Direction): Direction {
  return directionFrom(sends(wanted) && receives(offered), receives(wanted) && sends(offered));
}

function sends(of: Direction): boolean {
  return of === 'sendrecv' || of === 'sendonly';
}

function receives(of: Direction): boolean {
  return of === 'sendrecv' || of === 'recvonly';
}

function directionFrom(sending: boolean, receiving: boolean): Direction {
  if (sending) return receiving ? 'sendrecv' : 'sendonly';
  return receiving ? 'recvonly' : 'inactive';
}
