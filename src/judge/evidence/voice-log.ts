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
    const before = this.#events[next - 1];
    const quietSince = before?.event === 'stops' ? before.at : undefined;
    return { since, next, longest: 0, quietSince };
  }

  #measure(event: Heard, progress: Progress): void {
    const { since, quietSince } = progress;
    if (event.event === 'starts' && quietSince !== undefined) {
      progress.longest = Math.max(progress.longest, event.at - Math.max(quietSince, since.t));
    }
    progress.quietSince = event.event === 'stops' ? event.at : undefined;
    if (event.gapMs !== undefined && !this.#baselines.has(event.n)) {
      progress.longest = Math.max(progress.longest, Math.min(event.gapMs, event.t - since.t));
    }
  }
}
