import { HttpClient, type HttpPlace } from '../../../http-client.ts';
import type { CallReport } from './call-list.ts';
import type { KnownCall } from './known-call.ts';

/** How long one question may stay open, and how often a dead peer is asked, in ms. */
const PATIENCE = 3_600_000;
const PAUSE = 50;
/** Questions that are open at a time, so that changes in quick succession need not wait for us to ask again. */
const OPEN = 3;

/**
 * What the peer tells of its calls. They are kept when it dies, which shows at once because a question to it is always
 * open.
 */
export class PeerCalls {
  readonly #peer: HttpClient;
  readonly #onLost: () => void;
  /** What a peer that has died has left behind. */
  #inherited: readonly KnownCall[] = [];
  #told: CallReport | undefined;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(place: HttpPlace, onLost: () => void) {
    this.#peer = new HttpClient(place);
    this.#onLost = onLost;
    for (let open = 0; open < OPEN; open++) void this.#ask();
  }

  all(): readonly KnownCall[] {
    return [...this.#inherited, ...(this.#told?.calls ?? [])];
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#peer.close();
  }

  async #ask(): Promise<void> {
    const outcome = await this.#peer.ask('GET', '/calls', PATIENCE);
    if (this.#closed) return;
    if (outcome.kind === 'answer') {
      const report: unknown = JSON.parse(outcome.body);
      if (isReport(report) && report.version >= (this.#told?.version ?? 0)) this.#told = report;
      return this.#ask();
    }
    if (this.#told !== undefined) {
      this.#inherited = this.all();
      this.#told = undefined;
      this.#onLost();
    }
    this.#timer = setTimeout(() => void this.#ask(), PAUSE);
  }
}

/** Our own program wrote it, so only another program on that port is to be told apart. */
function isReport(value: unknown): value is CallReport {
  return typeof value === 'object' && value !== null && 'version' in value && 'calls' in value;
}
