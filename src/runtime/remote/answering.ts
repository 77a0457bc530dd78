/** Whether a pool answers that parkspec has not started. */
import { addressText, type Members, type Pool, type StartResult } from '../pool.ts';
import { probeUntil } from '../prober.ts';

/** Waits until it answers OPTIONS, for `within` ms at most; does nothing to it. */
export async function answering(
  pool: Pick<Pool, 'name' | 'address'>,
  within: number,
  signal: AbortSignal,
): Promise<StartResult> {
  const presence = await probeUntil(pool.address, ['answers'], within, signal);
  if (presence === 'answers') return { kind: 'up' };
  const how = presence === 'refused' ? 'nobody listens there' : 'no answer came';
  const advice = `is it up, is that its address, and does a firewall let OPTIONS through?`;
  const why = `the ${pool.name} did not answer OPTIONS at ${addressText(pool.address)} within ${Math.round(within)} ms (${how}); ${advice}`;
  return { kind: 'down', why };
}

/** The pools first, and then the edge in front of them, which may take its time to find them. */
export async function allAnswering(
  { primary, backup, edge }: Members,
  within: number,
  signal: AbortSignal,
): Promise<StartResult> {
  const pools = await Promise.all([primary, backup].map((pool) => answering(pool, within, signal)));
  const down = pools.find(({ kind }) => kind === 'down');
  return down ?? (edge === undefined ? { kind: 'up' } : answering(edge, within, signal));
}
