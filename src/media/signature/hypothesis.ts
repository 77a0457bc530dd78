/** A signature that began at one moment, and the blocks of the last 160 ms that bear it out. */
import { SLOPES, type Slope, SYMBOL_SAMPLES, SYMBOL_TONES, toneAt } from './alphabet.ts';
import { BLOCK_SAMPLES } from './spectrum.ts';

const SYMBOL_BLOCKS = SYMBOL_SAMPLES / BLOCK_SAMPLES;
/** After so many blocks a signature begins anew. */
export const PERIOD = SYMBOL_TONES.length * SYMBOL_BLOCKS;
/** In blocks of 10 ms: four symbols, and the bits of a word of `Record`. */
export const WINDOW = 16;

export interface Hypothesis {
  readonly slope: Slope;
  /** The tone of each block of a period, as an index in `SYMBOL_TONES`. */
  readonly tones: Uint8Array;
}

/** Each signature with each shift of 10 ms: the shifts of one are views of its period, which is there twice. */
export const HYPOTHESES: readonly Hypothesis[] = SLOPES.flatMap((slope) => {
  const twice = Uint8Array.from({ length: 2 * PERIOD }, (_, at) =>
    toneAt(slope, Math.floor((at % PERIOD) / SYMBOL_BLOCKS)),
  );
  return Array.from({ length: PERIOD }, (_, shift) => ({ slope, tones: twice.subarray(shift, shift + PERIOD) }));
});

export function toneOf({ tones }: Hypothesis, at: number): number {
  return tones[at % PERIOD] ?? 0;
}

/** Of each block of a period the tone that each hypothesis expects. */
const EXPECTED = Array.from({ length: PERIOD }, (_, at) => Uint8Array.from(HYPOTHESES, ({ tones }) => tones[at] ?? 0));

/** Of each hypothesis the blocks of the window that bore it out, as bits; bit 0 is the latest block. */
export class Record {
  readonly words = new Uint16Array(HYPOTHESES.length);

  /** `present` has a bit for each tone that is in block `at`. */
  note(at: number, present: number): void {
    const expected = EXPECTED[at % PERIOD] ?? NONE;
    for (let index = 0; index < this.words.length; index += 1) {
      const bit = (present >> (expected[index] ?? 0)) & 1;
      this.words[index] = ((this.words[index] ?? 0) << 1) | bit;
    }
  }
}

const NONE = new Uint8Array();
