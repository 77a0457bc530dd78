/** Keeps a registration alive for as long as its registrar grants it again (RFC 3261 10.2.4). */
import type { FinalOutcome } from '../sip/endpoint.ts';
import { parseNameAddr } from '../sip/fields/name-addr.ts';
import { header, headerValues } from '../sip/message/headers.ts';
import type { SipResponse } from '../sip/message/message.ts';
import { parseUri } from '../sip/uri.ts';
import { isSuccess, replyOf } from './reply-of.ts';

/** A registration is refreshed when this part of the granted time is over, so that there is time for another attempt. */
const PART = 0.5;
/** Longest time that a timer takes, in ms. */
const LONGEST = 2 ** 31 - 1;

/** A registration that was accepted. */
export interface Kept {
  /** In seconds. */
  readonly granted: number;
  /** The contact that was registered. */
  readonly contact: string;
  /** Sends the same REGISTER once more. */
  readonly again: () => Promise<FinalOutcome>;
}

export class Refresh {
  #timer: NodeJS.Timeout | undefined;
  #round = 0;
  #since: number | undefined;

  /** When the registration began, as `performance.now()` tells it; undefined when there is none, or when it was not refreshed. */
  get since(): number | undefined {
    return this.#since;
  }

  /**
   * A registration was accepted. Sends the REGISTER again in time, and so on, where the answer told how long it is granted. Ends when one is not
   * accepted: then the registration lapses, as the candidate wants it.
   */
  start(kept: Kept | undefined): void {
    this.stop();
    this.#since = performance.now();
    if (kept !== undefined) this.#schedule(kept, this.#round);
  }

  #schedule({ granted, contact, again }: Kept, round: number): void {
    const refresh = async (): Promise<void> => {
      const outcome = await again();
      if (round !== this.#round) return;
      if (!isSuccess(replyOf(outcome)) || outcome.kind !== 'response') return this.stop();
      const next = grantedIn(outcome.response, contact);
      if (next !== undefined) this.#schedule({ granted: next, contact, again }, round);
    };
    this.#timer = setTimeout(() => void refresh(), Math.min(granted * 1_000 * PART, LONGEST)).unref();
  }

  /** Another registration takes its place, or the phone is closed. */
  stop(): void {
    this.#round += 1;
    this.#since = undefined;
    clearTimeout(this.#timer);
  }
}

/** The time that a 2xx grants a contact, in seconds; undefined for another answer, or when it does not say. */
export function grantedIn(response: SipResponse, contact: string): number | undefined {
  if (response.status < 200 || response.status >= 300) return undefined;
  const own = headerValues(response, 'Contact')
    .map((value) => parseNameAddr(value))
    .find((each) => each !== undefined && isSameAddress(each.uri, contact));
  const text = own?.params.get('expires') ?? header(response, 'Expires')?.trim() ?? '';
  return /^[1-9][0-9]{0,8}$/.test(text) ? Number(text) : undefined;
}

/** A registrar may add parameters to a contact. */
function isSameAddress(one: string, other: string): boolean {
  const [a, b] = [parseUri(one), parseUri(other)];
  return a !== undefined && a.user === b?.user && a.host === b?.host && a.port === b?.port;
}
