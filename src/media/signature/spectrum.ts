/** 10 ms of sound as the signatures see it: the power of each of their tones beside the power of all. */
import { meanSquare, tonePower } from '../goertzel.ts';
import { SYMBOL_TONES } from './alphabet.ts';

export const BLOCK_SAMPLES = 80;

/** Below about -51 dB of full scale nobody speaks: line noise, comfort noise, an idle mixer. */
const FLOOR = 90 ** 2 / 2;
/** The weaker one of two parties in a mix is at least this part of what is heard: 9 dB below the other. */
const SHARE = 0.1;

export interface Spectrum {
  /** Mean square of all samples. */
  readonly total: number;
  /** Of the tones of `SYMBOL_TONES`, in their order. */
  readonly powers: readonly number[];
  /** Bit n is set where tone n is there. */
  readonly present: number;
}

export function spectrumOf(block: ArrayLike<number>): Spectrum {
  const total = meanSquare(block);
  if (total < FLOOR) return { total, powers: QUIET, present: 0 };
  const powers = SYMBOL_TONES.map((hz) => tonePower(block, hz));
  const present = powers.reduce((bits, power, n) => (power >= SHARE * total ? bits | (1 << n) : bits), 0);
  return { total, powers, present };
}

const QUIET: readonly number[] = SYMBOL_TONES.map(() => 0);
