/**
 * How late this process runs, and how long the pools wait for a processor: what either does not get in time must not be
 * held against the candidate. What is read covers all that went by since the last reading, with no gap in between.
 */
import type { LoadEvent } from '../history/event.ts';
import { type Member, MEMBERS } from '../candidate/member.ts';
import { runDelay } from './run-delay.ts';

/** How often the meter looks, in ms: what an idle process shows. */
const EVERY = 10;
/** Delays up to this, in ms, are the timers' own. */
const USUAL = 20;
/** The pools are looked at in every fifth of these. A longer wait is seen as a whole, since the system books it at its end. */
const POOLS_EVERY = 5;
/** By how many ms the wall clock must have run ahead before it is taken for a machine that slept, not for a clock that was set. */
const ASLEEP = 1_000;

type Reading = Omit<LoadEvent, 'kind'>;

export interface LoadMeterOptions {
  /** The process of each pool that runs, and of the edge. */
  readonly pids: () => Partial<Readonly<Record<Member, number>>>;
}

export class LoadMeter {
  readonly #pids: LoadMeterOptions['pids'];
  readonly #timer: NodeJS.Timeout;
  readonly #waited = new Map<Member, { readonly pid: number; readonly ms: number }>();
  #ticks = 0;
  #last = performance.now();
  #lastWall = Date.now();
  #longest = 0;
  #late = 0;
  #longestWait: number | undefined;
  readonly #waits = new Map<Member, number>();

  constructor({ pids }: LoadMeterOptions) {
    this.#pids = pids;
    this.#timer = setInterval(() => this.#tick(), EVERY);
    this.#lookAtPools();
  }

  /** The longest delays since the last reading, in ms; also of a moment that is just passing. */
  read(): Reading {
    this.#lookAtClock();
    this.#lookAtPools();
    const reading = {
      maxDelayMs: rounded(this.#longest),
      lateMs: rounded(this.#late),
      ...ofPools(this.#longestWait, Math.max(0, ...this.#waits.values())),
    };
    this.#longest = 0;
    this.#late = 0;
    this.#longestWait = undefined;
    this.#waits.clear();
    return reading;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    this.#lookAtClock();
    this.#ticks += 1;
    if (this.#ticks % POOLS_EVERY === 0) this.#lookAtPools();
  }

  /** The monotonic clock goes on while this process is stopped (SIGSTOP), but not while the whole machine sleeps. */
  #lookAtClock(): void {
    const [now, wall] = [performance.now(), Date.now()];
    const [passed, wallPassed] = [now - this.#last, wall - this.#lastWall];
    const late = (wallPassed > passed + ASLEEP ? wallPassed : passed) - EVERY;
    this.#longest = Math.max(this.#longest, late);
    if (late > USUAL) this.#late += late;
    this.#last = now;
    this.#lastWall = wall;
  }

  #lookAtPools(): void {
    const pids = this.#pids();
    for (const pool of MEMBERS) {
      const pid = pids[pool];
      const ms = pid === undefined ? undefined : runDelay(pid);
      const before = this.#waited.get(pool);
      if (pid === undefined || ms === undefined) {
        this.#waited.delete(pool);
        continue;
      }
      this.#waited.set(pool, { pid, ms });
      if (before?.pid !== pid) continue;
      const wait = ms - before.ms;
      this.#longestWait = Math.max(this.#longestWait ?? 0, wait);
      this.#waits.set(pool, (this.#waits.get(pool) ?? 0) + wait);
    }
  }
}

function ofPools(longest: number | undefined, all: number): Pick<Reading, 'poolDelayMs' | 'poolLateMs'> {
  return longest === undefined ? {} : { poolDelayMs: rounded(longest), poolLateMs: rounded(all) };
}

function rounded(ms: number): number {
  return Math.max(0, Math.round(ms * 1000) / 1000);
}
