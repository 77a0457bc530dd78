/** What the transaction machines take and give: values only, so that a virtual clock can drive them. */
import type { SipMessage, SipRequest, SipResponse } from '../message/message.ts';

/** In milliseconds: the round trip estimate, the longest retransmit interval, the longest life of a message (RFC 3261 17.1.2.1). */
export interface Timers {
  readonly t1: number;
  readonly t2: number;
  readonly t4: number;
}

export const defaultTimers: Timers = { t1: 500, t2: 4000, t4: 5000 };

export interface Settings extends Timers {
  /** The transport neither loses nor reorders: nothing is retransmitted and no wait for stragglers is needed. */
  readonly reliable: boolean;
}

/** How often a transaction waits for T1 before it gives up: timers B, F, H, J, L and M. */
export const lifetime = (timers: Timers): number => 64 * timers.t1;

/**
 * The letters of RFC 3261 table 4 and RFC 6026 7.2; C is a proxy's. Three have no letter: `trying` (the 200 ms of 17.2.1),
 * `cancelled` (the wait for a final response after CANCEL, 9.1) and `unanswered` (RFC 4320 4.2).
 */
export type TimerName =
  | 'A'
  | 'B'
  | 'D'
  | 'E'
  | 'F'
  | 'G'
  | 'H'
  | 'I'
  | 'J'
  | 'K'
  | 'L'
  | 'M'
  | 'trying'
  | 'cancelled'
  | 'unanswered';

export type FinalOutcome =
  | { readonly kind: 'response'; readonly response: SipResponse }
  | { readonly kind: 'timeout'; readonly why: string }
  | { readonly kind: 'transport'; readonly why: string };

export type TimerEffect =
  /** Starting a timer that runs starts it anew. */
  | { readonly kind: 'start'; readonly timer: TimerName; readonly ms: number }
  | { readonly kind: 'stop'; readonly timer: TimerName };

export interface SendEffect<Message extends SipMessage> {
  readonly kind: 'send';
  readonly message: Message;
}

export type ClientEffect =
  | SendEffect<SipRequest>
  | { readonly kind: 'provisional'; readonly response: SipResponse }
  /** Comes exactly once in the life of a client transaction. */
  | { readonly kind: 'final'; readonly outcome: FinalOutcome }
  /** A 2xx after the first: a retransmission, or another fork's. */
  | { readonly kind: 'repeated'; readonly response: SipResponse }
  /** The time has come to send CANCEL, in a transaction of its own. */
  | { readonly kind: 'cancel' };

export type ServerEffect =
  | SendEffect<SipResponse>
  /** An ACK that is the user's business, because it acknowledges a 2xx. */
  | { readonly kind: 'ack'; readonly request: SipRequest }
  /** A response could not be sent, or was not acknowledged. */
  | { readonly kind: 'undelivered'; readonly why: string };

export interface TimerFired {
  readonly kind: 'timer';
  readonly timer: TimerName;
}

export type ClientEvent =
  | TimerFired
  | { readonly kind: 'response'; readonly response: SipResponse }
  | { readonly kind: 'transport-error'; readonly why: string }
  | { readonly kind: 'cancel' }
  /** The user gives up; `outcome` is what it hears if it has heard no final outcome yet. */
  | { readonly kind: 'abandon'; readonly outcome: FinalOutcome };

export type ServerEvent =
  | TimerFired
  /** The request came again. */
  | { readonly kind: 'request' }
  | { readonly kind: 'ack'; readonly request: SipRequest }
  | { readonly kind: 'respond'; readonly response: SipResponse }
  | { readonly kind: 'transport-error'; readonly why: string }
  | { readonly kind: 'abandon' };

export interface Step<State, Effect> {
  readonly state: State;
  readonly effects: ReadonlyArray<Effect | TimerEffect>;
}

export type ClientStep<State> = Step<State, ClientEffect>;
export type ServerStep<State> = Step<State, ServerEffect>;

export const start = (timer: TimerName, ms: number): TimerEffect => ({ kind: 'start', timer, ms });
export const stop = (timer: TimerName): TimerEffect => ({ kind: 'stop', timer });
export const send = <Message extends SipMessage>(message: Message): SendEffect<Message> => ({ kind: 'send', message });
