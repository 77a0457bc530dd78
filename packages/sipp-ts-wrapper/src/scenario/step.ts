import type { Action } from './action.ts';
import type { Distribution } from './distribution.ts';

/** One step of a scenario, in order; a label is a place between steps. */
export type Step = Label | Message;

/** A step that SIPp counts: each element of the XML that is more than a place. */
export type Message = Send | Recv | SendCmd | RecvCmd | Nop | Pause | Timewait;

/** A place to go to. */
export interface Label {
  readonly kind: 'label';
  readonly name: string;
}

/** What every step but a label takes. */
export interface Common {
  /** The label to go on at after this step. */
  readonly next?: string;
  /** A variable: `next` counts only where it is set. */
  readonly test?: string;
  /** The probability of `next`, from 0 to 1. */
  readonly chance?: number;
  /** A variable: the step is left out where it is not set. */
  readonly condexec?: string;
  /** Turns `condexec` round. */
  readonly condexecInverse?: boolean;
  /** A counter of the statistics that this step raises. */
  readonly counter?: string;
  /** The response time that begins here. */
  readonly startRtd?: string;
  /** The response time that ends here. */
  readonly rtd?: string;
  /** Lets `rtd` end more than once. */
  readonly repeatRtd?: boolean;
  /** The percentage of messages to lose, from 0 to 100. */
  readonly lost?: number;
  /** An empty line behind this one on SIPp's screen. */
  readonly crlf?: boolean;
  /** Not on SIPp's screen. */
  readonly hide?: boolean;
  /** What stands for this step on SIPp's screen. */
  readonly display?: string;
  /** Leaves the SDP of this message alone. */
  readonly ignoreSdp?: boolean;
  readonly actions?: readonly Action[];
}

/** Sends a SIP message. */
export interface Send extends Common {
  readonly kind: 'send';
  /** The message with SIPp's keywords in brackets; lines end with LF, white space around lines does not count. */
  readonly text: string;
  /** Sends again after so many ms, doubling, until something is received (UDP only). */
  readonly retrans?: number;
  /** ms after which the call goes to `onTimeout`, or fails. */
  readonly timeout?: number;
  readonly onTimeout?: string;
  /** The transaction that this request begins. */
  readonly startTxn?: string;
  /** The transaction that this ACK belongs to. */
  readonly ackTxn?: string;
}

/** Waits for a SIP message: a request by its method, or a response by its code. */
export type Recv = RecvRequest | RecvResponse;

interface RecvOptions extends Common {
  /** May come before what the next mandatory step waits for; `'global'`: at any later time, too. */
  readonly optional?: true | 'global';
  /** Whether the call goes on behind an optional message that came; true where left out. */
  readonly advanceState?: boolean;
  /** ms after which the call goes to `onTimeout`, or fails. */
  readonly timeout?: number;
  readonly onTimeout?: string;
  /** Keeps the route set for `[routes]` and `[next_url]`. */
  readonly rrs?: boolean;
  /** Keeps the challenge for `[authentication]`. */
  readonly auth?: boolean;
}

export interface RecvRequest extends RecvOptions {
  readonly kind: 'recv';
  /** The method, or a regular expression for it with `regexpMatch`. */
  readonly request: string;
  readonly response?: never;
  readonly regexpMatch?: boolean;
}

export interface RecvResponse extends RecvOptions {
  readonly kind: 'recv';
  readonly response: number;
  readonly request?: never;
  /** The transaction that is answered. */
  readonly responseTxn?: string;
}

/** Sends a command to the 3PCC twin. */
export interface SendCmd extends Common {
  readonly kind: 'sendCmd';
  /** The command with keywords; it has to hold a `Call-ID:` line, by which the twin finds its call. */
  readonly text: string;
  /** The peer, in extended 3PCC mode. */
  readonly dest?: string;
  /**
   * The twin sends no command before the call is at a recvCmd again. SIPp is not told: it is your word for it, for a
   * sendCmd behind which the call sends or waits otherwise first.
   */
  readonly twinWaits?: true;
}

/** Waits for a command of the 3PCC twin. */
export interface RecvCmd extends Common {
  readonly kind: 'recvCmd';
  readonly optional?: true | 'global';
  /** The peer, in extended 3PCC mode. */
  readonly src?: string;
}

/** Only its actions. */
export interface Nop extends Common {
  readonly kind: 'nop';
}

/** How long: milliseconds, the variable that holds them, a distribution, or (`'default'`) what `-d` says. */
export type Duration = number | 'default' | { readonly variable: string } | Distribution;

export interface Pause extends Common {
  readonly kind: 'pause';
  readonly duration: Duration;
  /** Whether SIPp refuses a pause that is absurdly long; true where left out. */
  readonly sanityCheck?: boolean;
}

/** The last step: the call counts as ended, and answers retransmissions for a while. */
export interface Timewait extends Common {
  readonly kind: 'timewait';
  readonly duration: Duration;
}
