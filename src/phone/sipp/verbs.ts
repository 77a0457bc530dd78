/** What a SIPp phone can be told to do, and with what. */

/** Commands that send a request outside of a dialog, or, of a subscription, in its own; each has a twin `…-auth` that carries credentials. */
export type Opening = 'register' | 'subscribe' | 'resubscribe' | 'refer' | Inviting;
export type Inviting = 'invite' | 'invite-replacing' | 'invite-referred' | 'invite-replacing-referred';
/** Commands about a dialog. */
export type Speaking = 'ack' | 'reinvite' | 'bye' | 'refer-inside' | 'info' | 'notify' | 'cancel';
/** Commands that answer the INVITE that came last. */
export type Answering = 'ring' | 'answer' | `refuse-${Refusal}`;

/** How an INVITE may be refused: SIPp wants to know the codes that it sends. */
export const REFUSALS = [
  [400, 'Bad Request'],
  [415, 'Unsupported Media Type'],
  [480, 'Temporarily Unavailable'],
  [481, 'Call/Transaction Does Not Exist'],
  [486, 'Busy Here'],
  [487, 'Request Terminated'],
  [488, 'Not Acceptable Here'],
  [491, 'Request Pending'],
  [500, 'Server Internal Error'],
  [603, 'Decline'],
] as const;
export type Refusal = (typeof REFUSALS)[number][0];
export type Verb = Opening | `${Opening}-auth` | Speaking | Answering;

/** The fields of a command; one that is left out keeps what the last command gave it. */
export type Field = keyof typeof FIELDS;
/** The variable that each field of a command goes to. */
export const FIELDS = {
  Uri: 'uri',
  /** The To of a request outside of a dialog, in brackets. */
  Remote: 'remote',
  Replaces: 'replaces',
  'Referred-By': 'referredBy',
  'Refer-To': 'referTo',
  Event: 'event',
  Accept: 'accept',
  State: 'state',
  Credentials: 'credentials',
  /** Content-Type of an INFO. */
  Type: 'type',
  /** The number of the INVITE that an ACK is of. */
  Acked: 'acked',
  /** What is wrong with an INVITE that is answered 400 (RFC 3261 21.4.1). */
  Wrong: 'wrong',
} as const;
