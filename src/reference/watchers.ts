import { formatDialogInfo } from '../sip/dialog-info.ts';
import type { IncomingSubscribe, Notifier } from '../sip/ua/incoming-subscription.ts';
import { orbitDocument, type ShownCall } from './orbit-document.ts';

const DIALOG_INFO = 'application/dialog-info+xml';
const MOST_WATCHERS = 1_000;
/** Seconds granted at most. */
const LONGEST_WATCH = 3_600;

interface Watcher {
  readonly notifier: Notifier;
  readonly entity: string;
  /** Undefined: all orbits. */
  readonly orbit: number | undefined;
  version: number;
}

/** Subscriptions to the state of orbits, in the dialog package (RFC 4235). */
export class Watchers {
  readonly #calls: () => readonly ShownCall[];
  #watchers: readonly Watcher[] = [];

  constructor(calls: () => readonly ShownCall[]) {
    this.#calls = calls;
  }

  subscribe(incoming: IncomingSubscribe, orbit: number | undefined): void {
    this.#watchers = this.#watchers.filter((watcher) => !watcher.notifier.closed);
    if (incoming.event !== 'dialog') return incoming.reject(489, undefined, [['Allow-Events', 'dialog']]);
    if (this.#watchers.length >= MOST_WATCHERS) return incoming.reject(503);
    const notifier = incoming.accept(Math.min(incoming.expires, LONGEST_WATCH));
    const watcher: Watcher = { notifier, entity: incoming.request.uri, orbit, version: 0 };
    const poll = incoming.expires === 0;
    notifier.onRefresh = () => void this.#notify(watcher, this.#shownTo(watcher), false);
    if (!poll) this.#watchers = [...this.#watchers, watcher];
    void this.#notify(watcher, this.#shownTo(watcher), poll);
  }

  /** Tells the watchers of an orbit that a call came to it or left it; one that left is shown once more. */
  changed(orbit: number, left?: ShownCall): void {
    for (const watcher of this.#watchers) {
      const concerned = watcher.orbit === undefined || watcher.orbit === orbit;
      if (!concerned || watcher.notifier.closed) continue;
      const calls = this.#shownTo(watcher);
      void this.#notify(watcher, left === undefined ? calls : [...calls, left], false);
    }
  }

  #shownTo({ orbit }: Watcher): readonly ShownCall[] {
    const calls = this.#calls();
    return orbit === undefined ? calls : calls.filter((call) => call.orbit === orbit);
  }

  async #notify(watcher: Watcher, calls: readonly ShownCall[], last: boolean): Promise<void> {
    const document = orbitDocument(watcher.entity, watcher.version, calls);
    watcher.version += 1;
    await watcher.notifier.notify({
      contentType: DIALOG_INFO,
      body: formatDialogInfo(document),
      ...(last ? { state: 'terminated', reason: 'timeout' } : { state: 'active' }),
    });
  }
}
