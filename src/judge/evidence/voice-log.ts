/** The media events of one voice on one leg, and the gaps between them. */
import type { HistoryEvent, MediaEvent } from '../../history/event.ts';
import { during, firstIndex } from './fold.ts';

export type Heard = HistoryEvent & MediaEvent;

interface Since {
  readonly n: number;
  readonly t: number;
}

/** How far a gap was looked for from a moment on. */
interface Progress {
  readonly since: Since;
  next: number;
  longest: number;
  quietSince: number | undefined;
  /** The longest gap since the last sample that a stop and a start have shown. */
  shown: number;
}

export class VoiceLog {
  readonly #events: Heard[] = [];
  /** Numbers of samples that measure a time before the phase in which they stand. */
  readonly #baselines = new Set<number>();
  #progress: Progress | undefined;

  take(event: Heard, isBaseline: boolean): void {
    this.#events.push(event);
    if (isBaseline) this.#baselines.add(event.n);
  }

  during(range: { readonly from: number; readonly to: number }): readonly Heard[] {
    return during(this.#events, range);
  }

  /** Longest time without the voice, in ms, between the event `since` and the event `to`. */
  gap(since: Since, to: number): number {
    const end = firstIndex(this.#events, ({ n }) => n > to);
    const known = this.#progress;
    const progress =
      known !== undefined && known.since.n === since.n && known.since.t === since.t && known.next <= end
        ? known
        : this.#from(since, end);
    for (const event of this.#events.slice(progress.next, end)) this.#measure(event, progress);
    progress.next = end;
    this.#progress = progress;
    return progress.longest;
  }

  /** The progress at the event `since`, with the gap that is open then. */
  #from(since: Since, end: number): Progress {
    const next = Math.min(
      end,
      firstIndex(this.#events, ({ n }) => n > since.n),
    );
    const before = this.#events.slice(this.#afterSample(next), next);
    const progress: Progress = { since, next, longest: 0, quietSince: undefined, shown: 0 };
    for (const event of before) follow(event, progress);
    return progress;
  }

  /** Index of the first event after the last sample before `next`. */
  #afterSample(next: number): number {
    let index = next;
    while (index > 0 && this.#events[index - 1]?.event !== 'sample') index -= 1;
    return index;
  }

  #measure(event: Heard, progress: Progress): void {
    const { since } = progress;
    const { gapMs } = event;
    const ended = follow(event, progress);
    if (ended !== undefined) progress.longest = Math.max(progress.longest, event.at - Math.max(ended, since.t));
    // The longest gap since the last sample: where a stop and a start have shown it, they also tell when it was.
    const isShown = gapMs !== undefined && Math.abs(gapMs - progress.shown) < 1;
    if (gapMs !== undefined && !isShown && !this.#baselines.has(event.n)) {
      progress.longest = Math.max(progress.longest, Math.min(gapMs, event.t - since.t));
    }
    if (event.event === 'sample') progress.shown = 0;
  }
}

/** Since when the voice was not heard, where the event ends that. */
function follow(event: Heard, progress: Progress): number | undefined {
  const { quietSince } = progress;
  const ended = event.event === 'starts' ? quietSince : undefined;
  if (ended !== undefined) progress.shown = Math.max(progress.shown, event.at - ended);
  progress.quietSince = event.event === 'stops' ? event.at : undefined;
  return ended;
}
