/** 10 ms of sound as the signatures see it: each of their tones, beside the power of all. */
import { SAMPLE_RATE } from '../frame.ts';
import { meanSquare } from '../goertzel.ts';
import { SYMBOL_TONES } from './alphabet.ts';

export const BLOCK_SAMPLES = 80;

/** Below about -51 dB of full scale nobody speaks: line noise, comfort noise, an idle mixer. */
const FLOOR = 90 ** 2 / 2;
/** The weaker one of two parties in a mix is at least this part of what is heard: 9 dB below the other. */
const SHARE = 0.1;

/** The arrays have a value for each tone of `SYMBOL_TONES`, in their order. */
export interface Spectrum {
  /** Mean square of all samples. */
  readonly total: number;
  /** Mean square that each tone contributes. */
  readonly powers: ArrayLike<number>;
  /** Of each tone at the first sample, in turns. */
  readonly phases: ArrayLike<number>;
  /** Bit n is set where tone n is there. */
  readonly present: number;
}

export function spectrumOf(block: ArrayLike<number>): Spectrum {
  const total = meanSquare(block);
  if (total < FLOOR) return { total, powers: NOTHING, phases: NOTHING, present: 0 };
  const powers = new Float64Array(SYMBOL_TONES.length);
  const phases = new Float64Array(SYMBOL_TONES.length);
  let present = 0;
  WAVES.forEach(({ cosine, sine }, tone) => {
    let real = 0;
    let imaginary = 0;
    for (let n = 0; n < BLOCK_SAMPLES; n += 1) {
      const sample = block[n] ?? 0;
      real += sample * (cosine[n] ?? 0);
      imaginary -= sample * (sine[n] ?? 0);
    }
    const power = (2 * (real * real + imaginary * imaginary)) / BLOCK_SAMPLES ** 2;
    powers[tone] = power;
    phases[tone] = Math.atan2(imaginary, real) / (2 * Math.PI);
    if (power >= SHARE * total) present |= 1 << tone;
  });
  return { total, powers, phases, present };
}

/**
 * How far a tone is off its frequency, in Hz, by its phases in two blocks of which one follows the other. Unambiguous
 * within 50 Hz.
 */
export function offTune(earlier: Spectrum, later: Spectrum, tone: number): number {
  const expected = ((SYMBOL_TONES[tone] ?? 0) * BLOCK_SAMPLES) / SAMPLE_RATE;
  const turns = (later.phases[tone] ?? 0) - (earlier.phases[tone] ?? 0) - expected;
  return ((turns - Math.round(turns)) * SAMPLE_RATE) / BLOCK_SAMPLES;
}

const NOTHING = new Float64Array(SYMBOL_TONES.length);

const WAVES = SYMBOL_TONES.map((hz) => {
  const angle = (n: number): number => (2 * Math.PI * hz * n) / SAMPLE_RATE;
  return {
    cosine: Float64Array.from({ length: BLOCK_SAMPLES }, (_, n) => Math.cos(angle(n))),
    sine: Float64Array.from({ length: BLOCK_SAMPLES }, (_, n) => Math.sin(angle(n))),
  };
});
