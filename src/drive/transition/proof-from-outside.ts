/** Proofs of a phase that need no phone: what the pools show, and what they tell when they are asked. */
import type { TransitionProof } from '../../candidate/candidate.ts';
import type { Member } from '../../candidate/member.ts';
import { execWithin } from '../../fault/exec.ts';
import type { FaultWatch } from '../../fault/fault-watch.ts';
import { orderText } from '../../candidate/http-order.ts';
import { request } from '../../fault/http.ts';
import { poll } from '../../poll.ts';
import { type Members, memberOf } from '../../runtime/pool.ts';
import { type Presence, probe, probeUntil } from '../../runtime/prober.ts';

export type OutsideProof = Exclude<TransitionProof, { readonly kind: 'registered' | 'header' }>;

export interface Outside {
  readonly pools: Members;
  readonly faultWatch: FaultWatch;
  /** How long a pool must be silent before that is believed, in ms. */
  readonly silence: number;
  readonly signal: AbortSignal;
}

export function needsNoPhone(proof: TransitionProof): proof is OutsideProof {
  return proof.kind !== 'registered' && proof.kind !== 'header';
}

/** Undefined when the proof came within `within` ms; else what was missing. */
export async function proveFromOutside(
  outside: Outside,
  proof: OutsideProof,
  within: number,
): Promise<string | undefined> {
  const { pools, faultWatch, signal } = outside;
  switch (proof.kind) {
    case 'answers':
      return presence(outside, proof.pool, ['answers'], within);
    case 'silent':
      // The fault was proven by its silence a moment ago, and it is asked again and again since.
      if (faultWatch.guards(proof.pool)) return undefined;
      return presence(outside, proof.pool, ['silent', 'refused'], within);
    case 'exited': {
      // A pool that was paused instead of killed is as gone as `--outage pause` can make it.
      const { state } = memberOf(pools, proof.pool);
      return state !== 'running' ? undefined : `the process of ${proof.pool} is still ${state}`;
    }
    case 'exec':
      return poll(signal, within, (left) => execs(outside, proof, left));
    case 'http':
      return poll(signal, within, (left) => shows(outside, proof, left));
  }
}

async function execs(
  { pools, signal }: Outside,
  { pool, command }: Extract<OutsideProof, { kind: 'exec' }>,
  within: number,
): Promise<string | undefined> {
  const result = await execWithin(memberOf(pools, pool), command, within, signal);
  const what = `${command.join(' ')} in ${pool}`;
  if (result === 'late') return `${what} has not ended within ${Math.round(within)} ms`;
  const { code, output } = result;
  if (code === 0) return undefined;
  const how = code === undefined ? 'could not be run' : `ends with exit code ${code}`;
  return `${what} ${how}: ${output.trim().slice(0, 200)}`;
}

async function shows(
  { pools, signal, ...rest }: Outside,
  proof: Extract<OutsideProof, { kind: 'http' }>,
  within: number,
): Promise<string | undefined> {
  const order = { ...proof, method: 'GET' } as const;
  const reply = await request({ pools, signal, ...rest }, order, within);
  if (reply.ok && reply.body.includes(proof.contains)) return undefined;
  return `${orderText(order)} does not show "${proof.contains}": ${reply.text}`;
}

async function presence(
  { pools, silence, signal }: Outside,
  name: Member,
  wanted: readonly Presence[],
  within: number,
): Promise<string | undefined> {
  const { address } = memberOf(pools, name);
  // Silence needs a full wait to be believed; an answer is believed at once.
  const seen = wanted.includes('answers')
    ? await probeUntil(address, wanted, within, signal)
    : await probe(address, Math.min(within, silence));
  return wanted.includes(seen)
    ? undefined
    : `${name} ${seen === 'answers' ? 'still answers' : 'does not answer'} OPTIONS`;
}
