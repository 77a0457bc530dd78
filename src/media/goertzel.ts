import { SAMPLE_RATE } from './frame.ts';

/**
 * Mean square that a sine of `hz` contributes to the samples: amplitude² / 2, exact when the samples hold whole cycles
 * of it. Comparable with `meanSquare` of the same samples.
 */
export function tonePower(samples: ArrayLike<number>, hz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / SAMPLE_RATE);
  let last = 0;
  let beforeLast = 0;
  for (let n = 0; n < samples.length; n++) {
    const next = (samples[n] ?? 0) + coefficient * last - beforeLast;
    beforeLast = last;
    last = next;
  }
  const magnitudeSquared = last * last + beforeLast * beforeLast - coefficient * last * beforeLast;
  return (2 * magnitudeSquared) / (samples.length * samples.length);
}

export function meanSquare(samples: ArrayLike<number>): number {
  let sum = 0;
  for (let n = 0; n < samples.length; n++) sum += (samples[n] ?? 0) ** 2;
  return sum / samples.length;
}
