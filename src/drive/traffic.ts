/** What our own bad network still owes: messages that it has lost or held back and not yet let through. */
import { type Crossing, Crossings } from '../history/crossings.ts';
import type { Recorder } from '../history/recorder.ts';

export class Traffic {
  /** How much longer than on a good network the driver waits, in ms. */
  readonly patience: number;
  readonly #recorder: Recorder;
  readonly #crossings = new Crossings();
  readonly #isGone: (address: string) => boolean;

  /** `isGone` tells that nobody is at an address, so that nothing needs to get there. */
  constructor(recorder: Recorder, patience: number, isGone: (address: string) => boolean) {
    this.patience = patience;
    this.#recorder = recorder;
    this.#isGone = isGone;
    recorder.listen((event) => this.#crossings.take(event));
  }

  /** Resolves when nothing is owed any more, or what is owed has not been tried again for longer than the patience. */
  async settled(signal: AbortSignal): Promise<void> {
    for (;;) {
      const now = this.#recorder.clock(performance.now());
      const owed = this.#crossings.all().filter((crossing) => this.#isOwed(crossing, now));
      if (owed.length === 0 || signal.aborted) return;
      const due = Math.max(1, ...owed.map((crossing) => this.#dueBy(crossing) - now));
      // oxlint-disable-next-line no-await-in-loop -- each event may be the last that is owed, or owe a new one
      await this.#recorder.next((event) => event.kind === 'sip' || event.kind === 'network', due, signal);
    }
  }

  #isOwed(crossing: Crossing, now: number): boolean {
    // A provisional answer is not sent again, and nobody waits for it.
    if (crossing.status !== undefined && crossing.status < 200) return false;
    return crossing.through > now && this.#dueBy(crossing) > now && !this.#isGone(crossing.remote);
  }

  #dueBy({ through, active }: Crossing): number {
    return Math.min(through, active + this.patience);
  }
}
