import type { VoiceName } from '../../history/event.ts';
import { type Dialog, sameDialog, type DialogId } from '../../sip/dialog/dialog.ts';
import { contactUri } from '../../sip/fields/contact.ts';
import { parseNameAddr } from '../../sip/fields/name-addr.ts';
import type { SipRequest, SipResponse } from '../../sip/message/message.ts';
import { addressOf } from '../../sip/route.ts';
import { formatSdp, type Sdp } from '../../sip/sdp.ts';
import { answerIn, describedIn } from '../../sip/ua/session-description.ts';
import { parseUri } from '../../sip/uri.ts';
import type { Leg, ReferResult, Reply, SipAddress } from '../phone.ts';
import { Deadline, isSuccess, replyOf, settledWithin } from '../native/deadline.ts';
import type { LegMedia } from '../native/leg-media.ts';
import { takingOver } from '../native/native-leg.ts';
import { bracketed } from '../native/refer-result.ts';
import { referOutcome } from './refer-outcome.ts';
import type { SippCall } from './sipp-call.ts';

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

const over: Reply = { kind: 'unreachable', why: 'the leg is over' };

/** One side of a call of a SIPp phone. Its dialog is kept by SIPp; here is what the wire has shown of it. */
export class SippLeg implements Leg {
  readonly origin: Leg['origin'];
  readonly callId: string;
  /** REFERs of the peer that were followed in this dialog. */
  followed = 0;
  readonly #call: SippCall;
  readonly #media: LegMedia;
  readonly #aor: string;
  readonly #dialog: Dialog;
  readonly #fallback: SipAddress;
  readonly #over: Promise<true>;
  #end: (value: true) => void = () => {};
  #remoteTarget: string;
  #local: Sdp;
  #remote: Sdp | undefined;
  #live = true;
  #inviting = false;

  constructor({ call, media, origin, aor, dialog, fallback, local, remote }: SippLegOptions) {
    this.origin = origin;
    this.callId = dialog.callId;
    this.#call = call;
    this.#media = media;
    this.#aor = aor;
    this.#dialog = dialog;
    this.#fallback = fallback;
    this.#remoteTarget = dialog.remoteTarget;
    this.#local = local;
    this.#remote = remote;
    this.#over = new Promise((resolve) => {
      this.#end = resolve;
    });
    media.agreed(local, remote);
  }

  get dialog(): DialogId {
    const { callId, localTag, remoteTag } = this.#dialog;
    return { callId, localTag, remoteTag };
  }

  get remoteTarget(): string {
    return this.#remoteTarget;
  }

  get live(): boolean {
    return this.#live;
  }

  /** Where requests in the dialog go. */
  get next(): SipAddress {
    return hopOf({ routeSet: this.#dialog.routeSet, remoteTarget: this.#remoteTarget }, this.#fallback);
  }

  is(id: DialogId | undefined): boolean {
    return id !== undefined && sameDialog(this.dialog, id);
  }

  hearing(): readonly VoiceName[] {
    return this.#media.hearing();
  }

  listen(voice: VoiceName | 'anything', frames: number, { within }: { within: number }): Promise<boolean> {
    return this.#media.listen(voice, frames, within);
  }

  listenForEnd(voice: VoiceName | 'anything', quietFor: number, { within }: { within: number }): Promise<boolean> {
    return this.#media.listenForEnd(voice, quietFor, within);
  }

  async ended({ within }: { within: number }): Promise<boolean> {
    return (await settledWithin(this.#over, within)) ?? false;
  }

  sample(): void {
    this.#media.sample();
  }

  async hold({ within }: { within: number }): Promise<Reply> {
    const reply = await this.#reinvite(this.#media.offer('sendonly'), within);
    if (isSuccess(reply)) this.#holding(true);
    return reply;
  }

  async resume({ within }: { within: number }): Promise<Reply> {
    const reply = await this.#reinvite(this.#media.offer('sendrecv'), within);
    if (isSuccess(reply)) this.#holding(false);
    return reply;
  }

  async probe({ within }: { within: number }): Promise<Reply> {
    const reply = await this.#reinvite(this.#local, within);
    // Whoever does not answer in the time that is given is taken for gone; the BYE is for the case that it is not.
    if (reply.kind === 'silent' && this.#live) this.#leave();
    return reply;
  }

  async transfer(options: { referTo: string; consult?: Leg; within: number }): Promise<ReferResult> {
    if (!this.#live) return over;
    const { referTo, consult, within } = options;
    const deadline = new Deadline(within);
    const { mark } = this.#call;
    const fields = {
      'Refer-To': consult === undefined ? bracketed(referTo) : takingOver(referTo, consult.dialog),
      'Referred-By': `<${this.#aor}>`,
    };
    const { outcome } = await this.#call.request('refer-inside', { fields, next: this.next }, { within });
    const result = await referOutcome(this.#call, outcome, deadline, mark);
    const status = result.kind === 'accepted' ? (result.final?.status ?? 0) : 0;
    if (status >= 200 && status < 300) await this.hangUp({ within: deadline.left });
    return result;
  }

  async hangUp({ within }: { within: number }): Promise<Reply> {
    if (!this.#live) return over;
    this.finish();
    const { outcome } = await this.#call.request('bye', { next: this.next }, { within });
    return replyOf(outcome);
  }

  /** Says BYE to whom nobody expects an answer of: a phone that is closed meanwhile says nothing any more. */
  #leave(): void {
    this.hangUp({ within: 0 }).catch(() => undefined);
  }

  /** The call is over: nothing is heard or said on it any more. */
  finish(): void {
    if (!this.#live) return;
    this.#live = false;
    void this.#media.close();
    this.#end(true);
  }

  /** The peer makes a new offer, or leaves that to us (RFC 3261 14.2). SIPp waits for the answer. */
  async takeInvite(request: SipRequest, back: SipAddress): Promise<void> {
    const described = describedIn(request);
    if (this.#inviting) return void (await this.#call.send('refuse-491', { next: back }));
    if (described.kind === 'refuse') return void (await this.#call.send(`refuse-${described.status}`, { next: back }));
    const offer = described.kind === 'sdp' ? described.sdp : undefined;
    const local = offer === undefined ? this.#local : this.#media.answer(offer);
    if (local === undefined) return void (await this.#call.send('refuse-488', { next: back }));
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

  async #reinvite(offer: Sdp, within: number): Promise<Reply> {
    if (!this.#live) return over;
    // A failure is acknowledged at the same address as the INVITE.
    const order = { fields: { Uri: this.#remoteTarget }, body: formatSdp(offer), next: this.next };
    this.#inviting = true;
    const { outcome } = await this.#call.request('reinvite', order, { within });
    this.#inviting = false;
    if (outcome.kind === 'response') await this.#reinvited(offer, outcome.response);
    return replyOf(outcome);
  }

  async #reinvited(offer: Sdp, response: SipResponse): Promise<void> {
    const { status } = response;
    if (status >= 200 && status < 300) {
      this.#remoteTarget = contactUri(response) ?? this.#remoteTarget;
      await this.#call.send('ack', { next: this.next });
      this.#local = offer;
      const answer = answerIn(response);
      if (answer !== undefined) this.#agree(answer);
    } else if (status === 481) {
      // RFC 3261 12.2.1.2: the dialog is no more.
      this.finish();
    } else if (status === 408) {
      this.#leave();
    }
  }

  #agree(remote: Sdp): void {
    this.#remote = remote;
    this.#media.agreed(this.#local, remote);
  }

  #holding(holding: boolean): void {
    this.#media.holding = holding;
    this.#media.agreed(this.#local, this.#remote);
  }
}

/** Where a request in a dialog goes: to the first router, else to the peer (RFC 3261 12.2.1.1). */
export function hopOf(
  { routeSet, remoteTarget }: Pick<Dialog, 'routeSet' | 'remoteTarget'>,
  fallback: SipAddress,
): SipAddress {
  const [route] = routeSet;
  const uri = route === undefined ? remoteTarget : parseNameAddr(route)?.uri;
  return addressOf(parseUri(uri ?? '')) ?? fallback;
}
