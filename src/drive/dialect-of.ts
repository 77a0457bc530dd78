import type { Candidate } from '../candidate/candidate.ts';
import type { ParkDialect } from '../dialect/dialect.ts';
import { rfc5359 } from '../dialect/rfc5359/ask.ts';

/** How the candidate parks and retrieves on the wire. */
export function dialectOf(candidate: Candidate): ParkDialect {
  switch (candidate.dialect) {
    case 'rfc5359':
      return rfc5359;
  }
}
