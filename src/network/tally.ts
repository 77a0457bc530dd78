/** Counts what became of the datagrams of a media stream: too many to tell of each. */
import type { Mishap, Way } from './link.ts';

export interface TallyCounts {
  readonly direction: Way;
  readonly passed: number;
  readonly lost: number;
  /** Most that were lost one after the other; a run that began before the counts were taken last counts whole. */
  readonly longestLoss: number;
  readonly duplicated: number;
  readonly held: number;
}

type Counting = { -readonly [K in Exclude<keyof TallyCounts, 'direction'>]: number } & { run: number };

export class Tally {
  readonly #counting: Record<Way, Counting> = { in: fresh(0), out: fresh(0) };

  /** A datagram got through, or was lost. */
  count(direction: Way, passed: boolean): void {
    const counting = this.#counting[direction];
    counting[passed ? 'passed' : 'lost'] += 1;
    counting.run = passed ? 0 : counting.run + 1;
    counting.longestLoss = Math.max(counting.longestLoss, counting.run);
  }

  mishap({ direction, what }: Pick<Mishap, 'direction' | 'what'>): void {
    if (what !== 'lost') this.#counting[direction][what] += 1;
  }

  /** The counts since they were taken last; a direction in which nothing was carried is left out. */
  take(): readonly TallyCounts[] {
    const ways = ['in', 'out'] as const;
    return ways.flatMap((direction) => {
      const { run, ...counts } = this.#counting[direction];
      this.#counting[direction] = fresh(run);
      return counts.passed + counts.lost === 0 ? [] : [{ direction, ...counts }];
    });
  }
}

function fresh(run: number): Counting {
  return { passed: 0, lost: 0, longestLoss: run, duplicated: 0, held: 0, run };
}
