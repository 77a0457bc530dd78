/** How a candidate parks and retrieves on the wire. A dialect only asks phones; the history shows what came of it. */
import type { SipAddress } from '../candidate/sip-address.ts';
import type { DialogId, DialResult, Leg, Phone, Reply } from '../phone/phone.ts';

export interface ParkRequest {
  readonly parker: Phone;
  /** The parker's side of the call. */
  readonly leg: Leg;
  /** `sip:park@park.example` */
  readonly parkUri: string;
  /** The pool. */
  readonly next: SipAddress;
  readonly callId: string;
  /** ms */
  readonly within: number;
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

export interface LookupRequest {
  readonly phone: Phone;
  /** The orbit's address, or the park URI for all orbits. */
  readonly uri: string;
  readonly next: SipAddress;
  readonly callId: string;
  /** ms */
  readonly within: number;
}

/** A parked call as the pool shows it; the ids are seen from the pool. */
export interface FoundDialog extends DialogId {
  readonly orbit?: string;
  /** The parkee's contact URI. */
  readonly remoteTarget: string;
}

export type LookupResult = { readonly kind: 'dialogs'; readonly dialogs: readonly FoundDialog[] } | Reply;

export interface RetrieveRequest {
  readonly phone: Phone;
  readonly orbit: string;
  /** The pool. */
  readonly next: SipAddress;
  readonly domain: string;
  readonly how: 'replaces' | 'dial';
  /** What the look-up found; `replaces` needs it. */
  readonly found?: FoundDialog;
  /** Of the INVITE; a second one, after a redirect, has `-2` at the end, a third `-3`. */
  readonly callId: string;
  /** ms */
  readonly within: number;
}

export interface ParkDialect {
  park(request: ParkRequest): Promise<ParkResult>;
  /** The confirmed dialogs; a NOTIFY that cannot be read counts as an answer without any. */
  lookup(request: LookupRequest): Promise<LookupResult>;
  retrieve(request: RetrieveRequest): Promise<DialResult>;
}
