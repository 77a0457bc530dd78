import { isMode, type Mode, type Service } from './mode.ts';
import { type OrbitRange, parseOrbitRange } from './orbit-numbers.ts';
import type { ParkPolicy } from './settings.ts';

/** The answer to `GET /status`. Tests and the harness read the first half of it, the peer the second. */
export interface PoolStatus {
  readonly pool: string;
  readonly mode: Mode;
  readonly service: Service;
  /** Users with a binding here. */
  readonly registered: readonly string[];
  /** Orbits with a call. */
  readonly parked: readonly string[];
  /** Calls of two parties to which the pool is the other end of both. */
  readonly calls: number;
  readonly peer: 'alive' | 'dead';
  readonly orbits: string;
  readonly nextOrbit: number;
  /** The peer's `nextOrbit` as last seen: its memory for when it restarts. */
  readonly peerNextOrbit: number | null;
  /** How calls are parked here. */
  readonly policy: PolicyStatus;
}

interface PolicyStatus {
  /** In ms, as is `ring`. */
  readonly pickupTimeout: number;
  readonly pickupAttempts: number;
  readonly timeoutTarget: string | null;
  readonly ring: number;
  /** In Hz, or the path of a recording; null is silence. */
  readonly music: number | string | null;
}

/** As much of the peer's status as a pool makes use of. */
export interface PeerStatus {
  readonly mode: Mode;
  readonly orbits: OrbitRange | undefined;
  readonly nextOrbit: number | undefined;
  /** This pool's `nextOrbit` when the peer last saw it. */
  readonly remembersUsAt: number | undefined;
  readonly policy: ParkPolicy | undefined;
}

/** Undefined when the text is no status of a pool. */
export function parsePeerStatus(text: string): PeerStatus | undefined {
  const fields = parseObject(text);
  if (fields === undefined || !isMode(fields['mode'])) return undefined;
  return {
    mode: fields['mode'],
    orbits: typeof fields['orbits'] === 'string' ? parseOrbitRange(fields['orbits']) : undefined,
    nextOrbit: wholeNumber(fields['nextOrbit']),
    remembersUsAt: wholeNumber(fields['peerNextOrbit']),
    policy: parsePolicy(fields['policy']),
  };
}

function parsePolicy(value: unknown): ParkPolicy | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields: Record<string, unknown> = { ...value };
  const [pickupTimeout, pickupAttempts, ring] = ['pickupTimeout', 'pickupAttempts', 'ring'].map((name) =>
    wholeNumber(fields[name]),
  );
  if (pickupTimeout === undefined || pickupAttempts === undefined || ring === undefined) return undefined;
  const target = fields['timeoutTarget'];
  const timeoutTarget = typeof target === 'string' ? target : undefined;
  return { pickupTimeout, pickupAttempts, ring, timeoutTarget, music: musicIn(fields['music']) };
}

function musicIn(value: unknown): number | string | undefined {
  return typeof value === 'string' ? value : wholeNumber(value);
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function wholeNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}
