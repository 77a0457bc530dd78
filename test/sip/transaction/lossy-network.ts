/** Two users, their transactions and a network between them that loses, doubles and reorders, on one virtual clock. */
import * as fc from 'fast-check';
import type { ClientTransaction, IncomingRequest } from '../../../src/sip/endpoint/api.ts';
import { ClientTransactions } from '../../../src/sip/endpoint/client-transactions.ts';
import { ServerTransactions } from '../../../src/sip/endpoint/server-transactions.ts';
import type { ClientSurroundings } from '../../../src/sip/endpoint/surroundings.ts';
import { buildRequest, buildResponse } from '../../../src/sip/message/build.ts';
import { parseMessage } from '../../../src/sip/message/parse.ts';
import { serializeMessage } from '../../../src/sip/message/serialize.ts';
import type { SipMessage, SipRequest, SipResponse } from '../../../src/sip/message/message.ts';
import { defaultTimers, type FinalOutcome } from '../../../src/sip/transaction/step.ts';
import type { Address } from '../../../src/sip/transport/transport.ts';
import { VirtualClock } from './virtual-clock.ts';

const caller: Address = { transport: 'udp', host: '127.0.0.1', port: 5062 };
const callee: Address = { transport: 'udp', host: '127.0.0.1', port: 5064 };

/** When each copy of a datagram arrives; none if it is lost. */
export type Fate = readonly number[];

/**
 * The last retransmission leaves 500 ms before the transactions end; if it took longer than that to arrive it would be a
 * new request to any implementation of RFC 3261.
 */
const delay = fc.integer({ min: 0, max: 490 });

export const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 30, arbitrary: fc.constant([]) },
  { weight: 50, arbitrary: fc.tuple(delay) },
  { weight: 20, arbitrary: fc.tuple(delay, delay) },
);

export interface Script {
  readonly method: 'INVITE' | 'OPTIONS';
  /** One for each datagram in turn, over and over. */
  readonly fates: readonly Fate[];
  /** ms until the callee sends 180 or 183; `undefined` for neither. */
  readonly provisionalAfter: number | undefined;
  readonly answerAfter: number;
  readonly status: number;
  readonly cancelAfter: number | undefined;
}

export interface Observed {
  readonly outcomes: FinalOutcome[];
  /** Requests that the callee's user saw, without ACK. */
  readonly seen: string[];
  readonly acks: number;
  /** Those among them that came when the transaction of the INVITE had not yet given up waiting for one (timer H). */
  readonly timelyAcks: number;
  readonly cancels: number;
  /** Final responses that the callee's user gave. */
  readonly answers: number[];
  readonly undelivered: string[];
  readonly leftTimers: number;
  readonly leftTransactions: number;
}

/** The user gives an INVITE that only ever gets provisional responses this long. */
const patience = 100_000;

export async function play(script: Script): Promise<Observed> {
  const clock = new VirtualClock();
  let sent = 0;
  const carry = (message: SipMessage | Uint8Array | undefined, arrive: (message: SipMessage) => void): void => {
    if (message === undefined) return;
    const bytes = message instanceof Uint8Array ? message : serializeMessage(message);
    const delays = script.fates[sent % script.fates.length] ?? [];
    sent += 1;
    for (const ms of delays) {
      clock.after(ms, () => {
        const outcome = parseMessage(bytes);
        if (!outcome.ok) throw new Error(outcome.reason);
        arrive(outcome.message);
      });
    }
  };
  const around = (arrive: (message: SipMessage) => void): ClientSurroundings => ({
    clock,
    timers: defaultTimers,
    send: (message) => carry(message, arrive),
    own: () => caller,
    write: serializeMessage,
    transmit: (bytes) => carry(bytes, arrive),
    reaches: () => true,
    exceeded: () => {},
    call: (handler) => handler(),
  });
  const toCallee = (message: SipMessage): void => {
    if (message.kind === 'request') servers.receive(message, caller);
  };
  const toCaller = (message: SipMessage): void => {
    if (message.kind === 'response') clients.receive(message);
  };
  const user = new Callee(clock, script);
  const clients = new ClientTransactions(around(toCallee));
  const servers = new ServerTransactions(around(toCaller), (incoming) => user.take(incoming));

  const outcomes: FinalOutcome[] = [];
  const transaction = clients.request(invitation(script.method), callee);
  const acknowledge = (response: SipResponse): void => carry(ackTo(transaction.request, response), toCallee);
  transaction.onRepeated2xx = acknowledge;
  void listen(transaction, script, outcomes, acknowledge);
  giveUp(clock, transaction, script);

  for (let steps = 0; clock.step(); steps += 1) {
    // Lets the user hear of an outcome before time goes on.
    await Promise.resolve();
    if (steps > 10_000) throw new Error('this never ends');
  }
  return {
    outcomes,
    ...user.observed,
    leftTimers: clock.pending,
    leftTransactions: clients.size + servers.size,
  };
}

async function listen(
  transaction: ClientTransaction,
  script: Script,
  outcomes: FinalOutcome[],
  acknowledge: (response: SipResponse) => void,
): Promise<void> {
  const outcome = await transaction.final;
  outcomes.push(outcome);
  if (script.method === 'INVITE' && outcome.kind === 'response' && outcome.response.status < 300) {
    acknowledge(outcome.response);
  }
}

function giveUp(clock: VirtualClock, transaction: ClientTransaction, script: Script): void {
  if (script.cancelAfter !== undefined) clock.after(script.cancelAfter, () => transaction.cancel());
  clock.after(patience, () => transaction.cancel());
}

class Callee {
  readonly #clock: VirtualClock;
  readonly #script: Script;
  readonly #seen: string[] = [];
  readonly #answers: number[] = [];
  readonly #undelivered: string[] = [];
  #acks = 0;
  #timelyAcks = 0;
  #cancels = 0;

  constructor(clock: VirtualClock, script: Script) {
    this.#clock = clock;
    this.#script = script;
  }

  get observed() {
    return {
      seen: this.#seen,
      acks: this.#acks,
      timelyAcks: this.#timelyAcks,
      cancels: this.#cancels,
      answers: this.#answers,
      undelivered: this.#undelivered,
    };
  }

  take(incoming: IncomingRequest): void {
    if (incoming.request.method === 'ACK') {
      this.#acks += 1;
      if (this.#undelivered.length === 0) this.#timelyAcks += 1;
      return;
    }
    this.#seen.push(incoming.request.method);
    incoming.onUndelivered = (why) => this.#undelivered.push(why);
    incoming.onCancel = () => {
      this.#cancels += 1;
      this.#answer(incoming, 487);
    };
    const { provisionalAfter, answerAfter, status } = this.#script;
    if (provisionalAfter !== undefined) {
      this.#clock.after(provisionalAfter, () => {
        if (this.#answers.length === 0) incoming.respond(responseTo(incoming.request, 180));
      });
    }
    this.#clock.after(answerAfter, () => this.#answer(incoming, status));
  }

  #answer(incoming: IncomingRequest, status: number): void {
    if (this.#answers.length > 0) return;
    this.#answers.push(status);
    const response = responseTo(incoming.request, status);
    incoming.respond(response);
    if (incoming.request.method === 'INVITE' && status < 300) this.#repeat(incoming, response, defaultTimers.t1, 0);
  }

  /** 13.3.1.4: the user repeats the 2xx until ACK comes. */
  #repeat(incoming: IncomingRequest, response: SipResponse, interval: number, waited: number): void {
    if (waited + interval >= 64 * defaultTimers.t1) return;
    this.#clock.after(interval, () => {
      if (this.#acks > 0) return;
      incoming.respond(response);
      this.#repeat(incoming, response, Math.min(interval * 2, defaultTimers.t2), waited + interval);
    });
  }
}

const responseTo = (request: SipRequest, status: number): SipResponse =>
  buildResponse(request, status, undefined, { toTag: 'b' });

function invitation(method: string): SipRequest {
  return buildRequest({
    method,
    uri: 'sip:bob@127.0.0.1:5064',
    headers: [
      ['From', '<sip:alice@park.example>;tag=a'],
      ['To', '<sip:bob@park.example>'],
      ['Call-ID', 'call'],
      ['CSeq', `7 ${method}`],
    ],
  });
}

let acksMade = 0;

/** 13.2.2.4 */
function ackTo(invite: SipRequest, response: SipResponse): SipRequest {
  acksMade += 1;
  return buildRequest({
    method: 'ACK',
    uri: invite.uri,
    headers: [
      ['Via', `SIP/2.0/UDP 127.0.0.1:5062;branch=z9hG4bKack${acksMade};rport`],
      ['From', '<sip:alice@park.example>;tag=a'],
      ['To', response.headers.find((field) => field.name === 'To')?.value ?? ''],
      ['Call-ID', 'call'],
      ['CSeq', '7 ACK'],
    ],
  });
}
