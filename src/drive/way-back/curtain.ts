import type { EventBody } from '../../history/event.ts';
import type { Recorder } from '../../history/recorder.ts';

/** Ends the record of the phones: what they see while a pair is brought back belongs to no cell. */
export class Curtain {
  readonly #recorder: Recorder;
  #isDown = false;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  get isDown(): boolean {
    return this.#isDown;
  }

  fall(): void {
    this.#isDown = true;
  }

  readonly append = (event: EventBody, now?: number): void => {
    if (!this.#isDown) this.#recorder.append(event, now);
  };

  clock(at: number): number {
    return this.#recorder.clock(at);
  }
}
