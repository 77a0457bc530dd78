/** The newest request that SIPp has sent in a call, and who waits for it to be answered. */
interface Own {
  readonly branch: string;
  answered: boolean;
  readonly waiting: Array<() => void>;
}

/**
 * The requests of SIPp that have no answer yet. While SIPp repeats a request it sends nothing else in that call, so that
 * it can answer no request there: a NOTIFY that overtakes the answer to a SUBSCRIBE or a REFER (RFC 6665 section 4.4.1), or
 * a BYE that crosses a re-INVITE.
 */
export class Unanswered {
  readonly #calls = new Map<string, Own>();

  /** SIPp has sent a request, perhaps once more. */
  sent(call: string, branch: string): void {
    const last = this.#calls.get(call);
    if (last?.branch === branch) return;
    this.#calls.set(call, { branch, answered: false, waiting: last?.waiting ?? [] });
  }

  /** SIPp was given an answer, a provisional one perhaps: it repeats the request no longer. */
  answered(call: string, branch: string): void {
    const own = this.#calls.get(call);
    if (own?.branch !== branch) return;
    own.answered = true;
    for (const go of own.waiting.splice(0)) go();
  }

  /** How many requests wait in a call. */
  waitingIn(call: string): number {
    return this.#calls.get(call)?.waiting.length ?? 0;
  }

  /** Resolves as soon as SIPp can answer a request in the call. */
  over(call: string): Promise<void> {
    const own = this.#calls.get(call);
    if (own === undefined || own.answered) return Promise.resolve();
    return new Promise((resolve) => {
      own.waiting.push(resolve);
    });
  }

  clear(): void {
    this.#calls.clear();
  }
}
