/** Which of some recordings is heard in the frames of one source. */
import { RecordingMatcher } from './matcher.ts';
import { Printer } from './print.ts';
import type { Recording } from './recording.ts';

/** Part of the bits that may differ. In a passage of another recording at least a quarter does, as measured. */
const TO_BEGIN = 0.22;
const TO_GO_ON = 0.27;

export interface NamedRecording {
  readonly name: string;
  readonly recording: Recording;
}

export class PlayedRecordings {
  readonly #printer = new Printer();
  readonly #matchers: ReadonlyArray<{ readonly name: string; readonly matcher: RecordingMatcher }>;
  #heard: string | undefined;

  constructor(recordings: readonly NamedRecording[]) {
    this.#matchers = recordings.map(({ name, recording }) => ({
      name,
      matcher: new RecordingMatcher(recording.prints),
    }));
  }

  /** The name of the recording that a frame belongs to; `loud` is false for a frame that is too soft to tell. */
  hear(frame: ArrayLike<number>, loud: boolean): string | undefined {
    if (this.#matchers.length === 0) return undefined;
    const print = this.#printer.push(frame);
    if (!loud) {
      this.skip(1);
      return undefined;
    }
    const found = this.#matchers.map(({ name, matcher }) => ({ name, differs: matcher.push(print) }));
    const best = found.reduce((one, other) => (other.differs < one.differs ? other : one));
    const most = best.name === this.#heard ? TO_GO_ON : TO_BEGIN;
    this.#heard = best.differs <= most ? best.name : undefined;
    return this.#heard;
  }

  skip(frames: number): void {
    for (const { matcher } of this.#matchers) matcher.skip(frames);
  }
}
