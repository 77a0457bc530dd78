/** Tells from 20 ms frames of one source who is heard in each. It has no clock. */
import { meanSquare, tonePower } from './goertzel.ts';
import type { Slope } from './signature/alphabet.ts';
import { SignatureDetector } from './signature/detector.ts';
import { BLOCK_SAMPLES } from './signature/spectrum.ts';
import { type KnownVoice, OTHER } from './voices.ts';

/** Below about -45 dB of full scale a sound is none: line noise, comfort noise, an idle mixer. */
const FLOOR = 180 ** 2 / 2;
/** A steady tone in a mix is at least this part of what is heard; quantising a loud tone leaves far less elsewhere. */
const SHARE = 0.05;
/** A steady tone counts where all known voices together are this part of what is heard. */
const KNOWN = 0.7;
/** What no known voice explains must be this part to be a sound of its own: clipping and companding leave a little. */
const REMAINDER = 0.15;
/** Frames in a row that make a steady tone: more than a symbol of a signature lasts. */
const TONE_FRAMES = 4;
/** Frames in a row that make another sound: a signature is learnt in less. */
const OTHER_FRAMES = 10;

export interface Frame {
  readonly voices: readonly FrameVoice[];
  /** Something is heard, be it known or not. */
  readonly loud: boolean;
}

export interface FrameVoice {
  readonly name: string;
  /** How many frames ago it began, as far as that shows; at most ten. */
  readonly since: number;
}

interface Part extends FrameVoice {
  /** Mean square that it contributes to the frame. */
  readonly power: number;
}

export class Recogniser {
  readonly #parties: ReadonlyMap<Slope, string>;
  readonly #tones: ReadonlyArray<{ readonly name: string; readonly hz: number }>;
  readonly #detector = new SignatureDetector();
  /** The frames in a row in which each steady sound was, up to the latest. */
  #runs: ReadonlyMap<string, number> = new Map();

  constructor(voices: readonly KnownVoice[]) {
    this.#parties = new Map(
      voices.flatMap(({ name, sound }) => (sound.kind === 'signature' ? [[sound.slope, name] as const] : [])),
    );
    this.#tones = voices.flatMap(({ name, sound }) => (sound.kind === 'tone' ? [{ name, hz: sound.hz }] : []));
  }

  /** @param isActive whether a voice was heard of late, from this source or another one */
  hear(samples: ArrayLike<number>, isActive: (name: string) => boolean): Frame {
    const total = meanSquare(samples);
    const parties = this.#partiesIn(samples, isActive);
    const known = sumOf(parties);
    const tones = total < FLOOR ? [] : this.#tonesIn(samples, total, known);
    const rest = total - known - sumOf(tones);
    const others = rest >= FLOOR && rest >= REMAINDER * total ? [OTHER] : [];
    const before = this.#runs;
    this.#runs = new Map(
      [...tones.map(({ name }) => name), ...others].map((name) => [name, (before.get(name) ?? 0) + 1]),
    );
    const steady = [...this.#runs].filter(([name, run]) => run >= (name === OTHER ? OTHER_FRAMES : TONE_FRAMES));
    return {
      voices: [...parties, ...steady.map(([name, run]) => ({ name, since: Math.min(run, OTHER_FRAMES) - 1 }))],
      loud: total >= FLOOR || parties.length > 0,
    };
  }

  /** Steps over what was lost, in samples: the signatures have gone on meanwhile. */
  skip(samples: number): void {
    this.#detector.skip(Math.round(samples / BLOCK_SAMPLES));
  }

  #partiesIn(samples: ArrayLike<number>, isActive: (name: string) => boolean): readonly Part[] {
    if (this.#parties.size === 0) return [];
    const active = new Set([...this.#parties].flatMap(([slope, name]) => (isActive(name) ? [slope] : [])));
    const parts = new Map<string, Part>();
    const blocks = Math.floor(samples.length / BLOCK_SAMPLES);
    for (let block = 0; block < blocks; block += 1) {
      const from = block * BLOCK_SAMPLES;
      const later = blocks - 1 - block;
      for (const { slope, since, power } of this.#detector.push(slice(samples, from, from + BLOCK_SAMPLES), active)) {
        const name = this.#parties.get(slope);
        if (name === undefined) continue;
        const frames = Math.floor((since + later) / blocks);
        parts.set(name, { name, since: frames, power: (parts.get(name)?.power ?? 0) + power / blocks });
      }
    }
    return [...parts.values()];
  }

  #tonesIn(samples: ArrayLike<number>, total: number, known: number): ReadonlyArray<Omit<Part, 'since'>> {
    const tones = this.#tones
      .map(({ name, hz }) => ({ name, power: tonePower(samples, hz) }))
      .filter(({ power }) => power >= FLOOR && power >= SHARE * total);
    return known + sumOf(tones) >= KNOWN * total ? tones : [];
  }
}

function sumOf(parts: ReadonlyArray<{ readonly power: number }>): number {
  return parts.reduce((sum, { power }) => sum + power, 0);
}

function slice(samples: ArrayLike<number>, from: number, to: number): ArrayLike<number> {
  return samples instanceof Float64Array ? samples.subarray(from, to) : Array.prototype.slice.call(samples, from, to);
}
