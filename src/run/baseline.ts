/** A baseline: the failures of a candidate that its owners know of, so that a pipeline can ask for new ones only. Pure. */
import type { Verdict } from '../judge/verdict.ts';
import type { Position } from '../suite/cell.ts';

export interface KnownFailure {
  /** Id of the check, for example DR-12/park-refused. */
  readonly check: string;
  /** Why the failure is put up with for now, in the owners' words. */
  readonly reason: string;
  /** Where the failure is dealt with: a link, or a number in a tracker. */
  readonly issue?: string;
  /** The last day on which the failure is excused, `2027-01-31`, in UTC. */
  readonly until?: string;
  /** The entry's place in its file. */
  readonly at: Position;
}

export interface Baseline {
  readonly file: string;
  readonly entries: readonly KnownFailure[];
}

/**
 * What an entry means for its check: `known` excuses the failure; `expired` would have, until its day came; `stale` says
 * that there is no such failure any more, so that the entry has to go.
 */
export interface BaselineMatch {
  readonly kind: 'known' | 'expired' | 'stale';
  readonly entry: KnownFailure;
}

/**
 * Holds a check's verdict against its entry; `day` is the day of the run as `2027-01-31`. Nothing where the verdict is
 * open: an entry excuses a failure, and neither trouble of the bench nor a situation that did not come about.
 */
export function matchEntry(entry: KnownFailure, verdict: Verdict, day: string): BaselineMatch | undefined {
  switch (verdict) {
    case 'pass':
    case 'not-applicable':
      return { kind: 'stale', entry };
    case 'fail':
      return { kind: entry.until !== undefined && entry.until < day ? 'expired' : 'known', entry };
    case 'error':
    case 'inconclusive':
      return undefined;
  }
}
