/** What a test and the process of its bench tell each other. */
import type { Making, Statement } from '../runtime/docker/handed-container.ts';
import type { PoolName } from '../suite/cell.ts';
import type { BenchReport, BenchVerdict } from './bench-api.ts';

export interface Opening {
  /** The text of a candidate file, and its absolute path: what it names is looked for beside it. */
  readonly source: string;
  readonly file: string;
  readonly name: string;
  /** Where the history goes; an absolute path. */
  readonly directory: string;
  readonly phones?: 'native' | 'sipp' | undefined;
  readonly outage?: 'kill' | 'stop' | 'pause' | 'disconnect' | undefined;
  /** In ms. */
  readonly within: number;
  /** What is stated of the containers that the test hands over. */
  readonly containers?: Readonly<Record<PoolName, Statement>> | undefined;
}

export type Ask =
  | { readonly kind: 'open'; readonly opening: Opening }
  /** As a spec has it: `{ park: { call: 'A', by: 'bob' } }`. */
  | { readonly kind: 'step'; readonly step: object }
  | { readonly kind: 'reach'; readonly phase: string }
  | { readonly kind: 'close' };

export type Asked = Ask & { readonly n: number };

/** What the process of a bench asks of its test: to make one of the containers, or to start it. */
export type Request = { readonly pool: PoolName } & ({ readonly make: Making } | { readonly make?: undefined });
export type Requested = { readonly request: Request; readonly m: number };

/** What came of it; `why` where it failed. */
export interface Reply {
  readonly kind: 'reply';
  readonly m: number;
  readonly why?: string | undefined;
}

export type Answer =
  | { readonly n: number; readonly ok: true; readonly verdict?: BenchVerdict; readonly report?: BenchReport }
  | { readonly n: number; readonly ok: false; readonly why: string };
