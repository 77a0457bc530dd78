import { POOLS } from '../suite/cell.ts';
import type { CandidateSource } from './candidate-schema.ts';

/** What the file must say before a fact of a pool, such as `primary.http`, has a value. */
export function lackOfPool(
  name: string,
  { pools, runtime }: Pick<CandidateSource, 'pools'> & { readonly runtime?: CandidateSource['runtime'] | undefined },
): string | undefined {
  if (runtime === 'remote' && name.endsWith('.pid')) {
    return 'the pools of `runtime: remote` are no processes of parkspec';
  }
  const pool = POOLS.find((each) => name.startsWith(`${each}.http`));
  if (pool === undefined || pools[pool].http !== undefined) return undefined;
  return `add \`http: auto\` or its port to pools.${pool}`;
}
