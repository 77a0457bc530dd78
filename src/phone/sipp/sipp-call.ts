import type { SteeredCall, SteeredPhone } from 'sipp-ts-wrapper';
import { afterMs } from '../../after-ms.ts';
import type { FinalOutcome } from '../../sip/endpoint.ts';
import { cseq } from '../../sip/fields/cseq.ts';
import type { SipMessage, SipRequest, SipResponse } from '../../sip/message/message.ts';
import type { SipAddress } from '../../candidate/sip-address.ts';
import { isSentUpon } from './sent-upon.ts';
import type { Field, Refusal, Verb } from './verbs.ts';
import type { Seen, Wire } from './wire.ts';

/** How long SIPp may take to send what it was told to, and to tell of what it has received, in ms. */
const PROMPT = 3_000;

export const SILENCE: FinalOutcome = { kind: 'timeout', why: 'no final answer in time' };

export interface Order {
  readonly fields?: Readonly<Partial<Record<Field, string>>>;
  readonly body?: string;
  readonly next: SipAddress;
}

export interface Exchange {
  readonly outcome: FinalOutcome;
  readonly request: SipRequest;
}

/** A SIPp that is a phone, and the wire that it is seen on. */
export interface SippLine {
  readonly phone: SteeredPhone;
  readonly wire: Wire;
  /** The step of the scenario that does what a verb says. */
  readonly stepOf: (verb: Verb) => number;
}

/**
 * What SIPp calls a call: everything with one Call-ID. What it does is told by commands; how it went is read off the
 * wire, once SIPp too has taken notice of it.
 */
export class SippCall {
  readonly id: string;
  readonly #phone: SteeredPhone;
  readonly #wire: Wire;
  readonly #stepOf: (verb: Verb) => number;
  readonly #seen: Seen[] = [];
  readonly #told: string[] = [];
  readonly #watchers = new Set<{ look(): void; end(): void }>();
  #steered: SteeredCall | undefined;

  constructor(id: string, { phone, wire, stepOf }: SippLine) {
    this.id = id;
    this.#phone = phone;
    this.#wire = wire;
    this.#stepOf = stepOf;
    this.#steered = phone.calls.get(id);
  }

  /** SIPp began the call because of a message. */
  adopt(steered: SteeredCall): void {
    this.#steered = steered;
  }

  see(seen: Seen): void {
    this.#seen.push(seen);
    this.#stir();
  }

  /** SIPp has received what is described: `request BYE 3 BYE`, `response 200 1 INVITE`. */
  tell(what: string): void {
    this.#wire.turns.give(this.id);
    this.#told.push(what);
    this.#stir();
  }

  /** Messages so far; later ones are behind this mark. */
  get mark(): number {
    return this.#seen.length;
  }

  /** The first message from `mark` on that `matches`, or undefined when none came in time. */
  wait<Found extends object>(
    matches: (seen: Seen) => Found | undefined,
    within: number,
    mark = 0,
  ): Promise<Found | undefined> {
    return this.#until(() => {
      for (const seen of this.#seen.slice(mark)) {
        const found = matches(seen);
        if (found !== undefined) return found;
      }
      return undefined;
    }, within);
  }

  /** Resolves when SIPp has taken notice of a message that was seen, or does not do so in time. */
  async noticed(message: SipMessage): Promise<void> {
    const number = cseq(message);
    const name = message.kind === 'request' ? `request ${message.method}` : `response ${message.status}`;
    const what = `${name} ${number?.seq} ${number?.method}`;
    await this.#until(() => (this.#told.includes(what) ? true : undefined), PROMPT);
  }

  /** Gives a command and resolves with the message that SIPp sends upon it. Throws when it sends none. */
  async send(verb: Verb, { fields = {}, body, next }: Order): Promise<SipMessage> {
    const { turns } = this.#wire;
    await turns.take(this.id);
    const { mark } = this;
    this.#wire.towards(this.id, next);
    const details = {
      fields: { Step: this.#stepOf(verb), ...fields },
      ...(body === undefined ? {} : { body }),
    };
    if (this.#steered === undefined) {
      this.#steered = await this.#phone.place({ command: verb, callId: this.id, ...details });
    } else await this.#steered.send(verb, details);
    const message = await this.wait(
      (seen) => (seen.direction === 'out' && isSentUpon(verb, seen.message) ? seen.message : undefined),
      PROMPT,
      mark,
    );
    turns.give(this.id);
    if (message === undefined) throw new Error(`SIPp did not do \`${verb}\` in call ${this.id} within ${PROMPT} ms`);
    return message;
  }

  /** Refuses the INVITE that came last; `reason` is said of a 400, which has none of its own. */
  refuse(status: Refusal, next: SipAddress, reason = 'Bad Request'): Promise<SipMessage> {
    return this.send(`refuse-${status}`, { next, ...(status === 400 ? { fields: { Wrong: reason } } : {}) });
  }

  /** Acknowledges a 2xx to an INVITE of ours. */
  acknowledge(accepted: SipResponse, next: SipAddress): Promise<SipMessage> {
    return this.send('ack', { fields: { Acked: String(cseq(accepted)?.seq) }, next });
  }

  /** Sends a request and waits for its final answer, `within` ms from when SIPp has sent it. */
  async request(
    verb: Verb,
    order: Order,
    { within, onSent }: { readonly within: number; readonly onSent?: () => void },
  ): Promise<Exchange> {
    const { mark } = this;
    const request = await this.send(verb, order);
    if (request.kind !== 'request') throw new Error(`SIPp sent an answer for \`${verb}\` in call ${this.id}`);
    onSent?.();
    const kept = this.#seen.find((seen) => seen.message === request && seen.kept === true);
    if (kept !== undefined) {
      return { outcome: { kind: 'transport', why: `nothing is sent to ${kept.peer.host}` }, request };
    }
    const response = await this.wait((seen) => finalAnswer(seen, request), within, mark);
    if (response === undefined) return { outcome: SILENCE, request };
    await this.noticed(response);
    return { outcome: { kind: 'response', response }, request };
  }

  /** Nothing is waited for any more. */
  close(): void {
    for (const watcher of this.#watchers) watcher.end();
  }

  /** SIPp forgets the call: it repeats nothing any more. */
  async forget(): Promise<void> {
    this.close();
    await this.#steered?.abort();
  }

  #stir(): void {
    for (const watcher of this.#watchers) watcher.look();
  }

  #until<T>(look: () => T | undefined, within: number): Promise<T | undefined> {
    const found = look();
    if (found !== undefined || within <= 0) return Promise.resolve(found);
    return new Promise((resolve) => {
      const done = (value: T | undefined): void => {
        cancel();
        this.#watchers.delete(watcher);
        resolve(value);
      };
      const watcher = {
        look: (): void => {
          const value = look();
          if (value !== undefined) done(value);
        },
        end: () => done(undefined),
      };
      const cancel = afterMs(within, () => done(undefined));
      this.#watchers.add(watcher);
    });
  }
}

function finalAnswer({ direction, message }: Seen, request: SipRequest): SipResponse | undefined {
  if (direction !== 'in' || message.kind !== 'response' || message.status < 200) return undefined;
  const asked = cseq(request);
  const answered = cseq(message);
  return answered?.seq === asked?.seq && answered?.method === asked?.method ? message : undefined;
}
