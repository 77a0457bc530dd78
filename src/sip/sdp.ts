/** Session descriptions (RFC 4566) and the offer and answer of one audio stream (RFC 3264). */
import { decodeText, encodeText } from './message/octets.ts';
import { CODECS, type CodecName, type Format, PAYLOAD_TYPES, PLAIN } from '../audio-format.ts';
import { type CryptoLine, formatCrypto, readCrypto } from './sdp-crypto.ts';
import { answerDirection, deaf, directionIn } from './sdp-direction.ts';
import { familyOf, numericHost } from '../numeric-host.ts';

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** A line other than `v=`, `o=` and `m=`, without white space at its ends. */
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
  /** The first codec of ours, with its payload type. Undefined when there is none. */
  readonly format: Format | undefined;
  /** The payload type of telephone events (RFC 4733), where the writer takes them. */
  readonly events: number | undefined;
  /** Whether it is of SRTP (RFC 3711), by its profile. */
  readonly secure: boolean;
  /** Its lines `crypto` (RFC 4568) that can be used, in order. */
  readonly cryptos: readonly CryptoLine[];
}

/** The keys with which a side would send SRTP: a line for each suite that it takes. */
export type OwnCryptos = readonly CryptoLine[];

/** The payload type under which we offer telephone events: the one that most phones use. */
const EVENTS = 101;

const LIMIT = { octets: 65_535, lines: 1_000 };
/** Stands in for the origin of a description that has none; nothing here depends on it. */
const NO_ORIGIN: SdpOrigin = { username: '-', sessionId: '0', version: '0', addressType: 'IP4', address: '0.0.0.0' };

/**
 * Reads a description whose lines end with CRLF or LF. Lines that are missing, doubled, empty or strange do not matter as long as
 * its streams can be read: an answer has one for each (RFC 3264 6). Undefined when one cannot, or when it is too large.
 */
export function parseSdp(body: Uint8Array | string): Sdp | undefined {
  const octets = typeof body === 'string' ? encodeText(body) : body;
  if (octets.length > LIMIT.octets) return undefined;
  const text = typeof body === 'string' ? body : decodeText(body);
  const rows = text.trimEnd().split(/\r?\n/, LIMIT.lines + 1);
  if (rows.length > LIMIT.lines) return undefined;
  let version: string | undefined;
  let origin: SdpOrigin | undefined;
  const lines: SdpLine[] = [];
  const media: Array<SdpMedia & { readonly lines: SdpLine[] }> = [];
  for (const { type, value } of rows.flatMap(readLine)) {
    if (type === 'v') version ??= value;
    else if (type === 'o') origin ??= readOrigin(value);
    else if (type === 'm') {
      const stream = readMedia(value);
      if (stream === undefined) return undefined;
      media.push(stream);
    } else (media.at(-1)?.lines ?? lines).push({ type, value });
  }
  const known = version === '0' || (version === undefined && media.length > 0);
  return known ? { origin: origin ?? NO_ORIGIN, lines, media } : undefined;
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
    rows.push(`m=${[stream.media, port, stream.protocol, ...stream.formats].join(' ')}`);
    rows.push(...stream.lines.map(formatLine));
  }
  return `${rows.join('\r\n')}\r\n`;
}

/** An offer of one stream, PCMU unless other codecs are named. `version` grows by one with each change (RFC 3264 section 8). */
export function audioOffer(parts: {
  readonly address: string;
  readonly port: number;
  readonly sessionId: string | number;
  readonly version: string | number;
  readonly direction: Direction;
  readonly codecs?: readonly CodecName[];
  /** Offers telephone events too. */
  readonly events?: boolean | undefined;
  /** Offers SRTP with these keys; RTP, where they are left out. */
  readonly cryptos?: OwnCryptos | undefined;
}): Sdp {
  const formats = (parts.codecs ?? [PLAIN.codec]).map((codec) => ({ codec, payloadType: PAYLOAD_TYPES[codec] }));
  const events = parts.events === true ? EVENTS : undefined;
  const { port, direction, cryptos = [] } = parts;
  const protocol = cryptos.length === 0 ? PROFILES.plain : PROFILES.secure;
  const media = { port, protocol, direction, formats, events, cryptos };
  return { ...emptySession(parts), media: [audioMedia(media)] };
}

/**
 * Accepts the first audio stream of the offer that has a codec of ours, and refuses all others. `direction` is what we should like;
 * the answer takes from it what the offer allows (RFC 3264 6.1). Undefined when there is no such stream, unless every stream
 * has port 0: there is nothing to refuse then, and the answer is the same (RFC 3264 6).
 */
export function answerSdp(
  offer: Sdp,
  parts: {
    readonly address: string;
    readonly port: number;
    readonly sessionId: string | number;
    readonly version: string | number;
    readonly direction?: Direction;
    /** PCMU unless other codecs are named. */
    readonly codecs?: readonly CodecName[];
    /** Takes telephone events, where they are offered, by the number of the offer. */
    readonly events?: boolean | undefined;
    /** Takes SRTP alone, by the first of the keys offered whose suite is one of these; RTP alone, where they are left out. */
    readonly cryptos?: OwnCryptos | undefined;
  },
): Sdp | undefined {
  const codecs = parts.codecs ?? [PLAIN.codec];
  const chosen = offer.media.find(
    (stream) =>
      isUsable(stream) && formatIn(stream, codecs) !== undefined && cryptosFor(stream, parts.cryptos) !== undefined,
  );
  if (chosen === undefined && offer.media.some(({ port }) => port > 0)) return undefined;
  const media = offer.media.map((each) => {
    if (each !== chosen) return { ...each, port: 0, lines: [] };
    const agreed = answerDirection(directionOf(offer, each), parts.direction ?? 'sendrecv');
    const events = parts.events === true ? eventsIn(each) : undefined;
    const formats = [formatIn(each, codecs) ?? PLAIN];
    const cryptos = cryptosFor(each, parts.cryptos) ?? [];
    return audioMedia({ port: parts.port, protocol: each.protocol, direction: agreed, formats, events, cryptos });
  });
  return { ...emptySession(parts), media };
}

/**
 * The first audio stream that is not refused. An address of 0.0.0.0, or of ::, is the hold of RFC 2543: its writer does not want to
 * receive. Undefined when there is no such stream, or no address for it.
 */
export function audioOf(sdp: Sdp): AudioStream | undefined {
  return audioIn(sdp, sdp.media.find(isUsable));
}

/**
 * The audio stream of the peer that `local` agrees to: the one in the same place (RFC 3264 6), for the others are refused. Of
 * a peer that describes another number of streams it is the first.
 */
export function agreedAudio(local: Sdp, remote: Sdp): AudioStream | undefined {
  if (local.media.length !== remote.media.length) return audioOf(remote);
  const stream = remote.media[local.media.findIndex(isUsable)];
  return audioIn(remote, stream !== undefined && isUsable(stream) ? stream : undefined);
}

function audioIn(sdp: Sdp, stream: SdpMedia | undefined): AudioStream | undefined {
  if (stream === undefined) return undefined;
  const address = addressOf(stream.lines) ?? addressOf(sdp.lines);
  if (address === undefined) return undefined;
  const payloads = stream.formats.map(Number).filter((format) => Number.isInteger(format));
  return {
    address,
    port: stream.port,
    direction: directionOf(sdp, stream),
    payloads,
    format: formatIn(stream, CODECS),
    events: eventsIn(stream),
    secure: isSecure(stream),
    cryptos: cryptosIn(stream),
  };
}

/** No line at all is what a line without a type is worth. */
function readLine(row: string): readonly SdpLine[] {
  const [, type, value = ''] = /^\s*([a-z])[ \t]*=([^]*)$/.exec(row) ?? [];
  return type === undefined ? [] : [{ type, value: value.trim() }];
}

function readOrigin(value: string): SdpOrigin | undefined {
  const match = /^(\S+)\s+([0-9]+)\s+([0-9]+)\s+IN\s+(IP4|IP6)\s+(\S+)$/i.exec(value);
  if (match === null) return undefined;
  const [, username = '', sessionId = '', version = '', type, address = ''] = match;
  return { username, sessionId, version, addressType: type?.toUpperCase() === 'IP6' ? 'IP6' : 'IP4', address };
}

/** Value of the line `c` (RFC 4566 5.7): one numeric address, of IPv6 without brackets. */
export function connectionTo(address: string): string {
  return `IN ${addressTypeOf(address)} ${address}`;
}

export function addressTypeOf(address: string): SdpOrigin['addressType'] {
  return familyOf(address) === 6 ? 'IP6' : 'IP4';
}

function readMedia(value: string): (SdpMedia & { readonly lines: SdpLine[] }) | undefined {
  const match = /^(\S+)\s+([0-9]{1,5})(?:\/([0-9]{1,5}))?\s+(\S+)(?:\s+([^]*))?$/.exec(value);
  if (match === null) return undefined;
  const [, media = '', port, ports, protocol = '', formats = ''] = match;
  if (Number(port) > 65_535) return undefined;
  const stream = {
    media,
    port: Number(port),
    protocol,
    formats: formats.split(/\s+/).filter((each) => each !== ''),
    lines: [],
  };
  return ports === undefined ? stream : { ...stream, ports: Number(ports) };
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
  const addressType = addressTypeOf(address);
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
      { type: 'c', value: connectionTo(address) },
      { type: 't', value: '0 0' },
    ],
  };
}

function audioMedia(stream: {
  readonly port: number;
  readonly protocol: string;
  readonly direction: Direction;
  readonly formats: readonly Format[];
  readonly events: number | undefined;
  readonly cryptos: OwnCryptos;
}): SdpMedia {
  const { port, protocol, direction, formats, events, cryptos } = stream;
  const maps = formats.map(({ codec, payloadType }) => `rtpmap:${payloadType} ${codec}/8000`);
  // RFC 4733 section 2.4.1: the keys of a telephone.
  const keys = events === undefined ? [] : [`rtpmap:${events} telephone-event/8000`, `fmtp:${events} 0-15`];
  const lines = [...maps, ...keys, ...cryptos.map(formatCrypto), 'ptime:20', direction].map((value) => ({
    type: 'a',
    value,
  }));
  const types = [...formats.map(({ payloadType }) => payloadType), ...(events === undefined ? [] : [events])];
  return { media: 'audio', port, protocol, formats: types.map(String), lines };
}

/** RTP (RFC 3551), and SRTP (RFC 3711 section 12). */
const PROFILES = { plain: 'RTP/AVP', secure: 'RTP/SAVP' } as const;

function isUsable(stream: SdpMedia): boolean {
  const isKnown = isSecure(stream) || stream.protocol.toUpperCase() === PROFILES.plain;
  return stream.media.toLowerCase() === 'audio' && stream.port > 0 && isKnown;
}

function isSecure({ protocol }: SdpMedia): boolean {
  return protocol.toUpperCase() === PROFILES.secure;
}

/** Every line that can be used, under a tag of its own (RFC 4568 section 5.1.1). */
function cryptosIn({ lines }: SdpMedia): readonly CryptoLine[] {
  return lines.flatMap(({ type, value }) => (type === 'a' ? (readCrypto(value) ?? []) : []));
}

/** What an answer to the stream says of keys, by the order of the offer (RFC 4568 section 5.1.2). Undefined where none fits. */
function cryptosFor(stream: SdpMedia, own: OwnCryptos | undefined): OwnCryptos | undefined {
  if (own === undefined || !isSecure(stream)) return own === undefined && !isSecure(stream) ? [] : undefined;
  for (const { tag, key: offered } of cryptosIn(stream)) {
    const key = own.find((each) => each.key.suite === offered.suite)?.key;
    if (key !== undefined) return [{ tag, key }];
  }
  return undefined;
}

/** The codec that comes first in our list, under the number that the writer gives it. */
function formatIn(stream: SdpMedia, codecs: readonly CodecName[]): Format | undefined {
  for (const codec of codecs) {
    const payloadType = payloadTypeIn(stream, codec);
    if (payloadType !== undefined) return { codec, payloadType };
  }
  return undefined;
}

/** A number of RFC 3551 means its codec whatever is said of it; another one means what its rtpmap says. */
function payloadTypeIn({ formats, lines }: SdpMedia, codec: CodecName): number | undefined {
  if (formats.includes(String(PAYLOAD_TYPES[codec]))) return PAYLOAD_TYPES[codec];
  const mapped = lines.flatMap(({ type, value }) => {
    const [, number, name] = (type === 'a' && RTPMAP.exec(value)) || [];
    const isMeant = name?.toUpperCase() === codec && number !== undefined && formats.includes(number);
    return isMeant && Number(number) <= 127 ? [Number(number)] : [];
  });
  return mapped[0];
}

/** Telephone events have no number of their own. */
function eventsIn({ formats, lines }: SdpMedia): number | undefined {
  const numbers = lines.flatMap(({ type, value }) => {
    const [, number] = (type === 'a' && TELEPHONE_EVENT.exec(value)) || [];
    return number !== undefined && formats.includes(number) && Number(number) <= 127 ? [Number(number)] : [];
  });
  return numbers[0];
}

const TELEPHONE_EVENT = /^rtpmap:\s*([0-9]{1,3})\s+telephone-event\/8000(?:\/1)?\s*$/i;

const RTPMAP = /^rtpmap:\s*([0-9]{1,3})\s+([A-Za-z0-9]+)(?:\/8000(?:\/1)?)?\s*$/;

function addressOf(lines: readonly SdpLine[]): string | undefined {
  const connection = lines.find((line) => line.type === 'c');
  const address = connection && /^IN\s+IP[46]\s+([^\s/]+)/i.exec(connection.value)?.[1];
  // An IPv6 address has no brackets here (RFC 4566 5.7), and some servers write them.
  return address && (numericHost(address) ?? address);
}

function directionOf(sdp: Sdp, stream: SdpMedia): Direction {
  const stated = directionIn(attributesOf(stream.lines)) ?? directionIn(attributesOf(sdp.lines)) ?? 'sendrecv';
  const address = addressOf(stream.lines) ?? addressOf(sdp.lines);
  return address === '0.0.0.0' || address === '::' ? deaf(stated) : stated;
}

function attributesOf(lines: readonly SdpLine[]): readonly string[] {
  return lines.filter(({ type }) => type === 'a').map(({ value }) => value);
}
