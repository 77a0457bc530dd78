import type { HeaderList } from '../dialog/request.ts';
import type { ClientTransaction, FinalOutcome } from '../endpoint.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import { Authentication } from './authentication.ts';
import type { Core } from './core.ts';

/** A challenge may come from the peer and from each proxy on the way; more rounds than this are a loop. */
const maxAttempts = 5;

/** A request and its final answer, through as many transactions as challenges make necessary. */
export class Exchange {
  readonly final: Promise<FinalOutcome>;
  readonly #start: (authorization: HeaderList) => ClientTransaction;
  #transaction: ClientTransaction;
  #stopped = false;

  /** `start` builds and sends one attempt, each with a sequence number of its own, and hooks into its transaction. */
  constructor(core: Core, start: (authorization: HeaderList) => ClientTransaction) {
    this.#start = start;
    this.#transaction = start([]);
    this.final = this.#run(new Authentication(core.credentials));
    core.exchanges.add(this);
    void this.final.then(() => core.exchanges.delete(this));
  }

  /** The attempt that was sent last. */
  get request(): SipRequest {
    return this.#transaction.request;
  }

  cancel(): void {
    this.#stopped = true;
    this.#transaction.cancel();
  }

  abandon(): void {
    this.#stopped = true;
    this.#transaction.abandon();
  }

  async #run(authentication: Authentication): Promise<FinalOutcome> {
    let outcome = await this.#transaction.final;
    for (let attempt = 1; attempt < maxAttempts && outcome.kind === 'response' && !this.#stopped; attempt += 1) {
      const authorization = authentication.answer(this.request, outcome.response);
      if (authorization === undefined) break;
      this.#transaction = this.#start(authorization);
      // oxlint-disable-next-line no-await-in-loop -- each attempt answers the challenge of the one before
      outcome = await this.#transaction.final;
    }
    return outcome;
  }
}

/** What a request of a session or user agent that is over gets. */
export function notSent(why: string): FinalOutcome {
  return { kind: 'transport', why };
}

/** The response when it is a 2xx. */
export function successOf(outcome: FinalOutcome): SipResponse | undefined {
  if (outcome.kind !== 'response' || outcome.response.status >= 300) return undefined;
  return outcome.response;
}
