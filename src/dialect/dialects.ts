/** How a candidate parks and retrieves on the wire, and how that is read out of a history. */
import type { Candidate } from '../candidate/candidate.ts';
import type { Beside } from '../history/event.ts';
import type { ParkDialect } from './dialect.ts';
import { readDialect } from './read/read-dialect.ts';
import type { DialectReader } from './reading.ts';

/** How parking is read out of a history of the candidate. */
export function readerOf({ dialect }: Pick<Candidate, 'dialect'>, beside?: Beside): DialectReader {
  return readDialect(dialect, beside);
}

/** How the candidate parks and retrieves on the wire; loaded when phones are to be asked, since reading needs nothing of it. */
export async function dialectOf({ dialect }: Pick<Candidate, 'dialect'>): Promise<ParkDialect> {
  const { askDialect } = await import('./ask/ask-dialect.ts');
  return askDialect(dialect);
}
