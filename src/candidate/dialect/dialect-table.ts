/** How a candidate parks and retrieves on the wire: the dialect table of its file (docs/candidates.md, "The dialect"). */

/** How a parker asks for a park. */
export const PARK_WAYS = ['refer-server', 'refer', 'attended', 'invite', 'dtmf', 'body', 'hook'] as const;
/**
 * - `refer-server`: a REFER outside any dialog to the park server, whose Refer-To names the call (RFC 5359 section 2.15);
 * - `refer`: a REFER in the parker's call, whose Refer-To is the number that parks (a blind transfer, RFC 5589 section 6);
 * - `attended`: the call is held, the parker calls the number that parks, and then refers its peer to that dialog by Replaces (RFC 5589 section 7);
 * - `invite`: the call is held, and the parker calls the number that parks;
 * - `dtmf`: the parker presses keys in the call;
 * - `body`: the parker sends a request whose body is the candidate's own, in the call (INFO) or outside any dialog;
 * - `hook`: an order outside SIP (`run`, `http`, `exec`) parks the call.
 */
export type ParkWay = (typeof PARK_WAYS)[number];

/** The ways for which the call is put on hold: the parker calls a number meanwhile. */
export const HELD_FIRST: ReadonlySet<ParkWay> = new Set<ParkWay>(['attended', 'invite']);

/** Which word of the candidate says that a call is parked. */
export const PARK_PROOFS = ['notify', 'answer', 'state', 'bye', 'message', 'hook'] as const;
/**
 * - `notify`: the final NOTIFY of the REFER (RFC 3515);
 * - `answer`: the final answer to the request itself;
 * - `state`: a NOTIFY of a subscription that is held, by which an orbit turns occupied;
 * - `bye`: the BYE with which the candidate ends the parker's leg;
 * - `message`: a request to the parker that tells the orbit;
 * - `hook`: the end of the hook, without a complaint.
 */
export type ParkProof = (typeof PARK_PROOFS)[number];

/** The words that can come for each way to ask. */
export const PROOFS_OF: Readonly<Record<ParkWay, readonly ParkProof[]>> = {
  'refer-server': ['notify', 'answer', 'state'],
  refer: ['notify', 'answer', 'state'],
  attended: ['notify', 'answer', 'state'],
  invite: ['answer', 'state'],
  dtmf: ['bye', 'answer', 'state'],
  body: ['message', 'answer', 'bye', 'notify', 'state'],
  hook: ['hook', 'bye', 'state'],
};

/** How keys that are pressed get to the candidate. */
export const DIGIT_WAYS = ['rfc4733', 'info'] as const;
/** `rfc4733`: telephone events in the audio, where both sides agree on them; `info`: an INFO for each key (application/dtmf-relay). */
export type DigitWay = (typeof DIGIT_WAYS)[number];

/** The keys that park a call, with the orbit among them; of the ways the first that works is taken. */
export interface ParkDigits {
  readonly send: string;
  readonly via: readonly DigitWay[];
}

export const BODY_METHODS = ['REFER', 'INFO', 'INVITE'] as const;
export type BodyMethod = (typeof BODY_METHODS)[number];

/** A request with a body of the candidate's own. */
export interface ParkBody {
  readonly method: BodyMethod;
  /** Its Content-Type. */
  readonly type: string;
  /** What is sent, with the call and the orbit in their places. */
  readonly template: string;
}

/** Who ends the parker's leg when the call is parked; a BYE of the other side is taken in either case. */
export const PARK_ENDS = ['parker', 'server'] as const;
export type ParkEndedBy = (typeof PARK_ENDS)[number];

/** By which means the orbit of a parked call is learnt. */
export const ORBIT_SOURCES = ['sipfrag', 'chosen', 'state', 'redirect', 'message', 'hook'] as const;
/**
 * - `sipfrag`: the Contact in the final NOTIFY, else a look-up of all orbits;
 * - `chosen`: the parker chooses it by the number;
 * - `state`: the one of the range whose subscription shows that it turns occupied;
 * - `redirect`: the address to which the candidate redirects the REFER (RFC 3261 section 8.3);
 * - `message`: a request that the candidate sends to the parker;
 * - `hook`: what a hook prints, or answers.
 */
export type OrbitSource = (typeof ORBIT_SOURCES)[number];

/** Requests that may tell the orbit to the parker. */
export const TELLING_METHODS = ['NOTIFY', 'REFER', 'INFO', 'MESSAGE'] as const;
export type TellingMethod = (typeof TELLING_METHODS)[number];

/** Where the orbit stands in what the candidate says. */
export interface ToldOrbit {
  /** A regular expression with one group, which is the orbit. */
  readonly match: string;
  /** With `message`: the requests in which it is looked for, header fields and body. */
  readonly of?: readonly TellingMethod[];
  /** With `hook`: a hook of its own; without it that which parks. */
  readonly hook?: DialectHook;
}

/**
 * An order outside SIP about one call or orbit: a script on this machine, a request to the administration of the pool that is
 * asked, a command where that pool runs. The call and the orbit are filled in.
 */
export type DialectHook =
  | { readonly kind: 'run' | 'exec'; readonly command: readonly string[] }
  | { readonly kind: 'http'; readonly method: 'POST' | 'GET' | 'PUT'; readonly path: string };

export const RETRIEVAL_WAYS = ['replaces', 'invite'] as const;
/** `replaces`: an INVITE with Replaces to the parkee that a look-up shows (RFC 3891); `invite`: a call to a number. */
export type RetrievalWay = (typeof RETRIEVAL_WAYS)[number];

/** The treatment of a party that dials an orbit at which no call is. */
export const EMPTY_ORBITS = ['refuses', 'announces', 'parks', 'unknown'] as const;
/** `parks`: the party that dials is parked itself, so that no phone dials to look. */
export type EmptyOrbit = (typeof EMPTY_ORBITS)[number];

/** States of a dialog in a dialog-info document (RFC 4235 section 4.1.1) that may mean that a call is parked. */
export const PARKED_STATES = ['trying', 'proceeding', 'early', 'confirmed'] as const;
export type ParkedState = (typeof PARKED_STATES)[number];

/** The type of document that states of dialogs are read out of (RFC 4235 section 3.5). */
export const READABLE_TYPE = 'application/dialog-info+xml';

/** How to ask a candidate for a call in an orbit. Templates are user parts or SIP URIs, see `template-placeholders.ts`. */
export interface Dialect {
  /** The preset that it is made from. */
  readonly name: string;
  readonly park: {
    readonly by: ParkWay;
    /** Whom the request names. */
    readonly to: string;
    /** All must come. */
    readonly proof: readonly ParkProof[];
    readonly end: ParkEndedBy;
    /** With `dtmf`. */
    readonly digits?: ParkDigits;
    /** With `body`. */
    readonly body?: ParkBody;
    /** With `refer-server`: a REFER that is redirected is sent again, to where that leads. */
    readonly redirects?: 'follow';
    /** With `hook`. */
    readonly hook?: DialectHook;
  };
  readonly orbit: OrbitSource;
  /** With `message`, `redirect` and `hook`. */
  readonly told?: ToldOrbit;
  readonly retrieve: {
    readonly by: RetrievalWay;
    readonly to: string;
    /** With `invite`: the candidate answers, and then refers the retriever to the parkee. */
    readonly refer?: 'accept';
  };
  readonly empty: EmptyOrbit;
  readonly state: {
    /** Whom a SUBSCRIBE for one orbit is sent to. */
    readonly subscribe: string;
    /** Whom a SUBSCRIBE for all orbits of a pool is sent to; undefined where the candidate has no such address. */
    readonly all: string | undefined;
    /** The states in which a parked call is shown. */
    readonly parked: readonly ParkedState[];
    /** The event package (RFC 6665), and the media type that its NOTIFYs must have, in lower case. */
    readonly event: string;
    readonly accept: string;
    /** With a type of which no dialogs are read: a call is at the orbit where the expression matches the document. */
    readonly match?: string;
    /** The subscription goes on and is refreshed, where the candidate does not let itself be asked once. */
    readonly held: boolean;
    /** Looks at an orbit in the place of a SUBSCRIBE: a call is there where the expression matches what it prints, or answers. */
    readonly hook?: { readonly order: DialectHook; readonly match: string };
  };
}

/** True where the Contact of a sipfrag is the orbit: elsewhere it may be any address of the candidate. */
export function isToldBySipfrag({ orbit }: Pick<Dialect, 'orbit'>): boolean {
  return orbit === 'sipfrag' || orbit === 'redirect';
}
