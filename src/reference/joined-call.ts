import { answerIn } from '../sip/described.ts';
import type { IncomingRequest } from '../sip/endpoint.ts';
import { formatSdp, type Sdp, type SdpLine } from '../sip/sdp.ts';
import { newTag } from '../sip/token.ts';
import type { IncomingRefer, Session } from '../sip/ua/user-agent.ts';
import { listenForKeys, stopListening } from './key-source.ts';
import type { RequestRefusal } from './orbit-places.ts';
import type { Media, OwnDescriptions } from './own-descriptions.ts';

/** The dialog of the pool with one party, and what it describes to it. */
export interface Side {
  readonly session: Session;
  readonly descriptions: OwnDescriptions;
}

/**
 * Two parties that the pool has joined: it has a dialog with each and describes each to the other, so that their media do
 * not need it (third party call control, RFC 3725). Offers, REFERs and the end of either are passed on to the other.
 */
export class JoinedCall {
  /** Called once, when the call is over or has been taken apart. */
  onOver?: () => void;
  /** Called when a party is described anew to the other, or makes way for another. */
  onChange?: () => void;
  /** A party asks for something to be done with the other; without it the other is asked to do it itself. */
  onRefer?: (incoming: IncomingRefer, from: Session) => void;
  /** A party presses a key; what it asks for may be refused. */
  onKey?: (key: string, from: Session) => RequestRefusal | undefined;
  /** A party sends an INFO that is no key; false leaves the answer to others. */
  onInfo?: (incoming: IncomingRequest, from: Session) => boolean;
  /** Whether the offer of a party is passed on to the other. */
  passesOn?: (offer: Sdp) => boolean;
  #sides: readonly [Side, Side];
  /** What each party has said last that the other one was told of. */
  readonly #told = new WeakMap<Session, Sdp | undefined>();
  readonly #over = new AbortController();
  #claimed = false;

  /** Names the call to the peer. */
  readonly id: string;

  constructor(sides: readonly [Side, Side], id = newTag()) {
    this.id = id;
    this.#sides = sides;
    for (const side of sides) this.#lead(side);
    relayBetween(sides);
  }

  /** Aborted when the call is over or has been taken apart. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  get sides(): readonly [Side, Side] {
    return this.#sides;
  }

  /** Keeps the call for one that changes its parties; false when another one came first. */
  claim(): boolean {
    if (this.#claimed) return false;
    this.#claimed = true;
    return true;
  }

  unclaim(): void {
    this.#claimed = false;
  }

  has(session: Session): boolean {
    return this.#sides.some((side) => side.session === session);
  }

  otherThan(session: Session): Side {
    const [one, other] = this.#sides;
    return one.session === session ? other : one;
  }

  /** A party that is being taken out of the call may hang up before the other one has got a new peer. */
  spare(session: Session): void {
    session.onEnded = () => undefined;
  }

  /** The party stays after all; where it has hung up meanwhile, the call is over. */
  mind(session: Session): void {
    if (session.state === 'ended') this.end();
    else session.onEnded = () => this.end();
  }

  /** From now on nothing of that session is passed on. */
  letGo(session: Session): void {
    const side = this.#sides.find((each) => each.session === session);
    if (side !== undefined) letGo(side);
  }

  /** Puts another party in the place of one that was let go. */
  put(newcomer: Side, inPlaceOf: Session): void {
    const stays = this.otherThan(inPlaceOf);
    this.#sides = [stays, newcomer];
    if (stays.session.state !== 'confirmed' || newcomer.session.state !== 'confirmed') return this.end();
    this.#lead(newcomer);
    relayBetween(this.#sides);
    this.onChange?.();
  }

  /** Leaves both sessions as they are, to others. */
  takeApart(): void {
    for (const side of this.#sides) letGo(side);
    this.#over.abort();
    this.onOver?.();
  }

  /** Forgets the parties, with which another pool goes on. */
  handOver(): void {
    this.takeApart();
    for (const { session } of this.#sides) session.abort();
  }

  /** Hangs up on the parties that are still there. */
  end(): void {
    this.takeApart();
    for (const { session } of this.#sides) void session.bye();
  }

  #lead(side: Side): void {
    const { session, descriptions } = side;
    this.#told.set(session, session.remoteSdp);
    session.onOffer = (offer) => {
      this.#told.set(session, offer);
      return this.#passOn(side, offer);
    };
    session.onOfferWanted = () => descriptions.again(bothWays(session.localSdp));
    // The answer of a party that left the offer to us comes with its ACK.
    session.onAcknowledged = () => {
      const said = session.remoteSdp;
      if (said === undefined || this.#told.get(session) === said) return;
      this.#told.set(session, said);
      void offerTo(this.otherThan(session), said).then(() => this.onChange?.());
    };
    session.onRefer = (incoming) => {
      if (this.onRefer === undefined) void passReferOn(incoming, this.otherThan(session).session);
      else this.onRefer(incoming, session);
    };
    listenForKeys(side, {
      onKey: (key) => this.onKey?.(key, session),
      onInfo: (incoming) => this.onInfo?.(incoming, session) ?? false,
    });
    session.onEnded = () => this.end();
  }

  async #passOn({ session, descriptions }: Side, offer: Sdp): Promise<Sdp | undefined> {
    if (this.passesOn?.(offer) === false) return undefined;
    const answer = await offerTo(this.otherThan(session), offer);
    // The session has agreed only when this answer has left.
    setImmediate(() => this.onChange?.());
    return answer && descriptions.of(answer);
  }
}

/** Describes another party to that of a side; undefined when it refuses. */
export async function offerTo({ session, descriptions }: Side, offer: Media): Promise<Sdp | undefined> {
  const { relay } = descriptions;
  const before = relay?.leadsTo;
  const outcome = await session.reinvite(descriptions.of(offer));
  if (outcome.kind === 'response' && outcome.response.status < 300) return answerIn(outcome.response);
  // The party that was described last is still the one to hear this one.
  if (relay !== undefined) relay.leadsTo = before;
  return undefined;
}

/** The same media without a direction, which is sendrecv (RFC 4566 6). */
export function bothWays({ lines, media }: Sdp): Media {
  return {
    lines: lines.filter(isNoDirection),
    media: media.map((each) => ({ ...each, lines: each.lines.filter(isNoDirection) })),
  };
}

function isNoDirection({ type, value }: SdpLine): boolean {
  return type !== 'a' || !DIRECTION.test(value);
}

/** Whether two descriptions differ in no more than their origins and directions. */
export function sameMedia(one: Sdp, other: Sdp): boolean {
  const text = (sdp: Sdp): string => formatSdp({ ...bothWays(sdp), origin: one.origin });
  return text(one) === text(other);
}

const DIRECTION = /^\s*(sendrecv|sendonly|recvonly|inactive)\s*$/i;

function relayBetween([{ descriptions: one }, { descriptions: other }]: readonly [Side, Side]): void {
  one.relay?.leaveFrom(other.relay);
  other.relay?.leaveFrom(one.relay);
}

function letGo(side: Side): void {
  const { session } = side;
  delete session.onOffer;
  delete session.onOfferWanted;
  delete session.onAcknowledged;
  delete session.onRefer;
  delete session.onEnded;
  stopListening(side);
}

/** The transferee is at the other side, and calls the target itself (RFC 5589 6). The transferor hears how it fares. */
async function passReferOn(incoming: IncomingRefer, transferee: Session): Promise<void> {
  const { referTo, referredBy } = incoming;
  const refer = transferee.refer({ referTo: `<${referTo.raw}>`, referredBy });
  const accepted = await refer.accepted;
  if (accepted.kind !== 'response') return incoming.reject(accepted.kind === 'timeout' ? 408 : 480);
  const { status, reason } = accepted.response;
  if (status >= 300) return incoming.reject(status, reason);
  const notifier = incoming.accept();
  notifier.trying();
  const final = await refer.final;
  notifier.notify(final?.status ?? 503, final?.reason);
}
