import { readRecording } from '../media/recording/recording.ts';
import { parseArgs } from 'node:util';
import type { DigestAlgorithm } from '../sip/digest.ts';
import { DEFECTS, defectOf } from './defects/catalogue.ts';
import type { Defect } from './defects/defect-table.ts';
import type { PoolName } from './mode.ts';
import type { HttpPlace } from './http-client.ts';
import { type OrbitRange, parseOrbitRange } from './orbit-numbers.ts';
import { VARIATIONS } from './variations.ts';
import { hostPort, numericHost } from '../numeric-host.ts';

interface SipPlace {
  readonly transport: 'udp' | 'tcp' | 'tls';
  readonly host: string;
  readonly port: number;
}

export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
}

/** The Call Park settings of a pool, but for its orbits. */
export interface ParkPolicy {
  /** How long a call stays parked before the parker is rung, in ms; and again after each ring that failed. */
  readonly pickupTimeout: number;
  readonly pickupAttempts: number;
  readonly timeoutTarget: string | undefined;
  /** How long the parker or the timeout target is rung, in ms. */
  readonly ring: number;
  /** Music on hold: the frequency of a tone in Hz, or the path of a recording; undefined: silence. */
  readonly music: number | string | undefined;
}

export interface Settings extends ParkPolicy {
  readonly pool: PoolName;
  readonly sip: SipPlace;
  /** Files with the certificate and the key of a pool that speaks TLS, PEM. */
  readonly tls?: TlsFiles | undefined;
  /** Port of the administration, at the address of `sip`; 0 lets the kernel choose, as for `sip`. */
  readonly http: number;
  readonly peer: { readonly sip: SipPlace; readonly http: number } | undefined;
  readonly orbits: OrbitRange;
  readonly domain: string;
  /** Of the addresses that the pool gives; `sips` is for a pool that speaks TLS. */
  readonly scheme?: 'sip' | 'sips' | undefined;
  /** The password of every user; undefined: REGISTER is accepted without. */
  readonly password: string | undefined;
  /** The session interval that the pool asks for in its own calls and keeps up, in s (RFC 4028); undefined: none. */
  readonly sessionExpires?: number | undefined;
  /** The algorithms of the challenges of a REGISTER, the one that is preferred first. */
  readonly digest: readonly DigestAlgorithm[];
  /** How calls are parked beside RFC 5359: by parties that call an orbit. */
  readonly dialect: ReferenceDialect;
  /** The part of the pool in calls between users: none once they stand, or the other end of both sides. */
  readonly calls: 'proxy' | 'b2bua';
  /** The way of the sound in calls of a B2BUA: from phone to phone, or through the pool. Undefined: direct. */
  readonly media?: 'direct' | 'anchored' | undefined;
  /** What the pool describes and sends itself is SRTP, keyed in the session description (RFC 4568); undefined: RTP. */
  readonly srtp?: SrtpMode | undefined;
  /**
   * An address of the pair: calls of a B2BUA lead there, and the pool that serves listens there, so that the other one can
   * go on with them when it dies. Undefined: each pool is reached at its own address, and its calls die with it.
   */
  readonly floating?: SipPlace | undefined;
  /** The address that the pair shares: what a pool asks goes by way of it. Undefined: straight to whom it is for. */
  readonly shared?: SipPlace | undefined;
  /** The answer to a party that dials an orbit: a redirect to the parkee, or a call in which the pool joins the two. */
  readonly retrieve: 'redirect' | 'join';
  /** The defect that the pool has on purpose; undefined: none. */
  readonly defect: Defect | undefined;
  /** Another way to conform; undefined: the pool's own. */
  readonly variation?: keyof typeof VARIATIONS | undefined;
}

/**
 * `rfc5359`: by a REFER to the park server alone; `slot`: a party that was referred to a free orbit and calls it is parked
 * there; `valet`: so is each party that calls a free orbit; `lot`: as `slot`, by the number of the lot, and the pool chooses
 * the orbit; `feature-code`: the peer of a party that has it on hold and calls a code with the number of an orbit;
 * `dtmf`: the peer of a party that presses a code with the number of an orbit; `body`: the peer of a party that sends an INFO with the
 * JSON of a park; `attended`: a party that is transferred to the call of its peer to the number of an orbit.
 */
export type ReferenceDialect = (typeof DIALECTS)[keyof typeof DIALECTS];

/** `sdes` conforms. The others describe SRTP, and send music as plain RTP or under another key: mistakes that a check has to find. */
export type SrtpMode = (typeof SRTP_MODES)[keyof typeof SRTP_MODES];

const PASSWORD_VARIABLE = 'PARK_PASSWORD';
const CERTIFICATE_VARIABLE = 'PARK_TLS_CERTIFICATE';
const KEY_VARIABLE = 'PARK_TLS_KEY';

export const USAGE = `usage: main.js --pool primary|backup --sip udp:127.0.0.1:PORT --http PORT --orbits FIRST-LAST
  [--peer-sip udp:127.0.0.1:PORT --peer-http PORT] [--domain park.example] [--password SECRET]
  [--digest both|sha-256|md5] [--dialect rfc5359|slot|valet|lot|feature-code|dtmf|body|attended] [--calls proxy|b2bua [--floating-host ADDRESS] [--media direct|anchored]] [--retrieve redirect|join]
  [--session-expires SECONDS] [--scheme sip|sips] [--srtp sdes|plain-music|other-key]
  [--shared-address udp:ADDRESS:PORT]
  [--pickup-timeout MS] [--pickup-attempts 1..10] [--timeout-target USER] [--ring MS] [--music HZ|FILE] [--defect ID]
  [--variation ${Object.keys(VARIATIONS).join('|')}]
  ${PASSWORD_VARIABLE} in the environment is the password where it is not given here, since anybody can read a command line
  ${CERTIFICATE_VARIABLE} and ${KEY_VARIABLE} in the environment name the PEM files that --sip tls:ADDRESS:PORT needs`;

export type ParsedSettings =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problem: string };

/** Reads the command line. The defaults for Call Park are those of Lync: 90 s, one attempt, no target. */
/** @param env  for what is secret; everybody on a machine can read a command line */
export function parseSettings(args: readonly string[], env: NodeJS.ProcessEnv = process.env): ParsedSettings {
  try {
    return { ok: true, settings: readSettings(args, env) };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** The better algorithm first (RFC 8760 2.4), though many phones give up at a challenge whose first one they do not know. */
const DIGESTS = { both: ['SHA-256', 'MD5'], 'sha-256': ['SHA-256'], md5: ['MD5'] } as const;
const DIALECTS = {
  rfc5359: 'rfc5359',
  slot: 'slot',
  valet: 'valet',
  lot: 'lot',
  'feature-code': 'feature-code',
  dtmf: 'dtmf',
  body: 'body',
  attended: 'attended',
} as const;
/** Why a dialect is for calls that the pool is the other end of. */
const IN_CALLS: Readonly<Partial<Record<ReferenceDialect, string>>> = {
  'feature-code': 'a proxy has no dialog with the party on hold',
  dtmf: 'keys that are pressed do not come to a proxy',
  body: 'requests in a call do not come to a proxy',
  attended: 'a transfer in a call does not come to a proxy',
};
const VARIATION_NAMES = {
  'notifies-before-answering': 'notifies-before-answering',
  'registers-at-both': 'registers-at-both',
} as const;
const CALLS = { proxy: 'proxy', b2bua: 'b2bua' } as const;
const MEDIA = { direct: 'direct', anchored: 'anchored' } as const;
const SRTP_MODES = { sdes: 'sdes', 'plain-music': 'plain-music', 'other-key': 'other-key' } as const;
const SCHEMES = { sip: 'sip', sips: 'sips' } as const;
const RETRIEVALS = { redirect: 'redirect', join: 'join' } as const;

const text = { type: 'string' } as const;

function readSettings(args: readonly string[], env: NodeJS.ProcessEnv): Settings {
  const { values } = parseArgs({
    args: [...args],
    strict: true,
    allowPositionals: false,
    options: {
      pool: text,
      sip: text,
      http: text,
      'peer-sip': text,
      'peer-http': text,
      orbits: text,
      domain: text,
      scheme: text,
      password: text,
      digest: text,
      dialect: text,
      calls: text,
      media: text,
      srtp: text,
      'floating-host': text,
      'shared-address': text,
      retrieve: text,
      'pickup-timeout': text,
      'pickup-attempts': text,
      'timeout-target': text,
      ring: text,
      music: text,
      'session-expires': text,
      defect: text,
      variation: text,
    },
  });
  const sip = sipPlace('sip', required('sip', values.sip));
  const peer = peerOf(values['peer-sip'], values['peer-http']);
  const calls = oneOf('calls', values.calls ?? 'proxy', CALLS);
  const dialect = oneOf('dialect', values.dialect ?? 'rfc5359', DIALECTS);
  const why = IN_CALLS[dialect];
  if (why !== undefined && calls !== 'b2bua') throw new Error(`--dialect ${dialect} needs --calls b2bua: ${why}`);
  const scheme = values.scheme === undefined ? undefined : oneOf('scheme', values.scheme, SCHEMES);
  if (scheme === 'sips' && sip.transport !== 'tls')
    throw new Error('--scheme sips needs --sip tls:…: such addresses are for TLS');
  const media = oneOf('media', values.media ?? 'direct', MEDIA);
  if (media === 'anchored' && calls !== 'b2bua') {
    throw new Error('--media anchored needs --calls b2bua: a proxy is not in the way of the sound');
  }
  if (values.srtp !== undefined && dialect === 'dtmf') {
    throw new Error('--srtp needs another --dialect than dtmf: the pool does not decrypt the keys that are pressed');
  }
  return {
    pool: poolName(required('pool', values.pool)),
    sip,
    http: whole('http', required('http', values.http), 0, 65_535),
    tls: sip.transport === 'tls' ? tlsFiles(env) : undefined,
    peer,
    orbits: orbitRange(required('orbits', values.orbits)),
    domain: values.domain ?? 'park.example',
    scheme,
    password: values.password ?? env[PASSWORD_VARIABLE],
    digest: oneOf('digest', values.digest ?? 'both', DIGESTS),
    dialect,
    calls,
    media,
    srtp: values.srtp === undefined ? undefined : oneOf('srtp', values.srtp, SRTP_MODES),
    floating: floatingPlace(values['floating-host'], values.pool, sip, peer),
    shared: values['shared-address'] === undefined ? undefined : sipPlace('shared-address', values['shared-address']),
    retrieve: oneOf('retrieve', values.retrieve ?? (calls === 'b2bua' ? 'join' : 'redirect'), RETRIEVALS),
    pickupTimeout: whole('pickup-timeout', values['pickup-timeout'] ?? '90000', 1, 3_600_000),
    pickupAttempts: whole('pickup-attempts', values['pickup-attempts'] ?? '1', 1, 10),
    timeoutTarget: values['timeout-target'],
    ring: whole('ring', values.ring ?? '10000', 1, 180_000),
    music: values.music === undefined ? undefined : musicFrom(values.music),
    sessionExpires:
      values['session-expires'] === undefined
        ? undefined
        : whole('session-expires', values['session-expires'], 1, 86_400),
    defect: defect(values.defect),
    variation: values.variation === undefined ? undefined : oneOf('variation', values.variation, VARIATION_NAMES),
  };
}

/** Where the peer's administration is. */
export function peerAdmin({ sip, http }: NonNullable<Settings['peer']>): HttpPlace {
  return { host: sip.host, port: http };
}

function required(option: string, value: string | undefined): string {
  if (value === undefined) throw new Error(`--${option} is missing`);
  return value;
}

function poolName(value: string): PoolName {
  if (value !== 'primary' && value !== 'backup') throw new Error(`--pool must be primary or backup, got '${value}'`);
  return value;
}

function oneOf<const Value>(option: string, value: string, choices: Readonly<Record<string, Value>>): Value {
  const chosen = Object.hasOwn(choices, value) ? choices[value] : undefined;
  if (chosen === undefined) throw new Error(`--${option} must be ${listed(Object.keys(choices))}, got '${value}'`);
  return chosen;
}

function listed(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function peerOf(sip: string | undefined, http: string | undefined): Settings['peer'] {
  if (sip === undefined && http === undefined) return undefined;
  return {
    sip: sipPlace('peer-sip', required('peer-sip', sip)),
    http: whole('peer-http', required('peer-http', http), 1, 65_535),
  };
}

function tlsFiles(env: NodeJS.ProcessEnv): TlsFiles {
  const { [CERTIFICATE_VARIABLE]: certificate, [KEY_VARIABLE]: key } = env;
  if (certificate !== undefined && key !== undefined) return { certificate, key };
  throw new Error(
    `--sip tls:… needs ${CERTIFICATE_VARIABLE} and ${KEY_VARIABLE}, the PEM files of its certificate and key`,
  );
}

/** Both pools name it alike: it has the port of the primary. */
function floatingPlace(
  host: string | undefined,
  pool: string | undefined,
  sip: SipPlace,
  peer: Settings['peer'],
): SipPlace | undefined {
  if (host === undefined) return undefined;
  const { transport, port } = pool === 'primary' || peer === undefined ? sip : peer.sip;
  return sipPlace('floating-host', `${transport}:${hostPort(host, port)}`);
}

function sipPlace(option: string, value: string): SipPlace {
  const [, transport, host = '', port = ''] = /^(udp|tcp|tls):([\d.]+|\[[\da-f:.]+\]):(\d+)$/i.exec(value) ?? [];
  const address = numericHost(host);
  if ((transport !== 'udp' && transport !== 'tcp' && transport !== 'tls') || address === undefined)
    throw new Error(`--${option} must be like udp:127.0.0.1:5060 or udp:[::1]:5060, got '${value}'`);
  return { transport, host: address, port: whole(option, port, 0, 65_535) };
}

function orbitRange(value: string): OrbitRange {
  const range = parseOrbitRange(value);
  if (range === undefined) throw new Error(`--orbits must be like 100-199 and hold at most 10000, got '${value}'`);
  return range;
}

function whole(option: string, value: string, least: number, most: number): number {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= least && number <= most)) {
    throw new Error(`--${option} must be a whole number from ${least} to ${most}, got '${value}'`);
  }
  return number;
}

/** A number is a tone; anything else is the path of a recording. */
function musicFrom(value: string): number | string {
  if (/^-?[0-9.]+$/.test(value)) return tone(value);
  const recording = readRecording(value);
  if (typeof recording === 'string') throw new Error(`--music cannot be played: ${value}: ${recording}`);
  return value;
}

/** Multiples of 50 Hz are told apart exactly in 20 ms of sound; above 3400 Hz a telephone hears nothing. */
function tone(value: string): number {
  const hz = whole('music', value, 50, 3_400);
  if (hz % 50 !== 0) throw new Error(`--music must be a multiple of 50 Hz, got '${value}'`);
  return hz;
}

/** An empty id is none, so that a command line can be written once for both. */
function defect(id: string | undefined): Defect | undefined {
  if (id === undefined || id === '') return undefined;
  const found = defectOf(id);
  if (found === undefined)
    throw new Error(`--defect must be one of ${DEFECTS.map((one) => one.id).join(', ')}, got '${id}'`);
  return found;
}
