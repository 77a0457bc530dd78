import type { HeaderList } from '../dialog/request.ts';
import type { ClientTransaction, FinalOutcome } from '../endpoint.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import { Authentication } from './authentication.ts';
import type { Core } from './core.ts';
import { longerInterval } from './session-timer.ts';

/** A challenge, or a 422, may come from the peer and from each proxy on the way; more rounds than this are a loop. */
const maxAttempts = 5;

/** A request and its final answer, through as many transactions as challenges and longer session intervals make necessary. */
export class Exchange {
  readonly final: Promise<FinalOutcome>;
  readonly #start: (extra: HeaderList) => ClientTransaction;
  #authorization: HeaderList = [];
  #interval: HeaderList = [];
  #transaction: ClientTransaction;
  #stopped = false;

  /**
   * `start` builds and sends one attempt, each with a sequence number of its own, and hooks into its transaction. The fields
   * that it is given stand in for those of the same names.
   */
  constructor(core: Core, start: (extra: HeaderList) => ClientTransaction) {
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
      if (!this.#mends(authentication, outcome.response)) break;
      this.#transaction = this.#start([...this.#interval, ...this.#authorization]);
      // oxlint-disable-next-line no-await-in-loop -- each attempt does what the answer to the one before asks for
      outcome = await this.#transaction.final;
    }
    return outcome;
  }

  /** True when another attempt can do what the answer asks for. */
  #mends(authentication: Authentication, response: SipResponse): boolean {
    const interval = longerInterval(this.request, response);
    const authorization = authentication.answer(this.request, response);
    this.#interval = interval ?? this.#interval;
    this.#authorization = authorization ?? this.#authorization;
    return interval !== undefined || authorization !== undefined;
  }
}

/** The fields of a request, but for those that others stand in for. */
export function withInstead(fields: HeaderList, extra: HeaderList): HeaderList {
  const names = new Set(extra.map(([name]) => name));
  return [...fields.filter(([name]) => !names.has(name)), ...extra];
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
