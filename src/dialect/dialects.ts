/** The dialects that there are: how to park and retrieve on the wire, and how to read that out of a history. */
import type { Candidate, Dialect } from '../candidate/candidate.ts';
import type { ParkDialect } from './dialect.ts';
import type { DialectReader } from './reading.ts';
import { rfc5359Reader } from './rfc5359/read.ts';

interface DialectEntry {
  readonly reader: DialectReader;
  /** Loaded when phones are to be asked: reading needs nothing of it. */
  readonly ask: () => Promise<ParkDialect>;
}

const DIALECTS: Readonly<Record<Dialect, DialectEntry>> = {
  rfc5359: { reader: rfc5359Reader, ask: async () => (await import('./rfc5359/ask.ts')).rfc5359 },
};

/** How parking is read out of a history of the candidate. */
export function readerOf({ dialect }: Pick<Candidate, 'dialect'>): DialectReader {
  return DIALECTS[dialect].reader;
}

/** How the candidate parks and retrieves on the wire. */
export function dialectOf({ dialect }: Pick<Candidate, 'dialect'>): Promise<ParkDialect> {
  return DIALECTS[dialect].ask();
}
