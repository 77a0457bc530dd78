/**
 * One outage for several cells of this process. They enter each phase together: its actions are carried out once, when all
 * cells are there, and all have seen its proofs before the first takes a step. A cell that has ended waits for nobody, and
 * nobody for it. The last one brings the pair back.
 */
import { Deferred } from '../../deferred.ts';
import { FaultWatch } from '../../fault/fault-watch.ts';
import type { Missing } from '../../fault/fault.ts';
import type { FaultEvent, NoteEvent } from '../../history/event.ts';
import type { Scripts } from '../../runtime/process/scripts.ts';
import type { Ending } from '../ending.ts';
import type { WayBack } from '../way-back/way-back.ts';

type Clock = Pick<Ending, 'pause' | 'run'>;

/** What one cell makes for all. */
export interface SharedParts {
  readonly scripts: Scripts;
  readonly wayBack: WayBack | undefined;
  /** Brings the pair back and ends the scripts, when all cells have ended. */
  readonly close: () => Promise<void>;
}

/** What the actions of a phase are carried out with. */
export interface SharedBench {
  readonly watch: FaultWatch;
  /** Goes into the history of each cell that has not ended. */
  readonly record: (event: FaultEvent | NoteEvent) => void;
  /** Aborted when all cells have ended. */
  readonly signal: AbortSignal;
}

type Work = () => Promise<Missing | undefined>;

interface Meeting {
  readonly work: Work;
  readonly resolve: (missing: Missing | undefined) => void;
  readonly reject: (cause: unknown) => void;
}

export class SharedOutage {
  readonly #expected: number;
  readonly #record = new Map<Rider, SharedBench['record']>();
  readonly #there = new Map<Rider, Meeting>();
  readonly #over = new AbortController();
  readonly #ended = new Deferred<void>();
  readonly #watch = new FaultWatch();
  #parts: SharedParts | undefined;
  #joined = 0;
  #left = 0;

  /** @param expected  how many cells it is for; no phase is entered before each has come or is given up */
  constructor(expected: number) {
    this.#expected = expected;
  }

  get watch(): FaultWatch {
    return this.#watch;
  }

  /** The scripts and the way back are those of the cell that asks first. */
  parts(make: () => SharedParts): SharedParts {
    this.#parts ??= make();
    return this.#parts;
  }

  /** @param clock  of the deadline of the cell, which stands still while it waits for others */
  join(clock: Clock): Rider {
    this.#joined += 1;
    return new Rider(this, clock);
  }

  hears(rider: Rider, record: SharedBench['record']): void {
    this.#record.set(rider, record);
  }

  /** Resolves when all cells are there, with what `work` of one of them came to: it is done once. */
  meet(rider: Rider, work: Work): Promise<Missing | undefined> {
    return new Promise((resolve, reject) => {
      this.#there.set(rider, { work, resolve, reject });
      this.#go();
    });
  }

  /** Resolves when all cells have left, and the last one has closed what they share. */
  async leave(rider: Rider): Promise<void> {
    this.#left += 1;
    this.#record.delete(rider);
    this.#there.delete(rider);
    if (this.#left === this.#expected) {
      // What is under way for all of them is given up.
      this.#over.abort(new Error('all cells of the outage have ended'));
      this.#watch.close();
      await this.#parts?.close();
      this.#ended.settle();
      return;
    }
    this.#go();
    await this.#ended.promise;
  }

  bench(): SharedBench {
    const record: SharedBench['record'] = (event) => {
      for (const each of this.#record.values()) each(event);
    };
    return { watch: this.#watch, record, signal: this.#over.signal };
  }

  #go(): void {
    if (this.#joined < this.#expected || this.#there.size === 0) return;
    if (this.#there.size < this.#expected - this.#left) return;
    const all = [...this.#there.values()];
    this.#there.clear();
    void carryOutFor(all);
  }
}

/** The first does what is to be done. */
async function carryOutFor(all: readonly Meeting[]): Promise<void> {
  try {
    const missing = await all[0]?.work();
    for (const { resolve } of all) resolve(missing);
  } catch (cause) {
    for (const { reject } of all) reject(cause);
  }
}

/** The part of one cell. */
export class Rider {
  readonly outage: SharedOutage;
  readonly #clock: Clock;
  #hasLeft: Promise<void> | undefined;

  constructor(outage: SharedOutage, clock: Clock) {
    this.outage = outage;
    this.#clock = clock;
  }

  hears(record: SharedBench['record']): void {
    this.outage.hears(this, record);
  }

  meet(work: Work = async () => undefined): Promise<Missing | undefined> {
    this.#clock.pause();
    return this.outage.meet(this, work).finally(() => this.#clock.run());
  }

  /** Does nothing the second time. */
  leave(): Promise<void> {
    this.#hasLeft ??= this.outage.leave(this);
    return this.#hasLeft;
  }
}
