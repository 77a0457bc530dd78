/** The kinds of stress that a soak puts runs under. */
import { type Impairment, parseImpairment } from '../../src/network/impairment.ts';

export interface Profile {
  readonly name: string;
  readonly impairment: Impairment | undefined;
  /** Processors kept busy beside the run. */
  readonly busy: number;
}

export const PROFILES: readonly Profile[] = [
  { name: 'clean', impairment: undefined, busy: 0 },
  { name: 'busy', impairment: undefined, busy: 2 },
  { name: 'loss-1', impairment: impairment('loss=1%'), busy: 0 },
  { name: 'loss-5', impairment: impairment('loss=5%'), busy: 0 },
  { name: 'jitter-30', impairment: impairment('jitter=30ms'), busy: 0 },
  { name: 'mixed', impairment: impairment('loss=1%,jitter=30ms,duplicate=1%,reorder=1%'), busy: 0 },
];

/** Throws RangeError, with what is wrong, for text that `parseImpairment` refuses. */
export function impairment(text: string): Impairment {
  const reading = parseImpairment(text);
  if (reading.ok) return reading.value;
  throw new RangeError(`\`${reading.part}\` ${reading.message}: ${reading.hint}`);
}
