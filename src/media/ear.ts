import { FRAME_SAMPLES } from './frame.ts';
import { type Played, Playout, type TimedPacket } from './playout.ts';
import { type Frame, Recogniser } from './recognise.ts';
import type { KnownVoice } from './voices.ts';
import type { HeardFrame } from './waiters.ts';

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

/** A packet of sound as it arrived. */
export interface Packet extends TimedPacket {
  readonly ssrc: number;
}

interface Source {
  readonly recogniser: Recogniser;
  readonly playout: Playout<Packet>;
  /** Samples of a packet that is not yet 20 ms. */
  readonly carry: readonly number[];
  /** When its last frames arrived, the latest first. */
  readonly arrivals: readonly number[];
  readonly lastAt: number;
}

/** Frames whose arrival is remembered, so that a voice is dated by its first. */
const ARRIVALS = 12;

interface Heard {
  readonly active: boolean;
  /** The source that it was heard from last. */
  readonly ssrc: number;
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
   * Takes one packet; `frames` has each 20 ms that became complete with it. Packets are heard in the order in which they were
   * sent. Nobody stops by this, not even when the packet comes late: only the owner knows whether it was sent late or read
   * late.
   */
  hear(packet: Packet): { readonly frames: readonly HeardFrame[]; readonly changes: readonly VoiceChange[] } {
    const { at, ssrc } = packet;
    let source = this.#source(packet);
    const frames: HeardFrame[] = [];
    const changes: VoiceChange[] = [];
    for (const played of source.playout.push(packet)) {
      const heard = this.#play(source, played);
      source = heard.source;
      frames.push(...heard.frames);
      changes.push(...heard.changes);
    }
    this.#remember(ssrc, { ...source, lastAt: at });
    return { frames, changes };
  }

  #play(
    source: Source,
    { packet: { samples, at, ssrc }, lost }: Played<Packet>,
  ): { readonly source: Source; readonly frames: readonly HeardFrame[]; readonly changes: readonly VoiceChange[] } {
    const { recogniser } = source;
    if (lost > 0) recogniser.skip(lost + source.carry.length);
    const { whole, rest } = cut(lost > 0 ? [] : source.carry, samples);
    const arrivals = [...whole.map(() => at), ...source.arrivals].slice(0, ARRIVALS);
    const heard = whole.map((frame) => recogniser.hear(frame, (name) => this.#heard.get(name)?.active === true));
    return {
      source: { ...source, carry: rest, arrivals },
      frames: heard.map(({ voices, loud }) => ({ voices: voices.map(({ name }) => name), loud })),
      changes: heard.flatMap((frame, index) => this.#note(frame, arrivals.slice(whole.length - 1 - index), ssrc)),
    };
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
        // Packets that are kept back are taken to go on as those before them; once played, they count as they are.
        const kept = this.#sources.get(heard.ssrc)?.playout.keptBack ?? { from: heard.lastAt, to: heard.lastAt };
        const gaps = [heard.longestGap, kept.from - heard.lastAt, now - kept.to];
        samples.push({ voice, at: kept.to, gapMs: Math.max(...gaps) });
      }
      this.#heard.set(voice, { ...heard, longestGap: 0 });
    }
    return samples;
  }

  /** A source that paused begins anew: frames far apart are not in a row. */
  #source({ ssrc, at }: Packet): Source {
    const known = this.#sources.get(ssrc);
    if (known !== undefined && at - known.lastAt < STOP_AFTER_MS) return known;
    const recogniser = new Recogniser(this.#voices);
    return { recogniser, playout: new Playout(), carry: [], arrivals: [], lastAt: at };
  }

  /** @param arrivals of this frame and of those before it, the latest first */
  #note({ voices }: Frame, arrivals: readonly number[], ssrc: number): readonly VoiceChange[] {
    return voices.flatMap(({ name, since }) => {
      const [at = 0] = arrivals;
      const heard = this.#heard.get(name);
      // A voice is known some frames after its first one.
      const first = heard?.active === true ? at : (arrivals[Math.min(since, arrivals.length - 1)] ?? at);
      const gap = heard === undefined ? 0 : first - heard.lastAt;
      this.#heard.set(name, { active: true, ssrc, lastAt: at, longestGap: Math.max(heard?.longestGap ?? 0, gap) });
      return heard?.active === true ? [] : [{ event: 'starts' as const, voice: name, at: first }];
    });
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
