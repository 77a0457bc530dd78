/** A pool that was asked for its orbits has answered, and what it said is not known. */
import type { Lookup } from '../../dialect/reading.ts';
import { type Finding, inconclusive } from '../finding.ts';
import { WORDS } from '../sentences/field-words.ts';

/** Undefined where its answer could be read, and where none came. */
export function unreadLookup({ action, orbit, pool, unread }: Lookup): Finding | undefined {
  if (unread === undefined) return undefined;
  const place = orbit === undefined ? WORDS.orbitsOf(pool) : WORDS.orbitOf(orbit, pool);
  const answered = { deed: WORDS.lookupOf(action.by ?? WORDS.thePhone, place), why: unread.reason };
  return inconclusive('answer-unreadable', answered, { evidence: [unread.n] });
}
