/** Who was heard by whom, and when: the media events, folded into spans. */
import type { HistoryEvent, MediaEvent, VoiceName } from '../../history/event.ts';
import { PARTIES, type Party } from '../../suite/cell.ts';

type Heard = HistoryEvent & MediaEvent;

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

export class Hearing {
  readonly spans: readonly Span[];
  readonly #media: readonly Heard[];
  /** Samples that were taken as a phase was entered: what they measured belongs to the phase before. */
  readonly #baselines: ReadonlySet<number>;

  constructor(events: readonly HistoryEvent[]) {
    this.#media = events.filter((event): event is Heard => event.kind === 'media');
    this.#baselines = baselines(events);
    this.spans = spansOf(this.#media);
  }

  /** The last sample of a voice in a range, unless the voice stopped after it. */
  sample({ tap, leg, voice }: Listener, range: Range): Heard | undefined {
    const last = this.#media.findLast(
      (event) =>
        event.tap === tap &&
        event.leg === leg &&
        event.voice === voice &&
        event.event !== 'starts' &&
        within(event.n, range),
    );
    return last?.event === 'sample' ? last : undefined;
  }

  /** What a phone heard at any time in a range; on one leg, or on any. */
  heard(tap: Party, range: Range, leg?: string): readonly Span[] {
    return this.spans.filter(
      (span) => span.tap === tap && (leg === undefined || span.leg === leg) && overlaps(span, range),
    );
  }

  /** The voices of that. */
  voices(tap: Party, range: Range, leg?: string): readonly VoiceName[] {
    return [...new Set(this.heard(tap, range, leg).map((span) => span.voice))];
  }

  /** When a voice was first heard in a range: at once if it was already there. */
  first({ tap, leg, voice }: Listener, range: Range): Span | undefined {
    return this.spans.find(
      (span) => span.tap === tap && span.leg === leg && span.voice === voice && overlaps(span, range),
    );
  }

  /**
   * How long a voice has been silent at an event, in ms: 0 while it is heard, undefined where it never was.
   */
  silence({ tap, leg, voice }: Listener, { n, t }: { readonly n: number; readonly t: number }): number | undefined {
    const last = this.spans.findLast(
      (span) => span.tap === tap && span.leg === leg && span.voice === voice && span.fromN <= n,
    );
    if (last === undefined) return undefined;
    return last.to === undefined || (last.toN ?? 0) > n ? 0 : t - last.to;
  }

  /** The last stop of a voice, or of any voice, on a leg in a range. */
  stop(tap: Party, leg: string, range: Range, voice?: VoiceName): Span | undefined {
    return this.spans.findLast(
      (span) =>
        span.tap === tap &&
        span.leg === leg &&
        (voice === undefined || span.voice === voice) &&
        span.toN !== undefined &&
        within(span.toN, range),
    );
  }

  /**
   * Longest time without a voice, in ms, between the event `since` and the end of a range. A gap that began before is
   * counted only as far as it lies after.
   */
  gap({ tap, leg, voice }: Listener, since: { readonly n: number; readonly t: number }, to: number): number {
    const mine = this.#media.filter((event) => event.tap === tap && event.leg === leg && event.voice === voice);
    let longest = 0;
    let quietSince: number | undefined;
    let shown = 0;
    for (const event of mine) {
      if (event.n > to) break;
      if (event.event === 'starts' && quietSince !== undefined) {
        shown = Math.max(shown, event.at - quietSince);
        if (event.n > since.n) longest = Math.max(longest, event.at - Math.max(quietSince, since.t));
      }
      quietSince = event.event === 'stops' ? event.at : undefined;
      // The longest gap since the last sample: where a stop and a start have shown it, they also tell when it was.
      const isShown = event.gapMs !== undefined && Math.abs(event.gapMs - shown) < 1;
      if (event.n > since.n && event.gapMs !== undefined && !isShown && !this.#baselines.has(event.n)) {
        longest = Math.max(longest, Math.min(event.gapMs, event.t - since.t));
      }
      if (event.event === 'sample') shown = 0;
    }
    return longest;
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

function spansOf(media: readonly Heard[]): readonly Span[] {
  const spans: Span[] = [];
  const open = new Map<string, number>();
  for (const { n, tap, leg, voice, event, at } of media) {
    const key = `${tap} ${leg} ${voice}`;
    const index = open.get(key);
    const current = index === undefined ? undefined : spans[index];
    if (event === 'stops') {
      if (index !== undefined && current !== undefined) spans[index] = { ...current, toN: n, to: at };
      open.delete(key);
    } else if (current === undefined) {
      // A sample without a start is what is left of a span whose beginning was not recorded.
      open.set(key, spans.push({ tap, leg, voice, fromN: n, from: at, toN: undefined, to: undefined }) - 1);
    }
  }
  return spans;
}

function baselines(events: readonly HistoryEvent[]): ReadonlySet<number> {
  const found = new Set<number>();
  let entering = false;
  for (const event of events) {
    if (event.kind === 'phase') entering = event.state === 'entering';
    else if (event.kind === 'media') {
      if (entering && event.event === 'sample') found.add(event.n);
    } else if (event.kind !== 'sip') entering = false;
  }
  return found;
}
