import { FRAME_SAMPLES } from './frame.ts';
import { recognise } from './recognise.ts';
import type { KnownVoice } from './voices.ts';

/** Somebody begins to be heard after this many frames in a row of one source: a broken frame sounds like anybody. */
const FRAMES_TO_START = 2;
/** Somebody is no longer heard after this long without a frame. */
const STOP_AFTER_MS = 120;
/** Sources that are followed at a time; one more makes the oldest forgotten. */
export const SOURCES = 8;

export interface VoiceChange {
  readonly event: 'starts' | 'stops';
  readonly voice: string;
  /** When its first (`starts`) or last (`stops`) frame arrived. */
  readonly at: number;
  /** `stops`: as in VoiceSample. */
  readonly gapMs?: number;
}

export interface VoiceSample {
  readonly voice: string;
  /** When its last frame arrived. */
  readonly at: number;
  /**
   * Longest time between two of its frames, or since the last one, that ended after the previous sample. A gap that
   * spans a sample counts whole, so that none hides by being cut in two.
   */
  readonly gapMs: number;
}

interface Source {
  /** The frames in a row in which each voice was, up to the latest. */
  readonly run: ReadonlyMap<string, number>;
  /** Samples of a packet that is not yet 20 ms. */
  readonly carry: readonly number[];
  readonly lastAt: number;
}

interface Heard {
  readonly active: boolean;
  readonly lastAt: number;
  readonly longestGap: number;
}

/**
 * Tells by 20 ms frames who is heard. It has no clock and no socket: the owner feeds it frames and the passing of time,
 * in ms of any one clock.
 */
export class Ear {
  readonly #voices: readonly KnownVoice[];
  readonly #onCrowd: () => void;
  readonly #sources = new Map<number, Source>();
  readonly #heard = new Map<string, Heard>();

  /** `onCrowd` is called when a source is forgotten that was still sending. */
  constructor(voices: readonly KnownVoice[], onCrowd: () => void = () => {}) {
    this.#voices = voices;
    this.#onCrowd = onCrowd;
  }

  /**
   * Takes the samples of one packet; `frames` has the voices of each 20 ms that became complete with it. Nobody stops by
   * this, not even when the packet comes late: only the owner knows whether it was sent late or read late.
   */
  hear(
    samples: ArrayLike<number>,
    at: number,
    ssrc: number,
  ): { readonly frames: ReadonlyArray<readonly string[]>; readonly changes: readonly VoiceChange[] } {
    const changes: VoiceChange[] = [];
    let source = this.#source(ssrc, at);
    const { whole, rest } = cut(source.carry, samples);
    const frames: Array<readonly string[]> = [];
    for (const frame of whole) {
      const voices = recognise(frame, this.#voices);
      const run = new Map(voices.map((voice) => [voice, (source.run.get(voice) ?? 0) + 1]));
      for (const [voice, length] of run) changes.push(...this.#note(voice, length, at, source.lastAt));
      source = { run, carry: [], lastAt: at };
      frames.push(voices);
    }
    this.#remember(ssrc, { ...source, carry: rest });
    return { frames, changes };
  }

  /** Lets time pass: a voice that was not heard for 120 ms has stopped. */
  pass(now: number): readonly VoiceChange[] {
    const silent = [...this.#heard].filter(([, heard]) => heard.active && now - heard.lastAt >= STOP_AFTER_MS);
    return silent.map(([voice, heard]) => this.#stop(voice, heard));
  }

  /** Stops everybody at once, for a leg that is over. */
  close(): readonly VoiceChange[] {
    const active = [...this.#heard].filter(([, heard]) => heard.active);
    return active.map(([voice, heard]) => this.#stop(voice, heard));
  }

  hearing(): readonly string[] {
    return [...this.#heard].filter(([, heard]) => heard.active).map(([voice]) => voice);
  }

  /** One sample for each voice that is heard now; the longest gaps of all voices start anew. */
  sample(now: number): readonly VoiceSample[] {
    const samples: VoiceSample[] = [];
    for (const [voice, heard] of this.#heard) {
      if (heard.active) {
        samples.push({ voice, at: heard.lastAt, gapMs: Math.max(heard.longestGap, now - heard.lastAt) });
      }
      this.#heard.set(voice, { ...heard, longestGap: 0 });
    }
    return samples;
  }

  /** A source that paused begins anew: frames far apart are not in a row. */
  #source(ssrc: number, at: number): Source {
    const known = this.#sources.get(ssrc);
    return known !== undefined && at - known.lastAt < STOP_AFTER_MS ? known : { run: new Map(), carry: [], lastAt: at };
  }

  #note(voice: string, length: number, at: number, before: number): readonly VoiceChange[] {
    const heard = this.#heard.get(voice);
    if (heard?.active !== true && length < FRAMES_TO_START) return [];
    // The first frame of a start arrived one packet earlier; until the second it was nobody.
    const first = heard?.active === true ? at : before;
    const gap = heard === undefined ? 0 : first - heard.lastAt;
    const longestGap = Math.max(heard?.longestGap ?? 0, gap, at - first);
    this.#heard.set(voice, { active: true, lastAt: at, longestGap });
    return heard?.active === true ? [] : [{ event: 'starts', voice, at: first }];
  }

  #stop(voice: string, heard: Heard): VoiceChange {
    this.#heard.set(voice, { ...heard, active: false });
    return { event: 'stops', voice, at: heard.lastAt, gapMs: heard.longestGap };
  }

  #remember(ssrc: number, source: Source): void {
    this.#sources.delete(ssrc);
    this.#sources.set(ssrc, source);
    if (this.#sources.size <= SOURCES) return;
    const [oldest] = this.#sources;
    if (oldest === undefined) return;
    this.#sources.delete(oldest[0]);
    if (source.lastAt - oldest[1].lastAt < STOP_AFTER_MS) this.#onCrowd();
  }
}

function cut(
  carry: readonly number[],
  samples: ArrayLike<number>,
): { whole: Array<ArrayLike<number>>; rest: number[] } {
  // Nearly every packet is one frame.
  if (carry.length === 0 && samples.length === FRAME_SAMPLES) return { whole: [samples], rest: [] };
  const rest = [...carry, ...Array.from(samples)];
  const whole: number[][] = [];
  while (rest.length >= FRAME_SAMPLES) whole.push(rest.splice(0, FRAME_SAMPLES));
  return { whole, rest };
}
