import { type Dialog, type DialogId, sameDialog } from '../../sip/dialog/dialog.ts';
import { isReplacesMisplaced } from '../../sip/dialog/replaced-dialog.ts';
import { contactUri } from '../../sip/fields/contact.ts';
import { parseNameAddr } from '../../sip/fields/name-addr.ts';
import type { SipRequest, SipResponse } from '../../sip/message/message.ts';
import { addressOr } from '../../sip/route.ts';
import { formatSdp, type Sdp } from '../../sip/sdp.ts';
import { answerIn, describedIn } from '../../sip/described.ts';
import { parseUri } from '../../sip/uri.ts';
import { glareWait } from '../../sip/ua/glare.ts';
import type { Deadline } from '../deadline.ts';
import type { LegMedia } from '../leg-media.ts';
import { Deferred } from '../../deferred.ts';
import { settledWithin } from '../../settled-within.ts';
import { MediaLeg, over, type ReferFields } from '../media-leg.ts';
import type { SipAddress } from '../../candidate/sip-address.ts';
import type { Body, Leg, ReferResult, Reply } from '../phone.ts';
import { isSuccess, replyOf } from '../reply-of.ts';
import { referOutcome } from './refer-outcome.ts';
import type { SippCall } from './sipp-call.ts';

/** RFC 3261's T1, in ms. */
const T1 = 500;

/** How long the final answer to an INVITE may take, in ms; then the dialog is given up (RFC 3261 14.1). */
const PATIENCE = 64 * T1;

export interface SippLegOptions {
  readonly call: SippCall;
  readonly media: LegMedia;
  readonly origin: Leg['origin'];
  readonly aor: string;
  readonly dialog: Dialog;
  /** Where requests go when the peer's address is a name. */
  readonly fallback: SipAddress;
  readonly local: Sdp;
  readonly remote: Sdp | undefined;
}

/** One side of a call of a SIPp phone. Its dialog is kept by SIPp; here is what the wire has shown of it. */
export class SippLeg extends MediaLeg {
  /** REFERs of the peer that were followed in this dialog. */
  followed = 0;
  readonly callId: string;
  readonly #call: SippCall;
  readonly #dialog: Dialog;
  readonly #fallback: SipAddress;
  #remoteTarget: string;
  #local: Sdp;
  #remote: Sdp | undefined;
  #inviting = false;
  #offers: Promise<unknown> = Promise.resolve();

  constructor({ call, dialog, fallback, local, remote, ...leg }: SippLegOptions) {
    super(leg);
    this.callId = dialog.callId;
    this.#call = call;
    this.#dialog = dialog;
    this.#fallback = fallback;
    this.#remoteTarget = dialog.remoteTarget;
    this.#local = local;
    this.#remote = remote;
    this.applyAgreed();
  }

  get dialog(): DialogId {
    const { callId, localTag, remoteTag } = this.#dialog;
    return { callId, localTag, remoteTag };
  }

  get remoteTarget(): string {
    return this.#remoteTarget;
  }

  /** Where requests in the dialog go. */
  get next(): SipAddress {
    return hopOf({ routeSet: this.#dialog.routeSet, remoteTarget: this.#remoteTarget }, this.#fallback);
  }

  is(id: DialogId | undefined): boolean {
    return id !== undefined && sameDialog(this.dialog, id);
  }

  async hangUp({ within }: { within: number }): Promise<Reply> {
    if (!this.live) return over;
    this.finish();
    const { outcome } = await this.#call.request('bye', { next: this.next }, { within });
    return replyOf(outcome);
  }

  /** The peer makes a new offer, or leaves that to us (RFC 3261 14.2). SIPp waits for the answer. */
  async takeInvite(request: SipRequest, back: SipAddress): Promise<void> {
    if (isReplacesMisplaced(request)) return void (await this.#call.refuse(400, back, 'Misplaced Replaces'));
    const described = describedIn(request);
    if (this.#inviting) return void (await this.#call.refuse(491, back));
    if (described.kind === 'refuse') return void (await this.#call.refuse(described.status, back, described.reason));
    const offer = described.kind === 'sdp' ? described.sdp : undefined;
    const local = offer === undefined ? this.#local : this.media.answer(offer);
    if (local === undefined) return void (await this.#call.refuse(488, back));
    this.#remoteTarget = contactUri(request) ?? this.#remoteTarget;
    await this.#call.send('answer', { next: back, body: formatSdp(local) });
    this.#local = local;
    if (offer !== undefined) this.#agree(offer);
  }

  /** The answer to an offer of ours may be in the ACK. */
  takeAck(request: SipRequest): void {
    const answer = answerIn(request);
    if (answer !== undefined) this.#agree(answer);
  }

  /** Tells the referrer how the call that it asked for fares (RFC 3515 2.4.5). */
  async notify(event: string, status: number, frag: string): Promise<void> {
    const state = status >= 200 ? 'terminated;reason=noresource' : 'active;expires=60';
    await this.#call.send('notify', { fields: { Event: event, State: state }, body: frag, next: this.next });
  }

  /** An offer goes out when the one before it has its answer (RFC 3261 14.1), which may come after `within`. */
  protected async reinvite(offer: Sdp | undefined, within: number): Promise<Reply> {
    const sent = new Deferred<undefined>();
    const turn = this.#offers.then(() => this.#offerTwice(offer, sent));
    this.#offers = turn.catch(() => undefined);
    // The peer has its time from when the request has left.
    await settledWithin(Promise.race([sent.promise, turn]), within);
    return (await settledWithin(turn, within)) ?? { kind: 'silent' };
  }

  /** One that met an offer of the peer's (491) is made once more, after a while (RFC 3261 14.1). */
  async #offerTwice(offer: Sdp | undefined, sent: Deferred<undefined>): Promise<Reply> {
    if (!this.live) return over;
    const reply = await this.#offer(offer ?? this.#local, sent);
    if (reply.kind !== 'answered' || reply.status !== 491) return reply;
    const ended = await this.ended({ within: glareWait(this.origin === 'dialled', T1) });
    return ended ? reply : this.#offer(offer ?? this.#local, sent);
  }

  async #offer(offer: Sdp, sent: Deferred<undefined>): Promise<Reply> {
    // A failure is acknowledged at the same address as the INVITE.
    const order = { fields: { Uri: this.#remoteTarget }, body: formatSdp(offer), next: this.next };
    this.#inviting = true;
    const asked = this.#call.request('reinvite', order, { within: PATIENCE, onSent: () => sent.settle(undefined) });
    const { outcome } = await asked.finally(() => {
      this.#inviting = false;
    });
    if (outcome.kind === 'response') await this.#reinvited(offer, outcome.response);
    else this.leave();
    return replyOf(outcome);
  }

  protected async refer(
    { referTo, referredBy }: ReferFields,
    until: 'notify' | 'answer',
    deadline: Deadline,
  ): Promise<ReferResult> {
    const { mark } = this.#call;
    const fields = { 'Refer-To': referTo, 'Referred-By': referredBy };
    const { outcome } = await this.#call.request(
      'refer-inside',
      { fields, next: this.next },
      { within: deadline.left },
    );
    const reply = replyOf(outcome);
    if (until === 'answer' && isSuccess(reply)) return { kind: 'accepted', status: reply.status, final: undefined };
    return referOutcome(this.#call, outcome, deadline, mark);
  }

  protected async inform({ type, text }: Body, within: number): Promise<Reply> {
    const { outcome } = await this.#call.request(
      'info',
      { fields: { Type: type }, body: text, next: this.next },
      { within },
    );
    return replyOf(outcome);
  }

  /** A phone that is closed meanwhile says nothing any more. */
  protected leave(): void {
    this.hangUp({ within: 0 }).catch(() => undefined);
  }

  protected applyAgreed(): void {
    this.media.agreed(this.#local, this.#remote);
  }

  async #reinvited(offer: Sdp, response: SipResponse): Promise<void> {
    const { status } = response;
    if (status >= 200 && status < 300) {
      this.#remoteTarget = contactUri(response) ?? this.#remoteTarget;
      await this.#call.acknowledge(response, this.next);
      if (!this.live) return;
      this.#local = offer;
      const answer = answerIn(response);
      if (answer !== undefined) this.#agree(answer);
    } else if (status === 481) {
      // RFC 3261 12.2.1.2: the dialog is no more.
      this.finish();
    } else if (status === 408) {
      this.leave();
    }
  }

  #agree(remote: Sdp): void {
    this.#remote = remote;
    this.applyAgreed();
  }
}

/** Where a request in a dialog goes: to the first router, else to the peer (RFC 3261 12.2.1.1). */
export function hopOf(
  { routeSet, remoteTarget }: Pick<Dialog, 'routeSet' | 'remoteTarget'>,
  fallback: SipAddress,
): SipAddress {
  const [route] = routeSet;
  const uri = route === undefined ? remoteTarget : parseNameAddr(route)?.uri;
  return addressOr(parseUri(uri ?? ''), fallback);
}
