/** What a test and the process of its bench tell each other. */
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
}

export type Ask =
  | { readonly kind: 'open'; readonly opening: Opening }
  /** As a spec has it: `{ park: { call: 'A', by: 'bob' } }`. */
  | { readonly kind: 'step'; readonly step: object }
  | { readonly kind: 'reach'; readonly phase: string }
  | { readonly kind: 'close' };

export type Asked = Ask & { readonly n: number };

export type Answer =
  | { readonly n: number; readonly ok: true; readonly verdict?: BenchVerdict; readonly report?: BenchReport }
  | { readonly n: number; readonly ok: false; readonly why: string };
