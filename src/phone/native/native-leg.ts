import { Deferred } from '../../deferred.ts';
import { encodeText } from '../../sip/message/octets.ts';
import type { Sdp } from '../../sip/sdp.ts';
import type { IncomingRefer } from '../../sip/ua/incoming-refer.ts';
import type { Session } from '../../sip/ua/session.ts';
import { type Deadline } from '../deadline.ts';
import { settledWithin } from '../../settled-within.ts';
import type { LegMedia } from '../leg-media.ts';
import { MediaLeg, over, type ReferFields } from '../media-leg.ts';
import type { Body, DialogId, Leg, ReferResult, Reply } from '../phone.ts';
import { replyOf } from '../reply-of.ts';
import { referResult } from './refer-result.ts';

export interface NativeLegOptions {
  readonly session: Session;
  readonly media: LegMedia;
  readonly origin: Leg['origin'];
  readonly aor: string;
  /** The peer asks this phone to call somebody else. */
  readonly onRefer: (refer: IncomingRefer) => void;
}

/** A session with its media: one side of a call of a native phone. */
export class NativeLeg extends MediaLeg {
  readonly #session: Session;

  constructor({ session, onRefer, ...leg }: NativeLegOptions) {
    super(leg);
    this.#session = session;
    session.onEnded = () => this.finish();
    session.onOffer = (offer) => this.#answer(offer);
    session.onAcknowledged = () => this.applyAgreed();
    session.onRefer = onRefer;
    this.applyAgreed();
  }

  get callId(): string {
    return this.#session.callId;
  }

  get dialog(): DialogId {
    const { callId, localTag, remoteTag } = this.#session;
    return { callId, localTag, remoteTag };
  }

  get remoteTarget(): string {
    return this.#session.remoteTarget;
  }

  async hangUp({ within }: { within: number }): Promise<Reply> {
    return this.live ? replyOf(await settledWithin(this.#session.bye(), within)) : over;
  }

  protected async reinvite(offer: Sdp | undefined, within: number): Promise<Reply> {
    const sent = new Deferred<true>();
    const final = this.#session.reinvite(offer, () => sent.settle(true));
    // The peer has its time from when the request has left.
    await settledWithin(Promise.race([sent.promise, final]), within);
    return replyOf(await settledWithin(final, within));
  }

  protected refer(fields: ReferFields, until: 'notify' | 'answer', deadline: Deadline): Promise<ReferResult> {
    return referResult(this.#session.refer(fields), deadline, until);
  }

  protected async inform({ type, text }: Body, within: number): Promise<Reply> {
    const headers = [['Content-Type', type]] as const;
    const info = this.#session.request('INFO', { headers, body: encodeText(text) });
    return replyOf(await settledWithin(info, within));
  }

  protected leave(): void {
    void this.#session.bye();
  }

  protected applyAgreed(): void {
    this.media.agreed(this.#session.localSdp, this.#session.remoteSdp);
  }

  #answer(offer: Sdp): Sdp | undefined {
    const answer = this.media.answer(offer);
    if (answer !== undefined) this.media.agreed(answer, offer);
    return answer;
  }
}
