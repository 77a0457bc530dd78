import { randomInt } from 'node:crypto';
import { FRAME_MS, FRAME_SAMPLES } from './frame.ts';
import { type CodecName, type Format, PLAIN } from '../audio-format.ts';
import { type Encode, encoderOf } from './codec.ts';
import { type DigitFrame, digitFrames } from './digit-frames.ts';
import { formatRtp } from './rtp.ts';
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
  readonly #samples: Float64Array;
  readonly #ssrc = randomInt(2 ** 32);
  /** In the lower half, so that a peer of SRTP that misses the first packets still counts as we do (RFC 3711 section 3.3.1). */
  #sequence = randomInt(2 ** 15);
  #timestamp = randomInt(2 ** 32);
  #due: number | undefined;
  #codec: CodecName = PLAIN.codec;
  #encode: Encode = encoderOf(PLAIN.codec);
  #pressing: Pressing | undefined;
  /** Of the event that is being sent. */
  #eventTimestamp = 0;
  /** How many frames of the sound are over, those left out included. */
  #at = 0;

  /** Throws RangeError for a frequency that does not fit into frames, see `sine`. */
  constructor(sound: Sound) {
    this.#samples = samplesOf(sound);
  }

  /** The packets that are due at `now`, none or one as a rule. The first after a silence carries the marker. */
  due(now: number, format: Format = PLAIN): readonly Uint8Array[] {
    const marker = this.#due === undefined;
    const due = this.#due ?? now;
    const late = Math.floor((now - due) / FRAME_MS) + 1;
    if (late <= 0) return [];
    this.#skip(Math.max(0, late - CATCH_UP));
    const packets = Array.from({ length: Math.min(late, CATCH_UP) }, (_, n) => this.#next(format, marker && n === 0));
    this.#due = due + late * FRAME_MS;
    return packets;
  }

  /** Falls silent; the next packet starts a new talkspurt at once. Digits that are being sent are given up. */
  pause(): void {
    this.#due = undefined;
    this.#pressed(false);
  }

  /**
   * Sends digits in the place of the sound, from the next packet on. `onLast` is called as the last of them begins. False
   * when they were not all sent. Throws RangeError for what is no key.
   */
  press(digits: string, payloadType: number, onLast: () => void): Promise<boolean> {
    const frames = [...digitFrames(digits)];
    if (this.#pressing !== undefined) return Promise.resolve(false);
    return new Promise((done) => {
      this.#pressing = { frames, payloadType, onLast, done };
    });
  }

  #next({ codec, payloadType }: Format, marker: boolean): Uint8Array {
    const digit = this.#digit();
    if (digit?.begins === true) this.#eventTimestamp = this.#timestamp;
    const content =
      digit === undefined
        ? { payloadType, marker, timestamp: this.#timestamp, payload: this.#encoder(codec)(this.#frame()) }
        : {
            payloadType: digit.payloadType,
            marker: digit.begins,
            timestamp: this.#eventTimestamp,
            payload: digit.payload,
          };
    const packet = formatRtp({ ...content, sequence: this.#sequence, ssrc: this.#ssrc });
    this.#at += 1;
    this.#sequence = (this.#sequence + 1) % 2 ** 16;
    this.#timestamp = (this.#timestamp + FRAME_SAMPLES) % 2 ** 32;
    return packet;
  }

  #digit(): (DigitFrame & { readonly payloadType: number }) | undefined {
    const pressing = this.#pressing;
    if (pressing === undefined) return undefined;
    const frame = pressing.frames.shift();
    if (frame?.last === true) pressing.onLast();
    if (pressing.frames.length === 0) this.#pressed(true);
    return frame && { ...frame, payloadType: pressing.payloadType };
  }

  #pressed(all: boolean): void {
    this.#pressing?.done(all);
    this.#pressing = undefined;
  }

  #encoder(codec: CodecName): Encode {
    if (this.#codec !== codec) [this.#codec, this.#encode] = [codec, encoderOf(codec)];
    return this.#encode;
  }

  #frame(): Float64Array {
    const frames = Math.floor(this.#samples.length / FRAME_SAMPLES);
    const from = (this.#at % frames) * FRAME_SAMPLES;
    return this.#samples.subarray(from, from + FRAME_SAMPLES);
  }

  #skip(frames: number): void {
    this.#at += frames;
    this.#timestamp = (this.#timestamp + frames * FRAME_SAMPLES) % 2 ** 32;
  }
}

/** Digits that are being sent. */
interface Pressing {
  readonly frames: Array<DigitFrame | undefined>;
  readonly payloadType: number;
  readonly onLast: () => void;
  readonly done: (all: boolean) => void;
}

/** One period of a sound, in whole frames but for what a recording has beyond its last. */
function samplesOf(sound: Sound): Float64Array {
  switch (sound.kind) {
    case 'tone':
      return sine(sound.hz, AMPLITUDE);
    case 'signature':
      return signatureSamples(sound.slope, AMPLITUDE);
    case 'recording':
      return sound.recording.samples;
  }
}
