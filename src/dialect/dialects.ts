/** The dialects that there are: how to park and retrieve on the wire, and how to read that out of a history. */
import type { Candidate, Dialect } from '../candidate/candidate.ts';
import type { ParkDialect } from './dialect.ts';
import type { ReadDialect } from './reading.ts';
import { readRfc5359 } from './rfc5359/read.ts';

interface DialectEntry {
  readonly read: ReadDialect;
  /** Loaded when phones are to be asked: whoever only reads needs nothing of it. */
  readonly ask: () => Promise<ParkDialect>;
}

const DIALECTS: Readonly<Record<Dialect, DialectEntry>> = {
  rfc5359: { read: readRfc5359, ask: async () => (await import('./rfc5359/ask.ts')).rfc5359 },
};

/** How parking is read out of a history of the candidate. */
export function readerOf({ dialect }: Pick<Candidate, 'dialect'>): ReadDialect {
  return DIALECTS[dialect].read;
}

/** How the candidate parks and retrieves on the wire. */
export function dialectOf({ dialect }: Pick<Candidate, 'dialect'>): Promise<ParkDialect> {
  return DIALECTS[dialect].ask();
}
