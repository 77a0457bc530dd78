/** Requests that the phones received, so that a watch also finds what came just before it began. */
import type { HistoryEvent } from '../history/event.ts';
import type { Recorder } from '../history/recorder.ts';
import type { Party } from '../suite/cell.ts';

export interface ReceivedRequest {
  readonly tap: Party;
  readonly method: string;
  readonly callId: string;
  /** It is in a dialog that is there already: a re-INVITE is no call. */
  readonly inDialog: boolean;
}

/** A flood must not fill the memory; what comes later than this many requests is not watched for. */
const LIMIT = 20_000;

export class ReceivedRequests {
  readonly #seen: ReceivedRequest[] = [];
  readonly #recorder: Recorder;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
    recorder.listen((event) => {
      const received = sightingOf(event);
      if (received !== undefined && this.#seen.length < LIMIT) this.#seen.push(received);
    });
  }

  /** A place in time: `until` looks from there on. */
  mark(): number {
    return this.#seen.length;
  }

  /** True as soon as a request that passes `test` has come since `mark`, false after `within` ms. */
  async until(
    test: (received: ReceivedRequest) => boolean,
    mark: number,
    { within, signal }: { within: number; signal: AbortSignal },
  ): Promise<boolean> {
    if (this.#seen.slice(mark).some(test)) return true;
    const matches = (event: HistoryEvent): boolean => {
      const received = sightingOf(event);
      return received !== undefined && test(received);
    };
    return (await this.#recorder.next(matches, within, signal)) !== undefined;
  }
}

const CALL_ID = /^(?:call-id|i)[ \t]*:[ \t]*(\S+)/im;
const TO_TAG = /^(?:to|t)[ \t]*:[^\r\n]*;[ \t]*tag[ \t]*=/im;

function sightingOf(event: HistoryEvent): ReceivedRequest | undefined {
  if (event.kind !== 'sip' || event.direction !== 'in') return undefined;
  const method = /^([A-Z]+) /.exec(event.text)?.[1];
  if (method === undefined) return undefined;
  const callId = CALL_ID.exec(event.text)?.[1] ?? '';
  return { tap: event.tap, method, callId, inDialog: TO_TAG.test(event.text) };
}
