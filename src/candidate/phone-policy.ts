/** What the phones do by themselves when their pool is gone, and when it is back. */
import type { PoolName } from '../suite/cell.ts';

/** When a phone registers at the pool that serves the users: as soon as it can, or when it is in no call. */
export const MOVES = ['at-once', 'after-calls'] as const;
type Move = (typeof MOVES)[number];

/** Whom a phone asks that stays with a primary that is gone: nobody but that, or the backup, without registering there. */
export const INVITES = ['home', 'backup'] as const;
type Invite = (typeof INVITES)[number];

/** With how many pools a phone is registered: the one that serves it, or both at once, by a line at each. */
export const REGISTERS = ['one', 'both'] as const;
type Register = (typeof REGISTERS)[number];
/** How phones key SRTP: in the session description (RFC 4568). */
export const SRTP = ['sdes'] as const;
export type Srtp = (typeof SRTP)[number];

export interface PhoneProfile {
  /** The shortest session interval (RFC 4028) that a phone grants, in ms. */
  readonly minSessionExpires?: number | undefined;
  /** To the backup. */
  readonly move?: Move | undefined;
  /** To the primary; as `move` where it is left out. */
  readonly return?: Move | undefined;
  readonly invite?: Invite | undefined;
  readonly register?: Register | undefined;
  /** All that they know: a domain, whose DNS records lead to the pools, or to the edge. */
  readonly locate?: string | undefined;
  /** Phones speak SRTP alone; RTP alone, where it is left out. */
  readonly srtp?: Srtp | undefined;
}

/** A rule of the file that a phone acts by: `move: after-calls`. */
export type PhoneRule = `${'move' | 'return'}: ${Move}` | `invite: ${Invite}` | 'register: both';

type Candidate = { readonly phones?: PhoneProfile };

/** The rule that keeps a phone which is in a call from registering at a pool; undefined where none does. */
export function staysBy({ phones = {} }: Candidate, pool: PoolName): PhoneRule | undefined {
  const { move = 'at-once', return: back = move } = phones;
  const [key, value] = pool === 'backup' ? (['move', move] as const) : (['return', back] as const);
  return value === 'after-calls' ? `${key}: ${value}` : undefined;
}

/** Whether each phone keeps a registration at both pools. */
export function hasBothLines({ phones = {} }: Candidate): boolean {
  return phones.register === 'both';
}

/**
 * Whether a cell has one more phone, of a party that it does not name, which shows that a phase is reached: where others stay in their
 * calls, or are registered there since before the outage, their registrations show nothing.
 */
export function needsWitness(candidate: Candidate): boolean {
  return anyStay(candidate) || hasBothLines(candidate);
}

/** Whether any phone may stay where it is when the others move: then only a phone without calls shows that a phase is reached. */
function anyStay(candidate: Candidate): boolean {
  return staysBy(candidate, 'backup') !== undefined || staysBy(candidate, 'primary') !== undefined;
}

/** Whether a phone that stays with a primary which is gone asks the backup for its calls. */
export function asksBackup({ phones = {} }: Candidate): boolean {
  return phones.invite === 'backup';
}
