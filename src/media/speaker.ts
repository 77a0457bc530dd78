import { randomInt } from 'node:crypto';
import { FRAME_MS, FRAME_SAMPLES } from './frame.ts';
import { encodePcmu } from './pcmu.ts';
import { formatRtp, PCMU } from './rtp.ts';
import { signatureSamples } from './signature/alphabet.ts';
import { sine } from './tone.ts';
import type { Sound } from './voices.ts';

/** After a stall at most this many frames are sent at once; older ones would only arrive as a burst. */
const CATCH_UP = 4;

/** About -12 dB below full scale: two voices fit into one frame without clipping. */
const AMPLITUDE = 8000;

/** Makes the packets of one sound on a fixed 20 ms schedule. Pure but for its random SSRC and start values. */
export class Speaker {
  /** One period of the sound. */
  readonly #frames: readonly Uint8Array[];
  readonly #ssrc = randomInt(2 ** 32);
  #sequence = randomInt(2 ** 16);
  #timestamp = randomInt(2 ** 32);
  #due: number | undefined;
  /** How many frames of the sound are over, those left out included. */
  #at = 0;

  /** Throws RangeError for a frequency that does not fit into frames, see `sine`. */
  constructor(sound: Sound) {
    this.#frames = framesOf(sound);
  }

  /** The packets that are due at `now`, none or one as a rule. The first after a silence carries the marker. */
  due(now: number, payloadType: number = PCMU): readonly Uint8Array[] {
    const marker = this.#due === undefined;
    const due = this.#due ?? now;
    const late = Math.floor((now - due) / FRAME_MS) + 1;
    if (late <= 0) return [];
    this.#skip(Math.max(0, late - CATCH_UP));
    const packets = Array.from({ length: Math.min(late, CATCH_UP) }, (_, n) =>
      this.#next(payloadType, marker && n === 0),
    );
    this.#due = due + late * FRAME_MS;
    return packets;
  }

  /** Falls silent; the next packet starts a new talkspurt at once. */
  pause(): void {
    this.#due = undefined;
  }

  #next(payloadType: number, marker: boolean): Uint8Array {
    const packet = formatRtp({
      payloadType,
      marker,
      sequence: this.#sequence,
      timestamp: this.#timestamp,
      ssrc: this.#ssrc,
      payload: this.#frames[this.#at % this.#frames.length] ?? SILENCE,
    });
    this.#at += 1;
    this.#sequence = (this.#sequence + 1) % 2 ** 16;
    this.#timestamp = (this.#timestamp + FRAME_SAMPLES) % 2 ** 32;
    return packet;
  }

  #skip(frames: number): void {
    this.#at += frames;
    this.#timestamp = (this.#timestamp + frames * FRAME_SAMPLES) % 2 ** 32;
  }
}

const SILENCE = encodePcmu(new Float64Array(FRAME_SAMPLES));

function framesOf(sound: Sound): readonly Uint8Array[] {
  const samples = sound.kind === 'tone' ? sine(sound.hz, AMPLITUDE) : signatureSamples(sound.slope, AMPLITUDE);
  return Array.from({ length: samples.length / FRAME_SAMPLES }, (_, n) =>
    encodePcmu(samples.subarray(n * FRAME_SAMPLES, (n + 1) * FRAME_SAMPLES)),
  );
}
