/** How far a cell has taken a pair away from normal service, kept where another process finds it. */
import { HarnessError, messageOf } from '../../harness-error.ts';
import type { Phase } from '../../suite/cell.ts';
import { removeUndoRecord, type UndoRecord, writeUndoRecord } from './undo-record.ts';

export type Moved = Exclude<Phase, 'normal'>;

/** A phase that was entered, and whether all of its actions were carried out. */
export interface Progress {
  readonly phase: Moved;
  readonly isDone: boolean;
}

export class WayBack {
  readonly #path: string;
  readonly #facts: Omit<UndoRecord, 'phase' | 'isDone'>;
  #progress: Progress | undefined;

  /** @param path  of the record; its folder is there */
  constructor(path: string, facts: Omit<UndoRecord, 'phase' | 'isDone'>) {
    this.#path = path;
    this.#facts = facts;
  }

  /** Undefined while the pair is as it was found. */
  get progress(): Progress | undefined {
    return this.#progress;
  }

  /** @throws HarnessError where that cannot be written: then nothing may be done to the pair */
  enter(phase: Moved): void {
    this.#note({ phase, isDone: false });
  }

  /** Its actions were carried out. */
  done(phase: Moved): void {
    this.#note({ phase, isDone: true });
  }

  /** The pair is in normal service again. */
  arrive(): void {
    this.#progress = undefined;
    removeUndoRecord(this.#path);
  }

  #note(progress: Progress): void {
    this.#progress = progress;
    try {
      writeUndoRecord(this.#path, { ...this.#facts, ...progress });
    } catch (cause) {
      throw new HarnessError('record', `it cannot be noted what is done to the pair: ${messageOf(cause)}`, {
        hint: 'is the disk full, or the folder for caches not writable?',
        cause,
      });
    }
  }
}
