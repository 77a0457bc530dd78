/** A bad network around the phones of a cell, and the patience that the driver needs with it. */
import type { Candidate, Transition } from '../candidate/candidate.ts';
import { manualOrders } from '../candidate/manual-order.ts';
import type { BadNetwork } from '../history/event.ts';
import { formatImpairment, type Impairment, parseImpairment } from '../network/impairment.ts';
import { patienceFor } from '../network/patience.ts';

export interface Network {
  readonly impairment: Impairment;
  readonly seed: number;
}

/** Waits in vain that a cell may come to on such a network without being given up. */
const WAITS = 8;

/** As the history keeps it. */
export function recorded({ impairment, seed }: Network): BadNetwork {
  return { impairment: formatImpairment(impairment), seed, patience: patienceFor(impairment) };
}

/** From what a plan keeps. Throws RangeError for an impairment that cannot be read. */
export function networkFrom({ impairment, seed }: BadNetwork): Network {
  const reading = parseImpairment(impairment);
  if (!reading.ok) throw new RangeError(`\`${reading.part}\` ${reading.message}`);
  return { impairment: reading.value, seed };
}

/** How long a pair that runs already may take to be fresh, in ms: each hook its time, and then as long as the file says. */
function timeToBeFresh(reset: Candidate['reset']): number {
  if (reset === undefined) return 0;
  const hooks = reset.actions.filter(({ kind }) => kind !== 'manual');
  return hooks.reduce((sum, { within = reset.within }) => sum + within, reset.within);
}

/** The hard deadline of a cell, in ms. What an operator may take is not the candidate's. */
export function cellDeadline(
  candidate: Pick<Candidate, 'bounds' | 'reset' | 'transitions'>,
  network: Network | undefined,
): number {
  const { bounds, reset } = candidate;
  const operator = manualOrders(candidate).reduce((sum, { within }) => sum + within, 0);
  const patience = network === undefined ? 0 : WAITS * patienceFor(network.impairment);
  return bounds.cell + timeToBeFresh(reset) + operator + patience;
}

/**
 * The candidate as the driver waits for it: every wait is longer by the network's patience. The judge goes by the bounds
 * of the profile itself.
 */
export function waitedFor(candidate: Candidate, network: Network | undefined): Candidate {
  if (network === undefined) return candidate;
  const more = patienceFor(network.impairment);
  const { park, disconnect, setup, probe } = candidate.bounds;
  const bounds = { ...candidate.bounds, park: park + more, disconnect: disconnect + more };
  const { outage, failover, failback, restored, ...rest } = candidate.transitions;
  const longer = (transition: Transition): Transition => ({ ...transition, within: transition.within + more });
  return {
    ...candidate,
    bounds: { ...bounds, setup: setup + more, probe: probe + more },
    transitions: {
      outage: longer(outage),
      failover: longer(failover),
      'failed-over': longer(rest['failed-over']),
      failback: longer(failback),
      restored: longer(restored),
    },
  };
}
