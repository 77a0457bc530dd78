import { POOLS } from '../suite/cell.ts';
import type { CandidateSource } from './candidate-schema.ts';

/** What the file must say before a fact of a pool, such as `primary.http`, has a value. */
export function lackOfPool(name: string, pools: CandidateSource['pools']): string | undefined {
  const pool = POOLS.find((each) => name.startsWith(`${each}.http`));
  if (pool === undefined || pools[pool].http !== undefined) return undefined;
  return `add \`http: auto\` or its port to pools.${pool}`;
}
