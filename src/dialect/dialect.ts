/** How a candidate parks and retrieves on the wire. A dialect only asks phones; the history shows what came of it. */
import type { Candidate } from '../candidate/candidate.ts';
import type { SipAddress } from '../candidate/sip-address.ts';
import type { DialogId, DialResult, Leg, Phone, Reply } from '../phone/phone.ts';
import type { PoolName } from '../suite/cell.ts';

/** What every order has in common. */
interface Order {
  readonly candidate: Candidate;
  /** The pool that is asked. */
  readonly pool: PoolName;
  /** Where it listens. */
  readonly next: SipAddress;
  /** For the requests that start something of their own, in the order in which they are sent; as many as `requests` says. */
  readonly callIds: CallIds;
  /** ms */
  readonly within: number;
}

export type CallIds = readonly [string, ...string[]];

export interface ParkRequest extends Order {
  readonly parker: Phone;
  /** The parker's side of the call. */
  readonly leg: Leg;
}

export type ParkResult =
  | {
      readonly kind: 'parked';
      readonly orbit?: string;
      /** The dialog in which the call is parked, seen from the pool. */
      readonly dialog?: DialogId;
    }
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string }
  | { readonly kind: 'silent' }
  | { readonly kind: 'unreachable'; readonly why: string };

export interface LookupRequest extends Order {
  readonly phone: Phone;
  /** Undefined: all orbits of the pool. */
  readonly orbit: string | undefined;
}

/** A parked call as the pool shows it; the ids are seen from the pool. */
export interface FoundDialog extends DialogId {
  readonly orbit?: string;
  /** The parkee's contact URI. */
  readonly remoteTarget: string;
}

export type LookupResult = { readonly kind: 'dialogs'; readonly dialogs: readonly FoundDialog[] } | Reply;

export interface RetrieveRequest extends Order {
  readonly phone: Phone;
  readonly orbit: string;
  /** The call that a look-up found there, which is then taken over; without it the orbit is dialled. */
  readonly found?: FoundDialog;
}

/** The parkee, as its phone knows it. */
export interface ParkedParty {
  readonly contact: string;
  /** Call-ID of its leg in the call. */
  readonly callId: string | undefined;
}

export interface ParkDialect {
  /** How many requests of their own an order may take: each has its own Call-ID. */
  readonly requests: { readonly park: number; readonly retrieve: number };
  /** A call must be looked up before it can be retrieved the way the candidate wants it. */
  looksUpFirst(candidate: Candidate): boolean;
  park(request: ParkRequest): Promise<ParkResult>;
  /** The calls that a retriever could take over; an answer that cannot be read counts as one without any. */
  lookup(request: LookupRequest): Promise<LookupResult>;
  /** The one of the calls shown that holds a parkee: by it the orbit is learnt that the park did not tell. */
  holding(shown: readonly FoundDialog[], parkee: ParkedParty): FoundDialog | undefined;
  retrieve(request: RetrieveRequest): Promise<DialResult>;
}
