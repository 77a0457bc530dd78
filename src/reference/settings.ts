import { readRecording } from '../media/recording/recording.ts';
import { parseArgs } from 'node:util';
import { DEFECTS, defectOf } from './defects/catalogue.ts';
import type { Defect } from './defects/defect-table.ts';
import type { PoolName } from './mode.ts';
import type { HttpPlace } from './http-client.ts';
import { type OrbitRange, parseOrbitRange } from './orbit-numbers.ts';

interface SipPlace {
  readonly transport: 'udp' | 'tcp';
  readonly host: string;
  readonly port: number;
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
  /** Port of the administration, at the address of `sip`; 0 lets the kernel choose, as for `sip`. */
  readonly http: number;
  readonly peer: { readonly sip: SipPlace; readonly http: number } | undefined;
  readonly orbits: OrbitRange;
  readonly domain: string;
  /** The password of every user; undefined: REGISTER is accepted without. */
  readonly password: string | undefined;
  /** The defect that the pool has on purpose; undefined: none. */
  readonly defect: Defect | undefined;
}

export const USAGE = `usage: main.js --pool primary|backup --sip udp:127.0.0.1:PORT --http PORT --orbits FIRST-LAST
  [--peer-sip udp:127.0.0.1:PORT --peer-http PORT] [--domain park.example] [--password SECRET]
  [--pickup-timeout MS] [--pickup-attempts 1..10] [--timeout-target USER] [--ring MS] [--music HZ|FILE]
  [--defect ID]`;

export type ParsedSettings =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problem: string };

/** Reads the command line. The defaults for Call Park are those of Lync: 90 s, one attempt, no target. */
export function parseSettings(args: readonly string[]): ParsedSettings {
  try {
    return { ok: true, settings: readSettings(args) };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

const text = { type: 'string' } as const;

function readSettings(args: readonly string[]): Settings {
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
      password: text,
      'pickup-timeout': text,
      'pickup-attempts': text,
      'timeout-target': text,
      ring: text,
      music: text,
      defect: text,
    },
  });
  return {
    pool: poolName(required('pool', values.pool)),
    sip: sipPlace('sip', required('sip', values.sip)),
    http: whole('http', required('http', values.http), 0, 65_535),
    peer: peerOf(values['peer-sip'], values['peer-http']),
    orbits: orbitRange(required('orbits', values.orbits)),
    domain: values.domain ?? 'park.example',
    password: values.password,
    pickupTimeout: whole('pickup-timeout', values['pickup-timeout'] ?? '90000', 1, 3_600_000),
    pickupAttempts: whole('pickup-attempts', values['pickup-attempts'] ?? '1', 1, 10),
    timeoutTarget: values['timeout-target'],
    ring: whole('ring', values.ring ?? '10000', 1, 180_000),
    music: values.music === undefined ? undefined : musicFrom(values.music),
    defect: defect(values.defect),
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

function peerOf(sip: string | undefined, http: string | undefined): Settings['peer'] {
  if (sip === undefined && http === undefined) return undefined;
  return {
    sip: sipPlace('peer-sip', required('peer-sip', sip)),
    http: whole('peer-http', required('peer-http', http), 1, 65_535),
  };
}

function sipPlace(option: string, value: string): SipPlace {
  const found = /^(udp|tcp):([\d.]+):(\d+)$/.exec(value);
  if (found === null) throw new Error(`--${option} must be like udp:127.0.0.1:5060, got '${value}'`);
  return {
    transport: found[1] === 'tcp' ? 'tcp' : 'udp',
    host: found[2] ?? '',
    port: whole(option, found[3] ?? '', 0, 65_535),
  };
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
