/**
 * The phone port: what the driver can ask of a SIP phone of any kind. A phone does as it is told and reports
 * through its taps; what it returns steers the driver and is never evidence.
 */
import type { SipTransport } from '../candidate/candidate.ts';
import type { Srtp } from '../candidate/phone-policy.ts';
import type { SipAddress } from '../candidate/sip-address.ts';
import type { TlsProfile } from '../candidate/tls-profile.ts';
import type { User } from '../candidate/users.ts';
import type {
  AstrayEvent,
  AudioLossEvent,
  DigitsEvent,
  MediaEvent,
  MishapEvent,
  SipEvent,
  SrtpDescriptionEvent,
  SrtpPacketsEvent,
  VoiceName,
} from '../history/event.ts';
import type { PortRange } from '../free-port.ts';
import type { Sound } from '../media/voices.ts';
import type { Access } from '../network/link.ts';
import type { Reach } from '../network/reach.ts';
import type { SipMessage } from '../sip/message/message.ts';
import type { Party, PoolName } from '../suite/cell.ts';

/** A sound, and the name of the party or of the music that it belongs to. */
export interface Voice {
  readonly name: VoiceName;
  readonly sound: Sound;
}

export interface PhoneOptions {
  readonly party: Party;
  /** As whom it registers. */
  readonly user: User;
  readonly transport: SipTransport;
  /** The address of this machine on which it listens, for SIP and RTP: one that the pools can reach. */
  readonly host: string;
  /** Where it listens; the system chooses, where it is left out. */
  readonly ports?: PortRange | undefined;
  readonly pools: Readonly<Record<PoolName, SipAddress>>;
  /** How it finds them, where it knows a domain alone; the answer may differ from one time to the next. */
  readonly locate?: (() => Promise<PoolsFound>) | undefined;
  /** How it knows them; needed for TLS. */
  readonly tls?: TlsProfile | undefined;
  /** Values of Route: the proxies that it has to go through to them. */
  readonly proxies?: Readonly<Partial<Record<PoolName, string>>>;
  /** Behind an edge: the pool that has written a message. There both pools have one address, that of the edge. */
  readonly served?: ((message: SipMessage) => PoolName | undefined) | undefined;
  /** Every voice that may be heard in this cell; the phone sends the one that bears its party's name. */
  readonly voices: readonly Voice[];
  /** The shortest session interval (RFC 4028) that it grants, in ms; 90 s where it is left out. A SIPp phone has no timers. */
  readonly minSessionExpires?: number | undefined;
  /** It has a line at each pool, and keeps both registrations alive. */
  readonly both?: boolean | undefined;
  /** It speaks SRTP alone, with keys in the session description (RFC 4568); RTP alone, where this is left out. */
  readonly srtp?: Srtp | undefined;
  /** It agrees on telephone events (RFC 4733), so that digits can be pressed. */
  readonly digits?: boolean | undefined;
  /** Requests outside any dialog of its own that it takes for news, and answers with 200. */
  readonly news?: readonly string[] | undefined;
  readonly taps: PhoneTaps;
  /** The hosts that it sends anything to, and takes audio from; every one, where this is left out. */
  readonly reach?: Pick<Reach, 'admits'> | undefined;
  /** The bad network that all its datagrams pass; the taps are on the phone's side of it. */
  readonly access?: Access | undefined;
}

export interface PhoneTaps {
  /** `performance.now()` at the event; called synchronously as a message leaves or arrives. */
  sip(event: Omit<SipEvent, 'kind'>, now: number): void;
  media(event: Omit<MediaEvent, 'kind'>, now: number): void;
  /** Digits left in the audio, as the last of them begins. */
  digits?(event: Omit<DigitsEvent, 'kind'>, now: number): void;
  /** What the bad network does to a message, as it reaches the network, or has done to a leg's audio. */
  network(event: Omit<MishapEvent, 'kind'> | Omit<AudioLossEvent, 'kind'>): void;
  /** A phone that wants SRTP could not use a description, or refused packets. */
  srtp?(event: Omit<SrtpDescriptionEvent, 'kind'> | Omit<SrtpPacketsEvent, 'kind'>): void;
  /** It was led outside of its reach; nothing was sent there. */
  astray?(event: Omit<AstrayEvent, 'kind'>): void;
  /** A message did not leave: a peer refused the connection, or broke it. In words that follow the name of the party. */
  unsent?(text: string): void;
  /** The phone itself broke (a socket error, an exception), or cannot do what is asked of it: bench trouble, never the candidate's fault. */
  trouble(text: string, cause: unknown, hint?: string): void;
  /** Somebody sends the phone more than it takes. */
  flooded?(text: string): void;
}

/** Where a domain leads: to pools, in the order in which they are tried, or to none. */
export type PoolsFound =
  | { readonly kind: 'found'; readonly pools: readonly PoolName[] }
  | { readonly kind: 'nowhere'; readonly why: string };

export type PhoneDriver = (options: PhoneOptions) => Promise<Phone>;

/** How a request that is not an INVITE, or an INVITE that failed, ended. */
export type Reply =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly reason: string;
      /** Of a 3xx: where it leads, by its Contact with the highest q. */
      readonly contact?: string;
    }
  /** `why` where more is known than that no answer came. */
  | { readonly kind: 'silent'; readonly why?: string }
  | { readonly kind: 'unreachable'; readonly why: string };

/** A registration that is not refreshed any more. */
export interface Lapse {
  readonly reply: Reply;
  /** Time that the registrar has granted it from now, in ms. */
  readonly left: number;
}

export interface DialogId {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
}

export type DialResult = { readonly kind: 'connected'; readonly leg: Leg } | Reply;

/** A body, and its Content-Type. */
export interface Body {
  readonly type: string;
  readonly text: string;
}

export interface Phone {
  readonly party: Party;
  readonly address: SipAddress;
  /** `sip:alice@park.example` */
  readonly aor: string;
  /** The contact URI without brackets. */
  readonly contact: string;
  /** The pool whose registrar accepted last. */
  readonly home: PoolName | undefined;
  /**
   * When a pool accepted it, as `performance.now()` tells it; undefined before, when the pool has not let it refresh its
   * registration since, and when it has moved to the other one.
   */
  registeredAt(pool: PoolName): number | undefined;
  /** The pool that it asks for a call to which its peer refers it; its home where it is undefined. */
  asks: PoolName | undefined;
  /** What to do with a call that comes in: answer it, let it ring until the caller gives up, or refuse with 486. */
  whenCalled: 'answer' | 'ring' | 'decline';

  /** REGISTERs at the first pool of `order` that answers; follows a redirect to the other pool. */
  register(order: readonly PoolName[], options: { within: number }): Promise<Reply>;
  /** Gives up its registration at a pool, see `lapseAt`. */
  lapse(pool: PoolName, options: { within: number }): Promise<Lapse>;
  /** Removes its registration at a pool, and keeps none alive from then on. */
  withdraw(pool: PoolName, options: { within: number }): Promise<Reply>;
  /**
   * Calls `uri`; `next` is where the INVITE is sent (the pool, or the peer itself). Resolves when the call is answered
   * or has failed; a call not answered `within` ms is cancelled and `silent`. `replaces` is the dialog to take over, seen
   * from the callee (RFC 3891: its remote tag is our `from-tag`); adds `Require: replaces`. A 3xx is not followed here.
   */
  dial(options: {
    callId: string;
    uri: string;
    next: SipAddress;
    replaces?: { readonly callId: string; readonly toTag: string; readonly fromTag: string };
    /** Stands beside the session description (RFC 5621). */
    body?: Body;
    within: number;
  }): Promise<DialResult>;
  /**
   * Out-of-dialog REFER; collects the NOTIFYs of its implicit subscription until the final one or `within`, or waits for its
   * answer only. With a body that is what it refers to (RFC 2392), and `referTo` is not used.
   */
  refer(options: {
    callId: string;
    uri: string;
    next: SipAddress;
    referTo: string;
    referredBy: string;
    body?: Body;
    until?: 'notify' | 'answer';
    within: number;
  }): Promise<ReferResult>;
  /**
   * SUBSCRIBE with Expires 0 and the NOTIFY that tells the state (RFC 6665 poll): an empty one only if no other follows. With `held`
   * the subscription goes on, and the next poll of the same resource refreshes it under its own Call-ID.
   */
  poll(
    options: Watched & { callId: string; event: string; accept?: string; held?: boolean; within: number },
  ): Promise<PollResult>;
  /** The Call-ID of the subscription that is held to a resource; undefined where none is. */
  heldCallId(resource: Watched): string | undefined;
  /** The first resource of the subscriptions that are held whose state is told from now on as `wanted` says; undefined when none is `within` ms. */
  turned(wanted: (uri: string, body: string) => boolean, options: { within: number }): Promise<string | undefined>;

  /** Legs that are up, oldest first. */
  legs(): readonly Leg[];
  leg(callId: string): Leg | undefined;
  /** Records a `sample` for each voice heard on each live leg. */
  sample(): void;
  /** Hangs up what is left, waits for the answers at most `within`, then closes the sockets. */
  close(options: { within: number }): Promise<void>;
}

/** What a SUBSCRIBE asks for, and where it is sent. */
export interface Watched {
  readonly uri: string;
  readonly next: SipAddress;
  /** The pool that is asked: behind an edge both are at one address, and a dialog with one says nothing of the other. */
  readonly pool?: PoolName | undefined;
}

export type ReferResult =
  | { readonly kind: 'accepted'; readonly status: number; readonly final: Sipfrag | undefined }
  | Reply;

/** The status line that a refer NOTIFY carries and the headers after it (RFC 3515, RFC 3420). */
export interface Sipfrag {
  readonly status: number;
  readonly reason: string;
  readonly headers: ReadonlyArray<{ readonly name: string; readonly value: string }>;
}

export type PollResult =
  | { readonly kind: 'notified'; readonly contentType: string | undefined; readonly body: string }
  | { readonly kind: 'no-notify'; readonly status: number }
  | Reply;

/** One side of a confirmed call. After it ended its methods answer `unreachable`. */
export interface Leg {
  readonly callId: string;
  readonly dialog: DialogId;
  /** The peer's contact URI without brackets: where requests in the dialog go. */
  readonly remoteTarget: string;
  /** How it came to be: dialled, answered, or answered in place of another leg (Replaces). */
  readonly origin: 'dialled' | 'answered' | 'replacement';
  readonly live: boolean;
  /** Voices heard now. */
  hearing(): readonly VoiceName[];
  /** True when `frames` more 20 ms frames of `voice` arrived within `within` ms of asking. */
  listen(voice: VoiceName | 'anything', frames: number, options: { within: number }): Promise<boolean>;
  /** True when no frame of `voice` arrived for `quietFor` ms, within `within` ms of asking. */
  listenForEnd(voice: VoiceName | 'anything', quietFor: number, options: { within: number }): Promise<boolean>;
  /** Resolves when the leg has ended or `within` ms are over: true if it ended. */
  ended(options: { within: number }): Promise<boolean>;
  /** The leg to which a REFER of the peer has led, as soon as it is up; undefined where none does so within `within` ms. */
  successor(options: { within: number }): Promise<Leg | undefined>;
  /** re-INVITE with a=sendonly; on hold the phone sends no sound. */
  hold(options: { within: number }): Promise<Reply>;
  resume(options: { within: number }): Promise<Reply>;
  /**
   * REFER in the dialog; with `consult` attended (Replaces of that leg). Waits for the final NOTIFY, or with `until:
   * 'answer'` for the answer to the REFER only. Ends this leg when that is a 2xx, unless `hangsUp` is false.
   */
  transfer(options: {
    referTo: string;
    consult?: Leg;
    until?: 'notify' | 'answer';
    hangsUp?: boolean;
    within: number;
  }): Promise<ReferResult>;
  /** Presses keys of the telephone (RFC 4733), one after the other. False where that was not agreed on, or not all were sent. */
  press(digits: string): Promise<boolean>;
  /** INFO in the dialog, without an info package (RFC 6086 section 1: legacy usage). */
  info(options: Body & { within: number }): Promise<Reply>;
  /** re-INVITE with unchanged media. A 481, 408, silence or unreachable peer ends the leg (RFC 3261 12.2.1.2). */
  probe(options: { within: number }): Promise<Reply>;
  hangUp(options: { within: number }): Promise<Reply>;
}
