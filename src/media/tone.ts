import { FRAME_SAMPLES, SAMPLE_RATE } from './frame.ts';

/** Frequencies that are multiples of this fill a frame with whole cycles, so they are orthogonal to one another in it. */
const STEP_HZ = SAMPLE_RATE / FRAME_SAMPLES;

/**
 * 20 ms of a sine as linear samples of the given peak. Because it holds whole cycles, the same frame again and again is
 * one tone of continuous phase. Throws RangeError unless `hz` is a multiple of 50 between 50 and 3950.
 */
export function sine(hz: number, amplitude: number): Float64Array {
  if (!isToneFrequency(hz)) throw new RangeError(`A tone must be a multiple of 50 Hz from 50 to 3950, got ${hz}`);
  return Float64Array.from(
    { length: FRAME_SAMPLES },
    (_, n) => amplitude * Math.sin((2 * Math.PI * hz * n) / SAMPLE_RATE),
  );
}

function isToneFrequency(hz: number): boolean {
  return Number.isInteger(hz / STEP_HZ) && hz > 0 && hz < SAMPLE_RATE / 2;
}
