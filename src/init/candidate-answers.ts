/** What a new candidate file is made from. */
import type { Runtime } from '../candidate/candidate.ts';
import type { PoolName } from '../suite/cell.ts';
import type { DialectProposal } from './dialect-proposals.ts';

export interface Answers {
  readonly name: string;
  readonly runtime: Runtime;
  /** `udp:10.0.0.1:5060` of a system that runs; `udp:auto` and `udp:5060` of one that is started. */
  readonly pools: Readonly<Record<PoolName, string>>;
  /** With `process`: the program and its arguments. */
  readonly command?: readonly string[];
  /** With `docker`. */
  readonly image?: string;
  /** With `remote`: the address of this machine that the pools reach; undefined where it is not known. */
  readonly local?: string | undefined;
  readonly orbits: Readonly<Record<PoolName, string>>;
  readonly dialect: DialectProposal;
  /** What the system was asked, and what it answered, a line each. */
  readonly seen: readonly string[];
  /** The path of the schema from the folder of the file. */
  readonly schema: string;
}

/** The range after another one, of the same size: `700-719` → `720-739`. Undefined for what is no range. */
export function rangeAfter(orbits: string): string | undefined {
  const [, first = '', last = ''] = /^([1-9]\d{0,7})-([1-9]\d{0,7})$/.exec(orbits) ?? [];
  const size = Number(last) - Number(first);
  return first === '' || size < 0 ? undefined : `${Number(last) + 1}-${Number(last) + 1 + size}`;
}
