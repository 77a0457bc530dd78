import type { Outage } from '../../src/candidate/candidate.ts';
import type { Network } from '../../src/drive/bad-network.ts';
import type { CellEnd } from '../../src/engine/order.ts';

/** One cell to be run and judged by the engine. */
export interface Job {
  /** Identifies the job in its result. */
  readonly key: string;
  readonly cell: string;
  readonly defect: string | undefined;
  /** The candidate file; the reference server's own without it. */
  readonly candidate?: string | undefined;
  /** How the primary goes away, instead of the candidate's own way. */
  readonly outage?: Outage | undefined;
  /** The bad network that the phones are behind. */
  readonly network?: Network | undefined;
  /** Where the history goes; made when missing. */
  readonly directory: string;
}

export interface JobResult extends CellEnd {
  readonly key: string;
}
