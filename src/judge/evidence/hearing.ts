/** The voices that each phone heard, and when: the media events, folded into spans. */
import type { HistoryEvent, VoiceName } from '../../history/event.ts';
import { PARTIES, type Party } from '../../suite/cell.ts';
import { firstIndex, Fold, listOf } from './fold.ts';
import { type Heard, VoiceLog } from './voice-log.ts';

/** A time during which a phone heard a voice on a leg. */
export interface Span {
  readonly tap: Party;
  /** Call-ID of the leg. */
  readonly leg: string;
  readonly voice: VoiceName;
  readonly fromN: number;
  readonly from: number;
  /** Undefined while it goes on. `to` is when the last of it arrived. */
  readonly toN: number | undefined;
  readonly to: number | undefined;
}

/** Numbers of events, both included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface Listener {
  readonly tap: Party;
  readonly leg: string;
  readonly voice: VoiceName;
}

type Growing = { -readonly [K in keyof Span]: Span[K] };

/** The spans of a history that grows: a span goes on until the event that ends it. */
export class Hearing extends Fold<HistoryEvent> {
  /** Each with its place in the order in which they began. */
  readonly #spans = new Map<Span, number>();
  readonly #ongoing = new Map<string, Growing>();
  /** Spans that are over, in the order of their ends. */
  readonly #over: Span[] = [];
  readonly #onLegs = new Map<string, Span[]>();
  readonly #voices = new Map<string, VoiceLog>();
  #entering = false;

  constructor(events: readonly HistoryEvent[] = []) {
    super();
    this.follow(events);
  }

  /** In the order in which they began. */
  get spans(): readonly Span[] {
    return [...this.#spans.keys()];
  }

  /** The last sample of a voice in a range, unless the voice stopped after it. */
  sample(listener: Listener, range: Range): Heard | undefined {
    const last = this.#voices
      .get(voiceKey(listener))
      ?.during(range)
      .findLast(({ event }) => event !== 'starts');
    return last?.event === 'sample' ? last : undefined;
  }

  /** Spans of a range, at any phone, in the order in which they began. */
  during(range: Range): readonly Span[] {
    const ended = this.#over.slice(firstIndex(this.#over, ({ toN = 0 }) => toN >= range.from));
    const found = [...ended, ...this.#ongoing.values()].filter((span) => span.fromN <= range.to);
    return found.toSorted((a, b) => (this.#spans.get(a) ?? 0) - (this.#spans.get(b) ?? 0));
  }

  /** Spans of a leg, in the order in which they began. */
  onLeg(tap: Party, leg: string): readonly Span[] {
    return this.#onLegs.get(legKey(tap, leg)) ?? [];
  }

  /** The sounds that a phone heard at any time in a range; on one leg, or on any. */
  heard(tap: Party, range: Range, leg?: string): readonly Span[] {
    return leg === undefined
      ? this.during(range).filter((span) => span.tap === tap)
      : this.onLeg(tap, leg).filter((span) => overlaps(span, range));
  }

  /** The voices that a phone heard at any time in a range. */
  voices(tap: Party, range: Range, leg?: string): readonly VoiceName[] {
    return [...new Set(this.heard(tap, range, leg).map((span) => span.voice))];
  }

  /** When a voice was first heard in a range: at once if it was already there. */
  first({ tap, leg, voice }: Listener, range: Range): Span | undefined {
    return this.onLeg(tap, leg).find((span) => span.voice === voice && overlaps(span, range));
  }

  /**
   * How long a voice has been silent at an event, in ms: 0 while it is heard, undefined where it never was.
   */
  silence({ tap, leg, voice }: Listener, { n, t }: { readonly n: number; readonly t: number }): number | undefined {
    const last = this.onLeg(tap, leg).findLast((span) => span.voice === voice && span.fromN <= n);
    if (last === undefined) return undefined;
    return last.to === undefined || (last.toN ?? 0) > n ? 0 : t - last.to;
  }

  /** The last stop of a voice, or of any voice, on a leg in a range. */
  stop(tap: Party, leg: string, range: Range, voice?: VoiceName): Span | undefined {
    return this.onLeg(tap, leg).findLast(
      (span) => (voice === undefined || span.voice === voice) && span.toN !== undefined && within(span.toN, range),
    );
  }

  /**
   * Longest time without a voice, in ms, between the event `since` and the end of a range. A gap that began before is
   * counted only as far as it lies after.
   */
  gap(listener: Listener, since: { readonly n: number; readonly t: number }, to: number): number {
    return this.#voices.get(voiceKey(listener))?.gap(since, to) ?? 0;
  }

  protected take(event: HistoryEvent): void {
    if (event.kind === 'phase') this.#entering = event.state === 'entering';
    else if (event.kind === 'media') this.#hear(event);
    else if (event.kind !== 'sip') this.#entering = false;
  }

  #hear(event: Heard): void {
    const key = voiceKey(event);
    const log = this.#voices.get(key) ?? new VoiceLog();
    this.#voices.set(key, log);
    // A sample that is taken as a phase is entered measures the phase before.
    log.take(event, this.#entering && event.event === 'sample');
    const ongoing = this.#ongoing.get(key);
    if (event.event !== 'stops') {
      // A sample without a start belongs to a span whose beginning was not recorded.
      if (ongoing === undefined) this.#begin(key, event);
    } else if (ongoing !== undefined) {
      ongoing.toN = event.n;
      ongoing.to = event.at;
      this.#ongoing.delete(key);
      this.#over.push(ongoing);
    }
  }

  #begin(key: string, { n, tap, leg, voice, at }: Heard): void {
    const span: Growing = { tap, leg, voice, fromN: n, from: at, toN: undefined, to: undefined };
    this.#spans.set(span, this.#spans.size);
    this.#ongoing.set(key, span);
    listOf(this.#onLegs, legKey(tap, leg)).push(span);
  }
}

function overlaps(span: Span, range: Range): boolean {
  return span.fromN <= range.to && (span.toN === undefined || span.toN >= range.from);
}

export function within(n: number, range: Range): boolean {
  return n >= range.from && n <= range.to;
}

export function isParty(voice: VoiceName): voice is Party {
  return PARTIES.some((party) => party === voice);
}

function voiceKey({ tap, leg, voice }: Listener): string {
  return `${tap} ${voice} ${leg}`;
}

function legKey(tap: Party, leg: string): string {
  return `${tap} ${leg}`;
}
