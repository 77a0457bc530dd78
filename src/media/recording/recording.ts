/** A recording that a pool plays as music on hold: it can be played, and found again in what is heard. */
import { whyUnreadable } from '../../file-fault.ts';
import { LARGEST_INPUT, readInputFile } from '../../input-file.ts';
import { SAMPLE_RATE } from '../frame.ts';
import { printsOf } from './print.ts';
import { readWave } from './wave.ts';

/** In seconds: less is found in too much, more takes too long to look for. */
const [SHORTEST, LONGEST] = [2, 120];

export class Recording {
  /** Linear 16-bit samples at 8 kHz. */
  readonly samples: Float64Array;
  readonly prints: Uint16Array;

  constructor(samples: Float64Array) {
    this.samples = samples;
    this.prints = printsOf(samples);
  }
}

const known = new Map<string, Recording>();

/**
 * Reads a WAVE file, once in a process. Returns why it cannot be used as text: no such file, no WAVE file of 16-bit linear
 * samples in one channel at 8 kHz, shorter than 2 s or longer than 120 s.
 */
export function readRecording(file: string): Recording | string {
  const before = known.get(file);
  if (before !== undefined) return before;
  try {
    const wave = readWave(readInputFile(file, LARGEST_INPUT.recording));
    if (typeof wave === 'string') return wave;
    const { rate, samples } = wave;
    if (rate !== SAMPLE_RATE) return `it has ${rate} samples a second, and must have ${SAMPLE_RATE}`;
    const seconds = samples.length / SAMPLE_RATE;
    if (seconds < SHORTEST || seconds > LONGEST) {
      return `it lasts ${seconds.toFixed(1)} s, and must last ${SHORTEST} s to ${LONGEST} s`;
    }
    const recording = new Recording(samples);
    known.set(file, recording);
    return recording;
  } catch (cause) {
    return whyUnreadable(cause);
  }
}
