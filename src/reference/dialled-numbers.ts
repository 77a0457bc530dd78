import type { ReferenceDialect } from './settings.ts';

/** The number of the lot: a transfer there parks, and the pool chooses the orbit. */
const LOT = '700';
/** Codes before the number of an orbit, as BroadWorks has them. */
const PARK_CODE = '*68';
const RETRIEVE_CODE = '*88';
const WITH_CODES: readonly ReferenceDialect[] = ['feature-code', 'attended'];

/** A number of the park service. */
export type Dialled =
  /** The number of an orbit, or the code that retrieves from it. */
  | { readonly kind: 'orbit'; readonly orbit: number; readonly coded: boolean }
  /** The code that parks the party that the caller has on hold. */
  | { readonly kind: 'park-code'; readonly orbit: number }
  | { readonly kind: 'lot' };

/** Undefined for the name of a user. */
export function dialledNumber(user: string, dialect: ReferenceDialect): Dialled | undefined {
  if (dialect === 'lot' && user === LOT) return { kind: 'lot' };
  const code = WITH_CODES.includes(dialect) ? /^\*\d\d/.exec(user)?.[0] : undefined;
  const number = code === undefined ? user : user.slice(code.length);
  if (!/^[1-9]\d{0,8}$/.test(number)) return undefined;
  const orbit = Number(number);
  if (code === undefined || code === RETRIEVE_CODE) return { kind: 'orbit', orbit, coded: code !== undefined };
  return code === PARK_CODE && dialect === 'feature-code' ? { kind: 'park-code', orbit } : undefined;
}
