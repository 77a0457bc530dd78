/** What shows that a pool is away, or back: what is seen of it from outside, never what anybody says. */
import type { Pool } from '../runtime/pool.ts';
import { type Presence, probe, probeUntil } from '../runtime/prober.ts';
import { pace } from '../pace.ts';
import type { FaultBench } from './fault-bench.ts';
import { LIFE, type Underway } from './fault.ts';
import { whoElse } from './who-else.ts';

/** What was seen instead. */
type Unproven = { readonly missing: string };

/** How long a pool may take to answer that is waited for to fall silent, in ms; and how long until it is asked again. */
const ATTEMPT = 250;
const PACE = 20;

/** It answers no more; and where the runtime itself took it away, its state shows that too. `refuses`: nobody listens. */
export async function proveAway(
  bench: Pick<FaultBench, 'silence' | 'signal'>,
  { pool, own, within }: Underway,
): Promise<{ readonly proof: string; readonly refuses: boolean } | Unproven> {
  const { presence, fell } = await silenceOf(bench, pool, own ? 0 : within);
  const life = LIFE[await pool.look()];
  if (presence === 'answers') {
    const though = life === undefined ? '' : ` though ${life}`;
    const how = fell ? 'fell silent, but answers OPTIONS again' : `still answers OPTIONS${though}`;
    return { missing: `${pool.name} ${how}${whoElse(pool)}` };
  }
  if (own && life === undefined) return { missing: `${pool.name} still runs${whoElse(pool)}` };
  const seen = `OPTIONS is ${presence === 'refused' ? 'refused by the kernel' : 'not answered'}`;
  return { proof: life === undefined ? seen : `${life}; ${seen}`, refuses: presence === 'refused' };
}

/**
 * Looks for a silence that lasts. A hook may be done before that which it has set going is: the silence may begin up to
 * `within` ms later. `fell`: the pool was silent, and then was not.
 */
async function silenceOf(
  { silence, signal }: Pick<FaultBench, 'silence' | 'signal'>,
  { address }: Pool,
  within: number,
): Promise<{ readonly presence: Presence; readonly fell: boolean }> {
  const deadline = performance.now() + within;
  let presence = await probeUntil(address, ['refused'], silence, signal);
  let fell = false;
  while (presence === 'answers' && performance.now() < deadline && !signal.aborted) {
    await pace(PACE, signal);
    if ((await probe(address, ATTEMPT)) === 'answers') continue;
    fell = true;
    presence = await probeUntil(address, ['refused'], silence, signal);
  }
  return { presence, fell };
}

/** It answers again. */
export async function proveBack(
  { signal }: Pick<FaultBench, 'signal'>,
  { pool, kind, within }: Underway,
): Promise<{ readonly proof: string } | Unproven> {
  const presence = await probeUntil(pool.address, ['answers'], within, signal);
  await pool.look();
  if (presence !== 'answers') return { missing: `${pool.name} does not answer OPTIONS after its ${kind}` };
  return { proof: kind === 'start' ? `${pool.name} is up` : `${pool.name} answers OPTIONS` };
}
