import type { VoiceName } from '../history/event.ts';
import type { DialogId } from '../sip/dialog/dialog.ts';
import type { Sdp } from '../sip/sdp.ts';
import { Deadline } from './deadline.ts';
import { settledWithin } from '../settled-within.ts';
import type { LegMedia } from './leg-media.ts';
import type { Body, Leg, ReferResult, Reply } from './phone.ts';
import { bracketed, takingOver } from './refer-to.ts';
import { isSuccess } from './reply-of.ts';

/** What is done to a leg that is over. */
export const over: Extract<Reply, { kind: 'unreachable' }> = { kind: 'unreachable', why: 'the leg is over' };

/** One side of a call, independent of what speaks its SIP: how it listens, holds, transfers and is asked whether it still is. */
export abstract class MediaLeg implements Leg {
  readonly origin: Leg['origin'];
  protected readonly media: LegMedia;
  readonly #aor: string;
  readonly #over: Promise<true>;
  #end: (value: true) => void = () => {};
  readonly #successor: Promise<Leg>;
  #succeed: (leg: Leg) => void = () => {};
  #live = true;

  protected constructor({
    origin,
    aor,
    media,
  }: Pick<Leg, 'origin'> & { readonly aor: string; readonly media: LegMedia }) {
    this.origin = origin;
    this.media = media;
    this.#aor = aor;
    this.#over = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#successor = new Promise((resolve) => {
      this.#succeed = resolve;
    });
  }

  abstract readonly callId: string;
  abstract readonly dialog: DialogId;
  abstract readonly remoteTarget: string;
  abstract hangUp(options: { within: number }): Promise<Reply>;

  /** Makes a new offer in the dialog; without one, the offer that stands is made again. */
  protected abstract reinvite(offer: Sdp | undefined, within: number): Promise<Reply>;
  /** @param until  the word of the peer that is waited for: NOTIFYs are taken in either case */
  protected abstract refer(fields: ReferFields, until: 'notify' | 'answer', deadline: Deadline): Promise<ReferResult>;
  /** INFO in the dialog. */
  protected abstract inform(body: Body, within: number): Promise<Reply>;
  /** Says BYE to whom nobody expects an answer of. */
  protected abstract leave(): void;
  /** Has the media follow what was agreed last: who sends may have changed. */
  protected abstract applyAgreed(): void;

  get live(): boolean {
    return this.#live;
  }

  hearing(): readonly VoiceName[] {
    return this.media.hearing();
  }

  listen(voice: VoiceName | 'anything', frames: number, { within }: { within: number }): Promise<boolean> {
    return this.media.listen(voice, frames, within);
  }

  listenForEnd(voice: VoiceName | 'anything', quietFor: number, { within }: { within: number }): Promise<boolean> {
    return this.media.listenForEnd(voice, quietFor, within);
  }

  async ended({ within }: { within: number }): Promise<boolean> {
    return (await settledWithin(this.#over, within)) ?? false;
  }

  successor({ within }: { within: number }): Promise<Leg | undefined> {
    return settledWithin(this.#successor, within);
  }

  /** A REFER of the peer has led to another leg. */
  succeededBy(leg: Leg): void {
    this.#succeed(leg);
  }

  /** Records a sample for each voice that is heard. */
  sample(): void {
    this.media.sample();
  }

  async hold({ within }: { within: number }): Promise<Reply> {
    const reply = await this.#reinvite(this.media.offer('sendonly'), within);
    if (isSuccess(reply)) this.#holding(true);
    return reply;
  }

  async resume({ within }: { within: number }): Promise<Reply> {
    const reply = await this.#reinvite(this.media.offer('sendrecv'), within);
    if (isSuccess(reply)) this.#holding(false);
    return reply;
  }

  async probe({ within }: { within: number }): Promise<Reply> {
    const reply = await this.#reinvite(undefined, within);
    // A party that does not answer in the time that is given is taken for gone; the BYE is for the case that it is not.
    if (reply.kind === 'silent' && this.#live) this.leave();
    return reply;
  }

  async transfer(options: Parameters<Leg['transfer']>[0]): Promise<ReferResult> {
    if (!this.#live) return over;
    const { referTo, consult, until = 'notify', hangsUp = true, within } = options;
    const deadline = new Deadline(within);
    const target = consult === undefined ? bracketed(referTo) : takingOver(referTo, consult.dialog);
    const result = await this.refer({ referTo: target, referredBy: `<${this.#aor}>` }, until, deadline);
    if (hangsUp && isDone(result, until)) await this.hangUp({ within: deadline.left });
    return result;
  }

  press(digits: string): Promise<boolean> {
    return this.#live ? this.media.press(digits) : Promise.resolve(false);
  }

  async info({ within, ...body }: Parameters<Leg['info']>[0]): Promise<Reply> {
    return this.#live ? this.inform(body, within) : over;
  }

  /** The call is over: nothing is heard or said on it any more. */
  finish(): void {
    if (!this.#live) return;
    this.#live = false;
    void this.media.close();
    this.#end(true);
  }

  async #reinvite(offer: Sdp | undefined, within: number): Promise<Reply> {
    return this.#live ? this.reinvite(offer, within) : over;
  }

  #holding(holding: boolean): void {
    this.media.holding = holding;
    this.applyAgreed();
  }
}

function isDone(result: ReferResult, until: 'notify' | 'answer'): boolean {
  if (result.kind !== 'accepted') return false;
  const status = until === 'answer' ? result.status : (result.final?.status ?? 0);
  return status >= 200 && status < 300;
}

/** Header fields of a REFER (RFC 3515, 3892). */
export interface ReferFields {
  readonly referTo: string;
  readonly referredBy: string;
}
