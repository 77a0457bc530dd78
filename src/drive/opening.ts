import type { EventBody, RunEvent } from '../history/event.ts';
import type { Recorder } from '../history/recorder.ts';
import { addressText } from '../runtime/pool.ts';
import type { Pools } from '../runtime/pools.ts';

/** The address of a pool that there was no port for, or no time. */
const NOWHERE = 'none';

/** `users` are those of the runtime, where it has users of its own. */
type EventFor = (places: Pick<RunEvent, 'pools' | 'edge'>, users: Pools['users']) => RunEvent;

/**
 * The beginning of a history. A reader needs the `run` event first; that names the pools' addresses, which take a moment
 * to find. What is told meanwhile waits for it.
 */
export class Opening {
  readonly #recorder: Recorder;
  readonly #eventFor: EventFor;
  readonly #waiting: EventBody[] = [];
  #begun = false;

  constructor(recorder: Recorder, eventFor: EventFor) {
    this.#recorder = recorder;
    this.#eventFor = eventFor;
  }

  append(event: EventBody): void {
    if (this.#begun) this.#recorder.append(event);
    else this.#waiting.push(event);
  }

  /** Does nothing the second time. Without pools, there never were any. */
  begin(pools?: Pools): void {
    if (this.#begun) return;
    this.#begun = true;
    const { primary, backup, edge } = pools?.byName ?? {};
    this.#recorder.append(
      this.#eventFor(
        { pools: { primary: textOf(primary), backup: textOf(backup) }, ...(edge && { edge: textOf(edge) }) },
        pools?.users,
      ),
    );
    for (const event of this.#waiting.splice(0)) this.#recorder.append(event);
  }
}

function textOf(pool: Pools['byName']['primary'] | undefined): string {
  return pool === undefined ? NOWHERE : addressText(pool.address);
}
