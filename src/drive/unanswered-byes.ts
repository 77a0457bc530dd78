/** BYEs of the phones that nobody has answered yet: one that is never answered shows only to who waits for it. */
import { BYE_ANSWERED_WITHIN } from '../candidate/bounds.ts';
import type { HistoryEvent } from '../history/event.ts';
import { idOf } from '../history/message-id.ts';
import { placeOf } from '../history/place.ts';
import type { Recorder } from '../history/recorder.ts';

/** A flood must not fill the memory. */
const LIMIT = 1_000;

export class UnansweredByes {
  readonly #open = new Map<string, { readonly remote: string; readonly since: number }>();
  /** When the last BYE came from a place. */
  readonly #hungUpFrom = new Map<string, number>();
  readonly #recorder: Recorder;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
    recorder.listen((event) => this.#see(event));
  }

  /**
   * Waits until those to the given addresses are answered, or have been waited for for long enough; and those to any other
   * address that has sent a BYE since: a B2BUA that hangs up on the other side has got the BYE of the one.
   */
  async answered(addresses: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
    const places = new Set([...addresses].map(placeOf));
    for (;;) {
      const left = this.#left(places);
      if (left <= 0 || signal.aborted) return;
      // oxlint-disable-next-line no-await-in-loop -- each answer may be the last one
      await this.#recorder.next((event) => isAnswer(event), left, signal);
    }
  }

  /** Until the last of them has been waited for, in ms. */
  #left(places: ReadonlySet<string>): number {
    const waited = [...this.#open.values()].filter(
      ({ remote, since }) => places.has(remote) || (this.#hungUpFrom.get(remote) ?? 0) > since,
    );
    return Math.max(0, ...waited.map(({ since }) => since + BYE_ANSWERED_WITHIN - performance.now()));
  }

  #see(event: HistoryEvent): void {
    if (event.kind !== 'sip') return;
    const { callId, cseq } = idOf(event.text);
    const key = `${event.tap} ${callId} ${cseq?.replace(/[ \t]+/, ' ')}`;
    if (isAnswer(event)) this.#open.delete(key);
    else if (event.direction === 'in' && event.text.startsWith('BYE ') && this.#hungUpFrom.size < LIMIT)
      this.#hungUpFrom.set(placeOf(event.remote), performance.now());
    else if (
      event.direction === 'out' &&
      event.text.startsWith('BYE ') &&
      !this.#open.has(key) &&
      this.#open.size < LIMIT
    )
      this.#open.set(key, { remote: placeOf(event.remote), since: performance.now() });
  }
}

function isAnswer(event: HistoryEvent): boolean {
  return (
    event.kind === 'sip' &&
    event.direction === 'in' &&
    /^SIP\/2\.0 [2-6]/.test(event.text) &&
    idOf(event.text).cseq?.endsWith('BYE') === true
  );
}
