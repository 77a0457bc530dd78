import { afterMs } from '../after-ms.ts';

/** Waited for instead of one voice: any sound, be it known or not. */
const ANYTHING = 'anything';

/** 20 ms of sound: the voices that are heard in it, and whether there is any sound. */
export interface HeardFrame {
  readonly voices: readonly string[];
  readonly loud: boolean;
}

interface Waiter {
  readonly settle: (answer: boolean) => void;
  /** Sees each frame as it arrives. */
  readonly onFrame: (frame: HeardFrame, at: number) => void;
  readonly onTime: (now: number) => void;
  readonly atClose: boolean;
}

/** Promises about frames to come, each with a deadline of its own. */
export class Waiters {
  readonly #waiting = new Set<Waiter>();
  readonly #lastAt = new Map<string, number>();
  readonly #opened: number;
  #closed = false;

  constructor(opened: number) {
    this.#opened = opened;
  }

  /** True when `frames` more frames of `wanted` arrive within `within` ms; false at the deadline or at `close`. */
  listen(wanted: string, frames: number, within: number): Promise<boolean> {
    let missing = frames;
    return this.#wait(within, false, (settle) => ({
      onFrame: (frame) => {
        if (isAmong(wanted, frame) && --missing <= 0) settle(true);
      },
      onTime: () => {},
    }));
  }

  /**
   * True when the last frame of `wanted` is `quietFor` ms old, now or within `within` ms, or when the stream closes;
   * false at the deadline.
   */
  listenForEnd(wanted: string, quietFor: number, within: number): Promise<boolean> {
    return this.#wait(within, true, (settle) => ({
      onFrame: () => {},
      onTime: (now) => {
        if (now - (this.#lastAt.get(wanted) ?? this.#opened) >= quietFor) settle(true);
      },
    }));
  }

  frame(frame: HeardFrame, at: number): void {
    for (const voice of frame.voices) this.#lastAt.set(voice, at);
    if (frame.loud) this.#lastAt.set(ANYTHING, at);
    for (const waiter of this.#waiting) waiter.onFrame(frame, at);
  }

  pass(now: number): void {
    for (const waiter of this.#waiting) waiter.onTime(now);
  }

  close(): void {
    this.#closed = true;
    for (const waiter of this.#waiting) waiter.settle(waiter.atClose);
  }

  #wait(
    within: number,
    atClose: boolean,
    watch: (settle: (answer: boolean) => void) => Pick<Waiter, 'onFrame' | 'onTime'>,
  ): Promise<boolean> {
    if (this.#closed) return Promise.resolve(atClose);
    return new Promise((resolve) => {
      const settle = (answer: boolean): void => {
        cancel();
        this.#waiting.delete(waiter);
        resolve(answer);
      };
      const cancel = afterMs(within, () => settle(false));
      const waiter: Waiter = { settle, atClose, ...watch(settle) };
      this.#waiting.add(waiter);
    });
  }
}

function isAmong(wanted: string, { voices, loud }: HeardFrame): boolean {
  return wanted === ANYTHING ? loud : voices.includes(wanted);
}
