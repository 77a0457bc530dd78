/**
 * The terms in which the judge thinks of parking, and from what a dialect reads them. The functions of a dialect are pure:
 * they say what was asked, answered and done on the wire, and have no opinion of it.
 */
import type { Candidate } from '../candidate/candidate.ts';
import type { DigitsEvent, HistoryEvent, HookEvent } from '../history/event.ts';
import type { Crossings } from '../history/crossings.ts';
import type { Action, Actions } from '../judge/evidence/actions.ts';
import type { Hearing } from '../judge/evidence/hearing.ts';
import type { Dialogs, Invitation, Leg } from '../judge/evidence/legs.ts';
import type { Reply } from '../judge/evidence/observed-reply.ts';
import type { OwnerRule, Owners } from '../judge/evidence/ownership.ts';
import type { PhoneAddresses } from '../judge/evidence/phone-addresses.ts';
import type { Departure } from '../judge/evidence/refer-progress.ts';
import type { Messages, Seen } from '../judge/evidence/seen-messages.ts';
import type { Unread } from '../judge/evidence/unreadable-message.ts';
import type { Party, PoolName } from '../suite/cell.ts';
import { WORDS } from '../judge/sentences/field-words.ts';

export type HookEnded = HistoryEvent & HookEvent;
export type Digits = HistoryEvent & DigitsEvent;

/** What was seen, before anybody asks what it means for parking. */
export interface Evidence {
  readonly candidate: Candidate;
  readonly actions: readonly Action[];
  /** The same actions, by id and by call. */
  readonly actionLog: Actions;
  readonly messages: Messages;
  /** Hooks of the dialect that have ended. */
  readonly hooks: readonly HookEnded[];
  /** Digits that left in the audio. */
  readonly digits: readonly Digits[];
  readonly dialogs: Dialogs;
  readonly hearing: Hearing;
  readonly crossings: Crossings;
  readonly phones: PhoneAddresses;
  /** The pool that listens at an address, as it stands in `remote`. */
  readonly poolAt: (address: string) => PoolName | undefined;
}

/** The evidence, and what has been read out of it. */
export interface Known extends Evidence {
  readonly owners: Owners;
  /** In the order in which they were asked for. */
  readonly lookups: readonly Lookup[];
  /** The attempts to park a call, in the order in which they were asked for. */
  readonly parkingsOf: (call: string) => readonly Parking[];
}

/**
 * How a dialect reads one action, or one call that comes in. An action is read again when one of these is new: a line of
 * an action of its call; a leg that its call gets, loses or that ends; a voice that starts or stops on such a leg; a
 * message of a Call-ID of the action, or of a request that was read of it, at its phone; anything at all while it lasts.
 * A park whose orbit a look-up may tell is also read again when a look-up was.
 */
export interface DialectReader {
  /** Which legs belong to a call, where the general rules say nothing. */
  ownRules(evidence: Evidence): readonly OwnerRule[];
  /** Undefined when the action asks for nothing that could be judged, as without a call. */
  readParking(action: Action, known: Known): Parking | undefined;
  readRetrieval(action: Action, known: Known): Retrieval | undefined;
  readLookup(action: Action, known: Known): Lookup | undefined;
  readDial(action: Action, known: Known): Dial | undefined;
  /** A park or a retrieval brings that call from the candidate about; a ringback is not one of them. */
  explains(call: Invitation, known: Known): boolean;
}

export interface Reading {
  /** The call of the cell that each leg belongs to. */
  readonly owners: Owners;
  readonly parkings: readonly Parking[];
  readonly retrievals: readonly Retrieval[];
  readonly lookups: readonly Lookup[];
  readonly dials: readonly Dial[];
  /** A park or a retrieval brings that call from the candidate about; a ringback is not one of them. */
  explains(call: Invitation): boolean;
}

/** An event and its time. */
export interface At {
  readonly n: number;
  readonly t: number;
}

/** An attempt to park. */
export interface Parking {
  readonly action: Action;
  readonly call: string;
  readonly parker: Party;
  /** The pool that was asked. */
  readonly pool: PoolName;
  /** The request, the last one where it was sent again; undefined when none was sent. */
  readonly request: ParkOrder | undefined;
  /** The answer to it, as far as it goes. */
  readonly reply: Reply;
  /** The final word of the candidate, also where the phone waits for it no longer. */
  readonly told: FinalWord | undefined;
  /** The legs that the parker had in the call when it asked; their `ended` says who let it go. */
  readonly parkerLegs: readonly Leg[];
  readonly parkLeg: ParkLeg | undefined;
  readonly orbit: string | undefined;
  /** The event that tells the orbit. */
  readonly orbitEvidence: number | undefined;
  readonly departures: readonly Departure[];
}

/** By what a park was asked for: a SIP request, or keys that were pressed. */
export type ParkOrder = Pick<Seen, 'n' | 't' | 'tap' | 'callId' | 'remote'>;

export interface FinalWord {
  /** The message, or the end of a hook. */
  readonly seen: At;
  /** It says that the call is parked now. */
  readonly parked: boolean;
  readonly words: string;
}

/** The parkee's leg with the candidate. */
export interface ParkLeg {
  readonly leg: Leg;
  /** A dialog that took the place of the one with the parker, or the dialog that the parkee had with a B2BUA all the time. */
  readonly dialog: 'new' | 'same';
  /** From when on the call is parked. */
  readonly begun: At;
  /** The leg has ended, or another party of the call is heard on it. */
  readonly over: At | undefined;
}

export function isParkedAt({ begun, over }: ParkLeg, n: number): boolean {
  return begun.n <= n && (over === undefined || over.n > n);
}

/** An attempt to retrieve a parked call. */
export interface Retrieval {
  readonly action: Action;
  readonly call: string;
  readonly by: Party;
  readonly request: Seen | undefined;
  readonly reply: Reply;
  /** Legs that the retriever got by it, in the order in which they were answered. */
  readonly legs: readonly Leg[];
}

/** A pool was asked what is at its orbits. */
export interface Lookup {
  readonly action: Action;
  readonly pool: PoolName | undefined;
  /** Undefined: all orbits of the pool. */
  readonly orbit: string | undefined;
  /** Undefined where nothing was sent. */
  readonly request: ParkOrder | undefined;
  /** The last message in which the pool answered. */
  readonly told: Seen | undefined;
  /** The pool said what is there; a refusal says that there is nothing. */
  readonly answered: boolean;
  /** Calls that are not over. */
  readonly shown: readonly ShownCall[];
  /** The answer, where one came that nobody could read, and none that could be. */
  readonly unread: Unread | undefined;
  /** Number of calls in the answer that could not be read. */
  readonly unreadable: number;
  readonly departures: readonly Departure[];
}

export interface ShownCall {
  /** Of the parkee's dialog, where it is shown. */
  readonly callId: string | undefined;
  readonly orbit: string | undefined;
  readonly state: string;
  /** The states in which a parked call may be shown. */
  readonly parkedStates: readonly string[];
}

/** The calls that could not be read, in words; undefined where all could. */
export function unreadWords({ unreadable }: Lookup): string | undefined {
  if (unreadable === 0) return undefined;
  return WORDS.unreadDialogs(unreadable);
}

/** The event that tells what came of asking. */
export function toldBy({ told, unread, action }: Lookup): number {
  return (unread ?? told ?? action.asked).n;
}

/** An orbit was dialled to see who is there. */
export interface Dial {
  readonly action: Action;
  /** Its INVITEs: a redirect is followed by another one, and what counts is the last. */
  readonly tries: readonly Invitation[];
  /** The answer by which the pool sent its caller on to a call that waits, and the Call-ID of the dialog that it names. */
  readonly sentOn: { readonly seen: Seen; readonly callId: string } | undefined;
}
