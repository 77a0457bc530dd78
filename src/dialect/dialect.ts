/** How a candidate parks and retrieves on the wire. A dialect only asks phones; the history shows what came of it. */
import type { Candidate } from '../candidate/candidate.ts';
import type { DialectHook } from '../candidate/dialect/dialect-table.ts';
import type { HookEvent, HookOutcome } from '../history/event.ts';
import type { SipAddress } from '../candidate/sip-address.ts';
import type { DialogId, DialResult, Leg, Phone, Reply } from '../phone/phone.ts';
import type { PoolName } from '../suite/cell.ts';

/** How a hook ended, and what it printed or answered. */
export interface HookEnd {
  readonly outcome: HookOutcome;
  /** `exit code 1`, `503 Service Unavailable` */
  readonly words: string;
  /** Of an answer over HTTP. */
  readonly status?: number;
  readonly output: string;
}

/** Has a hook run for an order, at the pool that is asked. */
export type RunHook = (
  purpose: HookEvent['purpose'],
  hook: DialectHook,
  values: Readonly<Record<string, string>>,
) => Promise<HookEnd>;

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
  /** The orbit that the parker chooses, where the pool does not. */
  readonly orbit?: string | undefined;
  /** Orbits whose state the parker holds a subscription to, and which are free: one that turns occupied is that of the call. */
  readonly free?: readonly string[] | undefined;
  /** The orbit that a request to the parker tells, as soon as one comes; undefined when none comes in time. */
  readonly message?: Promise<string | undefined> | undefined;
  /** Left out where the dialect has no hook. */
  readonly runHook?: RunHook;
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
  /** Left out where the dialect has no hook. */
  readonly runHook?: RunHook;
}

/** What tells one subscription that is held from another one. */
export type HeldLookup = Pick<LookupRequest, 'candidate' | 'phone' | 'next' | 'pool' | 'orbit'>;

/** The dialog of a parked call, seen from the pool. */
export interface ShownDialog extends DialogId {
  /** The parkee's contact URI. */
  readonly remoteTarget: string;
}

/** A parked call as the pool shows it. */
export interface FoundDialog {
  readonly orbit?: string;
  /** Left out where the pool shows that there is a call, and not which. */
  readonly dialog?: ShownDialog;
}

export type LookupResult = { readonly kind: 'dialogs'; readonly dialogs: readonly FoundDialog[] } | Reply;

export interface RetrieveRequest extends Order {
  readonly phone: Phone;
  readonly orbit: string;
  /** The call that a look-up found there, which is then taken over; without it the orbit is dialled. */
  readonly found?: ShownDialog;
}

/** The parkee, as its phone knows it. */
export interface ParkedParty {
  readonly contact: string;
  /** Call-ID of its leg in the call. */
  readonly callId: string | undefined;
}

export interface ParkDialect {
  /** How many requests of their own an order may take: each has its own Call-ID. */
  readonly requests: { readonly park: number; readonly retrieve: number; readonly lookup: number };
  /** A call must be looked up before it can be retrieved the way the candidate wants it. */
  readonly looksUpFirst: boolean;
  /** The park is asked for in the dialog of the call; what is sent for it elsewhere has a Call-ID of its own. */
  readonly asksInCall: boolean;
  /** The parker names the orbit in its request. */
  readonly choosesOrbit: boolean;
  /** One look-up can show all orbits of a pool. */
  readonly showsAll: boolean;
  /** A park is proven by an orbit that turns occupied, so that the parker has to look at the free ones first. */
  readonly watchesState: boolean;
  park(request: ParkRequest): Promise<ParkResult>;
  /** The calls that a retriever could take over; an answer that cannot be read counts as one without any. */
  lookup(request: LookupRequest): Promise<LookupResult>;
  /** The Call-ID of the subscription by which a phone holds the state of an orbit: the next look-up goes on with it. */
  heldCallId(request: HeldLookup): string | undefined;
  /** The one of the calls shown that holds a parkee: by it the orbit is learnt that the park did not tell. */
  holding(shown: readonly FoundDialog[], parkee: ParkedParty): FoundDialog | undefined;
  retrieve(request: RetrieveRequest): Promise<DialResult>;
}
