import type { VoiceName } from '../../history/event.ts';
import type { Sdp } from '../../sip/sdp.ts';
import type { IncomingRefer } from '../../sip/ua/incoming-refer.ts';
import type { Session } from '../../sip/ua/session.ts';
import { formatUri, parseUri } from '../../sip/uri.ts';
import type { DialogId, Leg, ReferResult, Reply } from '../phone.ts';
import { Deadline, isSuccess, replyOf, settledWithin } from './deadline.ts';
import type { LegMedia } from './leg-media.ts';
import { bracketed, referResult } from './refer-result.ts';

export interface NativeLegOptions {
  readonly session: Session;
  readonly media: LegMedia;
  readonly origin: Leg['origin'];
  readonly aor: string;
  /** The peer asks this phone to call somebody else. */
  readonly onRefer: (refer: IncomingRefer) => void;
}

const over: Reply = { kind: 'unreachable', why: 'the leg is over' };

/** A session with its media: one side of a call of a native phone. */
export class NativeLeg implements Leg {
  readonly origin: Leg['origin'];
  readonly #session: Session;
  readonly #media: LegMedia;
  readonly #aor: string;
  readonly #over: Promise<true>;
  #live = true;

  constructor({ session, media, origin, aor, onRefer }: NativeLegOptions) {
    this.origin = origin;
    this.#session = session;
    this.#media = media;
    this.#aor = aor;
    this.#over = new Promise((resolve) => {
      session.onEnded = () => {
        this.#live = false;
        void media.close();
        resolve(true);
      };
    });
    session.onOffer = (offer) => this.#answer(offer);
    session.onAcknowledged = () => media.agreed(session.localSdp, session.remoteSdp);
    session.onRefer = onRefer;
    media.agreed(session.localSdp, session.remoteSdp);
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

  get live(): boolean {
    return this.#live;
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

  /** Records a sample for each voice that is heard. */
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
    const reply = await this.#reinvite(undefined, within);
    // Whoever does not answer in the time that is given is taken for gone; the BYE is for the case that it is not.
    if (reply.kind === 'silent' && this.#live) void this.#session.bye();
    return reply;
  }

  async transfer({
    referTo,
    consult,
    within,
  }: {
    referTo: string;
    consult?: Leg;
    within: number;
  }): Promise<ReferResult> {
    if (!this.#live) return over;
    const deadline = new Deadline(within);
    const target = consult === undefined ? bracketed(referTo) : takingOver(referTo, consult.dialog);
    const refer = this.#session.refer({ referTo: target, referredBy: `<${this.#aor}>` });
    const result = await referResult(refer, deadline);
    const status = result.kind === 'accepted' ? (result.final?.status ?? 0) : 0;
    if (status >= 200 && status < 300) await this.hangUp({ within: deadline.left });
    return result;
  }

  async hangUp({ within }: { within: number }): Promise<Reply> {
    return this.#live ? replyOf(await settledWithin(this.#session.bye(), within)) : over;
  }

  async #reinvite(offer: Sdp | undefined, within: number): Promise<Reply> {
    return this.#live ? replyOf(await settledWithin(this.#session.reinvite(offer), within)) : over;
  }

  #holding(holding: boolean): void {
    this.#media.holding = holding;
    this.#media.agreed(this.#session.localSdp, this.#session.remoteSdp);
  }

  #answer(offer: Sdp): Sdp | undefined {
    const answer = this.#media.answer(offer);
    if (answer !== undefined) this.#media.agreed(answer, offer);
    return answer;
  }
}

/** Refer-To of an attended transfer: `consult` is our dialog with the target, named as the target sees it (RFC 5589 7.3). */
export function takingOver(referTo: string, consult: DialogId): string {
  const uri = parseUri(referTo.replaceAll(/^.*<|>.*$/g, ''));
  if (uri === undefined) throw new TypeError(`Expected a SIP URI to transfer to, got ${referTo}`);
  const replaces = `${consult.callId};to-tag=${consult.remoteTag};from-tag=${consult.localTag}`;
  return `<${formatUri({ ...uri, headers: [...uri.headers, ['Replaces', replaces], ['Require', 'replaces']] })}>`;
}
