import { dialogFromUac } from '../dialog/dialog.ts';
import type { HeaderList } from '../dialog/request.ts';
import type { Address, ClientTransaction, FinalOutcome } from '../endpoint.ts';
import type { Limit } from '../excess.ts';
import type { SessionExpires } from '../fields/session-expires.ts';
import { toTag } from '../fields/tags.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import type { Sdp } from '../sdp.ts';
import { AcknowledgedProvisionals } from './acknowledged-provisionals.ts';
import type { Core } from './core.ts';
import { EarlyCall } from './early-call.ts';
import { successOf, type Exchange } from './exchange.ts';
import { capabilities, type ContactPlace } from './identity.ts';
import { LiveDialog } from './live-dialog.ts';
import { OutOfDialog } from './out-of-dialog.ts';
import { Session } from './session.ts';
import { timerFields } from './session-timer.ts';
import { answerIn } from '../described.ts';
import { mixedBody, sdpBody } from './sdp-body.ts';

export interface InviteOptions extends ContactPlace {
  readonly uri: string;
  readonly to?: string | undefined;
  readonly next: Address;
  readonly route?: readonly string[] | undefined;
  readonly callId?: string | undefined;
  readonly sdp: Sdp;
  readonly headers?: HeaderList | undefined;
  /** A body of another type, which stands beside the description. */
  readonly beside?: { readonly type: string; readonly body: Uint8Array } | undefined;
  /** Asks for refreshes of the session (RFC 4028 7.1); left out, that is for the others. */
  readonly sessionExpires?: SessionExpires | undefined;
  /** URI of From where it is not our address of record. */
  readonly from?: string | undefined;
  readonly maxForwards?: number | undefined;
}

export type InviteResult =
  | { readonly kind: 'established'; readonly session: Session }
  | { readonly kind: 'rejected'; readonly response: SipResponse }
  | { readonly kind: 'timeout'; readonly why: string }
  | { readonly kind: 'transport'; readonly why: string };

/** A proxy forks to a handful of phones. */
const EARLY: Limit = { what: 'early dialogs of one call', most: 16, outcome: 'ignored' };
const ANSWERS: Limit = { what: '2xx responses with different tags to one INVITE', most: 16, outcome: 'ignored' };

interface Early {
  readonly live: LiveDialog;
  readonly usage: EarlyCall;
  readonly reliable: AcknowledgedProvisionals;
}

/** A call that we make. */
export class OutgoingInvite {
  readonly callId: string;
  /** Never rejects. */
  readonly result: Promise<InviteResult>;
  onProvisional?: (response: SipResponse) => void;
  readonly #core: Core;
  readonly #options: InviteOptions;
  readonly #message: OutOfDialog;
  readonly #exchange: Exchange;
  /** By the peer's tag; a forking proxy gives several. */
  readonly #early = new Map<string, Early>();
  /** By the peer's tag: the dialogs whose 2xx got an ACK. */
  readonly #answered = new Map<string, LiveDialog>();
  /** By the peer's tag: the answers that came before the 2xx (RFC 3261 13.2.1). */
  readonly #answers = new Map<string, Sdp>();
  #state: 'calling' | 'cancelled' | 'final' = 'calling';

  constructor(core: Core, options: InviteOptions) {
    const { headers, body } =
      options.beside === undefined ? sdpBody(options.sdp) : mixedBody(options.sdp, options.beside);
    const timed = options.sessionExpires === undefined ? [] : timerFields(options.sessionExpires);
    this.#core = core;
    this.#options = options;
    this.#message = new OutOfDialog(core, {
      ...options,
      method: 'INVITE',
      headers: [...capabilities(), ...timed, ...(options.headers ?? []), ...headers],
      body,
    });
    this.callId = this.#message.callId;
    this.#exchange = this.#message.send({ onStart: (transaction) => this.#listen(transaction) });
    this.result = this.#run();
  }

  /** Sends CANCEL as soon as it may be sent; the result is then 487, or an answer that crossed it, which is hung up. */
  cancel(): void {
    if (this.#state !== 'calling') return;
    this.#state = 'cancelled';
    this.#exchange.cancel();
  }

  /** Forgets the call without a word. */
  abandon(): void {
    if (this.#state === 'calling') this.#state = 'cancelled';
    this.#exchange.abandon();
  }

  #listen(transaction: ClientTransaction): void {
    transaction.onProvisional = (response) => {
      if (response.status > 100 && this.#state !== 'final') this.#ringing(transaction.request, response);
      this.onProvisional?.(response);
    };
    transaction.onRepeated2xx = (response) => this.#answeredAgain(transaction.request, response);
  }

  #ringing(request: SipRequest, response: SipResponse): void {
    const tag = toTag(response);
    if (tag === undefined) return;
    const answer = answerIn(response);
    const known = this.#early.get(tag);
    if (known !== undefined) {
      known.reliable.receive(response);
      return this.#answer(tag, answer);
    }
    if (this.#early.size >= EARLY.most) return this.#core.endpoint.excesses.count(EARLY);
    const live = this.#dialog(request, response);
    const usage = new EarlyCall('local', () => this.cancel());
    live.call = usage;
    live.join(usage);
    const reliable = new AcknowledgedProvisionals(live);
    this.#early.set(tag, { live, usage, reliable });
    reliable.receive(response);
    this.#answer(tag, answer);
  }

  /** The first description of a fork is its answer; a provisional response after it can only repeat it. */
  #answer(tag: string, answer: Sdp | undefined): void {
    if (answer !== undefined && !this.#answers.has(tag)) this.#answers.set(tag, answer);
  }

  async #run(): Promise<InviteResult> {
    const outcome = await this.#exchange.final;
    const wanted = this.#state === 'calling';
    this.#state = 'final';
    const result = this.#conclude(outcome, wanted);
    for (const { live, usage } of this.#early.values()) live.leave(usage);
    return result;
  }

  #conclude(outcome: FinalOutcome, wanted: boolean): InviteResult {
    if (outcome.kind !== 'response') return outcome;
    const response = successOf(outcome);
    if (response === undefined) return { kind: 'rejected', response: outcome.response };
    const session = this.#establish(response);
    if (wanted) return { kind: 'established', session };
    void session.bye();
    return { kind: 'timeout', why: 'answered after it was cancelled' };
  }

  #establish(response: SipResponse): Session {
    const { request } = this.#exchange;
    const live = this.#early.get(toTag(response) ?? '')?.live ?? this.#dialog(request, response);
    live.confirm(dialogFromUac(request, response));
    const session = new Session(this.#core, live, {
      role: 'uac',
      localSdp: this.#options.sdp,
      remoteSdp: answerIn(response) ?? this.#answers.get(toTag(response) ?? ''),
    });
    session.established(request, response);
    this.#answered.set(live.dialog.remoteTag, live);
    live.ack(request);
    return session;
  }

  /** A 2xx after the first: the same one again, or another branch of a fork, which is one call too many (13.2.2.4). */
  #answeredAgain(request: SipRequest, response: SipResponse): void {
    const known = this.#answered.get(toTag(response) ?? '');
    if (known === undefined && this.#answered.size >= ANSWERS.most) return this.#core.endpoint.excesses.count(ANSWERS);
    const live = known ?? this.#dialog(request, response);
    live.ack(request);
    if (known !== undefined) return;
    this.#answered.set(live.dialog.remoteTag, live);
    live.send('BYE');
  }

  #dialog(request: SipRequest, response: SipResponse): LiveDialog {
    return new LiveDialog(this.#core, {
      dialog: dialogFromUac(request, response),
      contact: this.#message.contact,
      fallback: this.#options.next,
    });
  }
}
