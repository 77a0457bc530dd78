/**
 * The signature of a party: a tone that hops every 40 ms among seven frequencies, in an order that belongs to the party.
 * docs/who-is-heard.md has the reasoning and the figures.
 */
import { FRAME_SAMPLES, SAMPLE_RATE } from '../frame.ts';

/**
 * In Hz. Each fills 40 ms with whole cycles, so that one symbol follows another without a jump of phase. They lie at
 * least 200 Hz apart, which 10 ms of sound tell apart, and off the tones of ITU-T E.180, Q.23 and V.25. Their order is
 * mixed, so that no signature climbs or falls like a sweep.
 */
export const SYMBOL_TONES = [575, 1525, 1075, 1925, 800, 1725, 1275] as const;

const SYMBOL_FRAMES = 2;
export const SYMBOL_SAMPLES = SYMBOL_FRAMES * FRAME_SAMPLES;
/** After so many 20 ms frames a signature begins anew. */
const PERIOD_FRAMES = SYMBOL_TONES.length * SYMBOL_FRAMES;

/**
 * Symbol `n` of a signature is the tone `slope · n` modulo 7. Two different slopes meet in exactly one symbol of seven,
 * however they are shifted against each other; so does a steady tone with each of them.
 */
export type Slope = 1 | 2 | 3 | 4 | 5 | 6;
export const SLOPES: readonly Slope[] = [1, 2, 3, 4, 5, 6];

/** The index in `SYMBOL_TONES` of symbol `n`. */
export function toneAt(slope: Slope, n: number): number {
  return (slope * n) % SYMBOL_TONES.length;
}

/** One period as linear samples of the given peak. */
export function signatureSamples(slope: Slope, amplitude: number): Float64Array {
  return Float64Array.from({ length: PERIOD_FRAMES * FRAME_SAMPLES }, (_, at) => {
    const hz = SYMBOL_TONES[toneAt(slope, Math.floor(at / SYMBOL_SAMPLES))] ?? 0;
    return amplitude * Math.sin((2 * Math.PI * hz * (at % SYMBOL_SAMPLES)) / SAMPLE_RATE);
  });
}
