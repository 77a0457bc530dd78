import type { HeaderList } from '../dialog/request.ts';
import type { FinalOutcome, IncomingRequest } from '../endpoint.ts';
import { formatReplaces } from '../fields/replaces.ts';
import { header } from '../message/headers.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import type { Sdp } from '../sdp.ts';
import { Accepted } from './accepted.ts';
import type { Core } from './core.ts';
import { notSent } from './exchange.ts';
import { capabilities, type ContactPlace, contactValue } from './identity.ts';
import { takeOffer } from './incoming-offer.ts';
import { receiveRefer, type IncomingRefer } from './incoming-refer.ts';
import type { CallUsage, LiveDialog } from './live-dialog.ts';
import { Offers } from './offers.ts';
import { referInside, type OutgoingRefer, type ReferOptions } from './outgoing-refer.ts';
import { answer, reply } from './send-response.ts';
import { answerIn } from '../described.ts';
import { sdpBody } from './sdp-body.ts';
import type { SessionSnapshot } from './session-snapshot.ts';
import { SessionTimer, type Terms } from './session-timer.ts';

export type EndReason = 'local-bye' | 'remote-bye' | 'replaced' | 'error' | 'timeout' | 'no-ack' | 'expired';

/** What belongs to a session and so comes too late once it has ended. */
const lateFor = new Set(['INVITE', 'UPDATE', 'BYE', 'INFO', 'REFER']);

/** Tells the peer, and all that read the messages, why the session is over (RFC 3326). */
const EXPIRED: HeaderList = [['Reason', 'SIP;cause=408;text="session not refreshed"']];

/** A call that was answered. Handlers are the owner's; requests they do not want are answered as the RFCs say. */
export class Session implements CallUsage {
  readonly role: 'uac' | 'uas';
  /** Called once, when the session is over; not after `abort`. */
  onEnded?: (why: EndReason) => void;
  /** The answer to a new offer of the peer, or undefined to refuse it with 488, as without a handler. It may take its time. */
  onOffer?: (offer: Sdp) => Sdp | undefined | Promise<Sdp | undefined>;
  /** Our offer to a peer whose re-INVITE makes none; without it the present description. */
  onOfferWanted?: () => Sdp;
  /** The ACK to our 2xx came; `remoteSdp` is known now where the 2xx made the offer. */
  onAcknowledged?: () => void;
  onRefer?: (incoming: IncomingRefer) => void;
  /** Must answer; without it an INFO is answered 200, or 469 where it names an info package. */
  onInfo?: (incoming: IncomingRequest) => void;
  readonly #core: Core;
  readonly #live: LiveDialog;
  readonly #offers: Offers;
  readonly #timer: SessionTimer;
  #state: 'confirmed' | 'ended' = 'confirmed';
  readonly #over = new AbortController();
  /** The peer's BYE has come. */
  #peerLeft = false;
  #local: Sdp;
  #remote: Sdp | undefined;
  /** An offer of the peer waits for our answer. */
  #answering = false;
  #accepted: { readonly wait: Accepted; readonly offered: boolean } | undefined;

  constructor(
    core: Core,
    live: LiveDialog,
    options: { role: 'uac' | 'uas'; localSdp: Sdp; remoteSdp: Sdp | undefined },
  ) {
    this.#core = core;
    this.#live = live;
    this.role = options.role;
    this.#local = options.localSdp;
    this.#remote = options.remoteSdp;
    this.#timer = new SessionTimer(core, {
      refresh: () => void this.#offers.refresh(),
      expired: () => void this.#hangUp('expired', EXPIRED),
    });
    this.#offers = new Offers(core, {
      live,
      timer: this.#timer,
      ownsCallId: options.role === 'uac',
      ended: () => this.#state === 'ended',
      localSdp: () => this.#local,
      settled: async () => this.#accepted?.wait.done,
      agreed: (local, remote) => this.#agree(local, remote),
      lost: (why, dialogKnown) => this.#lose(why, dialogKnown),
    });
    live.call = this;
    live.join(this);
  }

  /** Value of our Contact. */
  get contact(): string {
    return this.#live.contact;
  }

  get callId(): string {
    return this.#live.dialog.callId;
  }

  get localTag(): string {
    return this.#live.dialog.localTag;
  }

  get remoteTag(): string {
    return this.#live.dialog.remoteTag;
  }

  get remoteTarget(): string {
    return this.#live.dialog.remoteTarget;
  }

  /** Address of record of the peer. */
  get remoteUri(): string {
    return this.#live.dialog.remoteUri;
  }

  get state(): 'confirmed' | 'ended' {
    return this.#state;
  }

  /** Aborted when the session is over, also by `abort`. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  get phase(): 'confirmed' | 'ended' {
    return this.#state;
  }

  get initiator(): 'local' | 'remote' {
    return this.role === 'uac' ? 'local' : 'remote';
  }

  get localSdp(): Sdp {
    return this.#local;
  }

  get remoteSdp(): Sdp | undefined {
    return this.#remote;
  }

  /** Value of a Replaces that names this dialog to the peer. */
  replacesHeader(): string {
    return formatReplaces({ callId: this.callId, toTag: this.remoteTag, fromTag: this.localTag });
  }

  /** For another user agent that goes on with the session when this one is gone. */
  snapshot(): SessionSnapshot {
    const { dialog, contact, fallback } = this.#live;
    const { terms } = this.#timer;
    return { dialog, contact, fallback, role: this.role, localSdp: this.#local, remoteSdp: this.#remote, terms };
  }

  /** Goes on with the session timer that was agreed on before a snapshot. */
  resume(terms: Terms | undefined): void {
    this.#timer.resume(terms);
  }

  /** Where the peer reaches us from our next offer on, which tells it so (RFC 3261 12.2). */
  moveTo(place: ContactPlace): void {
    this.#live.contact = contactValue(this.#core.identity, place);
  }

  /**
   * Makes an offer, the present description when none is given. 481, 408, silence and an unreachable peer end the session.
   * `onSent` is called when the request has left: offers go one after the other.
   */
  reinvite(sdp?: Sdp, onSent?: () => void): Promise<FinalOutcome> {
    return this.#offers.reinvite(sdp, onSent);
  }

  /** UPDATE, with an offer when one is given. */
  update(sdp?: Sdp): Promise<FinalOutcome> {
    return this.#offers.update(sdp);
  }

  /** What the 2xx to the INVITE says that made this session. */
  established(invite: SipRequest, response: SipResponse): void {
    this.#timer.heed(invite, response);
  }

  bye(headers?: HeaderList): Promise<FinalOutcome> {
    return this.#hangUp('local-bye', headers);
  }

  close(): void {
    this.abort();
  }

  replaced(): void {
    void this.#hangUp('replaced');
  }

  refer(options: ReferOptions): OutgoingRefer {
    return referInside(this.#core, this.#live, options);
  }

  /** Any other request of the dialog, as it is; its failure changes nothing here. */
  request(method: string, options: { headers?: HeaderList; body?: Uint8Array } = {}): Promise<FinalOutcome> {
    if (this.#state === 'ended') return Promise.resolve(notSent('the session has ended'));
    return this.#live.send(method, options).final;
  }

  /** Forgets the session without BYE; what still waits for an answer is given up. */
  abort(): void {
    this.#state = 'ended';
    this.#timer.close();
    this.#accepted?.wait.stop();
    this.#live.abandon();
    this.#leave();
    this.#over.abort();
  }

  /** Sends the 2xx to an INVITE of this session and keeps at it until the ACK comes. */
  accept(incoming: IncomingRequest, sdp: Sdp, options: { offered: boolean; headers?: HeaderList | undefined }): void {
    const { headers, body } = sdpBody(sdp);
    const timed = this.#timer.grants(incoming.request);
    const response = answer(incoming.request, 200, {
      headers: [['Contact', this.#live.contact], ...capabilities(), ...timed, ...(options.headers ?? []), ...headers],
      body,
      tag: this.localTag,
    });
    this.#accepted?.wait.stop();
    const wait = new Accepted(this.#core, incoming, response, () => void this.#hangUp('no-ack'));
    this.#accepted = { wait, offered: options.offered };
  }

  take(incoming: IncomingRequest): boolean {
    const { method } = incoming.request;
    if (method === 'ACK') return this.#takeAck(incoming.request);
    if (this.#state === 'ended') return this.#takeLate(incoming);
    switch (method) {
      case 'INVITE':
      case 'UPDATE':
        takeOffer(incoming, {
          live: this.#live,
          busy: this.#busy(),
          answering: this.#answering,
          local: () => this.onOfferWanted?.() ?? this.#local,
          tooBrief: this.#timer.refuses(incoming.request),
          granted: () => this.#timer.grants(incoming.request),
          answer: (offer) => this.onOffer?.(offer),
          later: (coming, answered) => void this.#answerLater(coming, answered),
          agreed: (local, remote) => this.#agree(local, remote),
          accept: (local, offered) => this.accept(incoming, local, { offered }),
        });
        return true;
      case 'BYE':
        reply(incoming, 200);
        this.#hungUpFirst();
        this.#finish('remote-bye');
        return true;
      case 'REFER':
        return receiveRefer(this.#core, incoming, { live: this.#live, handler: this.onRefer });
      case 'INFO':
        this.#takeInfo(incoming);
        return true;
      default:
        return false;
    }
  }

  #takeAck(ack: SipRequest): boolean {
    if (this.#accepted === undefined || !this.#accepted.wait.acknowledge(ack)) return false;
    if (this.#accepted.offered) this.#remote = answerIn(ack) ?? this.#remote;
    this.onAcknowledged?.();
    return true;
  }

  /** Our BYE is under way, or waits for an ACK: the peer's may cross it; anything else has come too late. */
  #takeLate(incoming: IncomingRequest): boolean {
    const { method } = incoming.request;
    if (!lateFor.has(method)) return false;
    reply(incoming, method === 'BYE' ? 200 : 481);
    if (method === 'BYE') this.#hungUpFirst();
    return true;
  }

  #hungUpFirst(): void {
    this.#accepted?.wait.stop();
    this.#leave();
    this.#peerLeft = true;
  }

  /** An offer of ours waits for its answer. */
  #busy(): boolean {
    return this.#offers.pending || (this.#accepted?.offered === true && this.#accepted.wait.open);
  }

  async #answerLater(
    coming: Promise<Sdp | undefined>,
    answered: (answer: Sdp | undefined | 'ended') => void,
  ): Promise<void> {
    this.#answering = true;
    const made = await coming.catch(() => undefined);
    this.#answering = false;
    answered(this.#state === 'ended' ? 'ended' : made);
  }

  #takeInfo(incoming: IncomingRequest): void {
    if (this.onInfo !== undefined) this.onInfo(incoming);
    // RFC 6086 4.2.2: no package was agreed on.
    else reply(incoming, header(incoming.request, 'Info-Package') === undefined ? 200 : 469);
  }

  #agree(local: Sdp, remote: Sdp | undefined): void {
    this.#local = local;
    this.#remote = remote ?? this.#remote;
  }

  #lose(why: 'error' | 'timeout', dialogKnown: boolean): void {
    if (dialogKnown) void this.#hangUp(why);
    else {
      this.#leave();
      this.#finish(why);
    }
  }

  async #hangUp(why: EndReason, headers?: HeaderList): Promise<FinalOutcome> {
    if (this.#state === 'ended') return notSent('the session has ended');
    const accepted = this.#accepted?.wait;
    this.#finish(why);
    // The callee may not hang up before the ACK has come or cannot come any more (RFC 3261 15).
    if (accepted?.open === true) await accepted.done;
    if (this.#peerLeft) return notSent('the peer hung up first');
    const outcome = await this.#live.send('BYE', { headers }).final;
    this.#leave();
    return outcome;
  }

  #finish(why: EndReason): void {
    this.#state = 'ended';
    this.#timer.close();
    this.#over.abort();
    this.onEnded?.(why);
  }

  #leave(): void {
    this.#core.dialogs.remember(this.#live.dialog);
    this.#live.leave(this);
  }
}
