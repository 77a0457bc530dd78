import { sameDialog, type DialogId } from '../dialog/dialog.ts';
import type { Excesses, Limit } from '../excess.ts';
import type { IncomingRequest } from '../endpoint.ts';
import type { LiveDialog } from './live-dialog.ts';

/** Ended dialogs are remembered, to answer 603 and not 481 to a Replaces that comes too late (RFC 3891 3). */
const ENDED: Limit = { what: 'dialogs that have ended', most: 256, outcome: 'forgotten' };

/** What waits for the request that makes its dialog. */
export interface Expected {
  /** True when it took the request, and answered it. */
  join(incoming: IncomingRequest): boolean;
  close(): void;
}

/** The dialogs of one user agent, and the ones it expects a NOTIFY to make. */
export class Dialogs {
  readonly #live = new Map<string, LiveDialog>();
  readonly #expected = new Map<string, Expected>();
  readonly #excesses: Excesses;
  #ended: DialogId[] = [];

  constructor(excesses: Excesses) {
    this.#excesses = excesses;
  }

  add(live: LiveDialog): void {
    this.#live.set(key(live.dialog), live);
  }

  remove(live: LiveDialog): void {
    if (this.#live.get(key(live.dialog)) === live) this.#live.delete(key(live.dialog));
  }

  find(id: DialogId): LiveDialog | undefined {
    return this.#live.get(key(id));
  }

  all(): readonly LiveDialog[] {
    return [...this.#live.values()];
  }

  remember(id: DialogId): void {
    const ended = [...this.#ended.filter((other) => !sameDialog(other, id)), id];
    if (ended.length > ENDED.most) this.#excesses.count(ENDED);
    this.#ended = ended.slice(-ENDED.most);
  }

  ended(): readonly DialogId[] {
    return this.#ended;
  }

  /** Offers requests that name our tag and an unknown peer to `expected`, until `forget` is called. */
  expect(callId: string, localTag: string, expected: Expected): { forget(): void } {
    const name = key({ callId, localTag, remoteTag: '' });
    this.#expected.set(name, expected);
    return { forget: () => this.#expected.delete(name) };
  }

  expects(id: DialogId): boolean {
    return this.#expected.has(key({ ...id, remoteTag: '' }));
  }

  /** True when an expected dialog took the request. */
  offer(id: DialogId, incoming: IncomingRequest): boolean {
    return this.#expected.get(key({ ...id, remoteTag: '' }))?.join(incoming) ?? false;
  }

  /** Ends every usage without a word. */
  close(): void {
    for (const live of this.#live.values()) live.close();
    for (const expected of this.#expected.values()) expected.close();
    this.#live.clear();
    this.#expected.clear();
  }
}

function key({ callId, localTag, remoteTag }: DialogId): string {
  return [callId, localTag, remoteTag].join('\n');
}
