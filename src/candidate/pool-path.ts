import { POOLS, type PoolName } from '../suite/cell.ts';

/** `backup/failover/complete`: the pool, and the path below the root of its administration. */
export function splitPoolPath(text: string): { readonly pool: PoolName; readonly path: string } {
  const slash = text.indexOf('/');
  const pool = POOLS.find((name) => name === text.slice(0, slash));
  return { pool: pool ?? 'primary', path: text.slice(slash + 1) };
}
