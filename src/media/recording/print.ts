/**
 * The acoustic print of sound at 8 kHz: 16 bits for each frame of 20 ms. A bit tells whether a band is louder than the two
 * beside it. Codecs, levels, lost packets and small faults of a clock change few of them.
 */
import { FRAME_SAMPLES, SAMPLE_RATE } from '../frame.ts';
import { powerSpectrum, WINDOW } from './power-spectrum.ts';

export const BITS = 16;

/** In Hz: what every telephone carries. Each band is as many times as wide as the one below it. */
const [LOWEST, HIGHEST] = [280, 3_000];
const EDGES = Array.from({ length: BITS + 3 }, (_, n) =>
  Math.round(((LOWEST * (HIGHEST / LOWEST) ** (n / (BITS + 2))) / SAMPLE_RATE) * WINDOW),
);
const BANDS = EDGES.slice(1).map((to, n) => [EDGES[n] ?? to, to] as const);

/** Prints of sound that comes frame by frame. */
export class Printer {
  readonly #recent = new Float64Array(WINDOW);

  push(frame: ArrayLike<number>): number {
    this.#recent.copyWithin(0, FRAME_SAMPLES);
    this.#recent.set(frame, WINDOW - FRAME_SAMPLES);
    const spectrum = powerSpectrum(this.#recent);
    const levels = BANDS.map(([from, to]) => Math.log(sumOf(spectrum, from, to) + 1));
    let bits = 0;
    for (let n = 0; n < BITS; n += 1) {
      const beside = ((levels[n] ?? 0) + (levels[n + 2] ?? 0)) / 2;
      if ((levels[n + 1] ?? 0) > beside) bits |= 1 << n;
    }
    return bits;
  }
}

/** The prints of a recording, one for each whole frame. */
export function printsOf(samples: Float64Array): Uint16Array {
  const printer = new Printer();
  return Uint16Array.from({ length: Math.floor(samples.length / FRAME_SAMPLES) }, (_, n) =>
    printer.push(samples.subarray(n * FRAME_SAMPLES, (n + 1) * FRAME_SAMPLES)),
  );
}

function sumOf(spectrum: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let bin = from; bin < Math.max(to, from + 1); bin += 1) sum += spectrum[bin] ?? 0;
  return sum;
}
