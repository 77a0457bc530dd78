/** A phone whose SIP is SIPp's: it does as this is told, call by call, and is judged by the wire alone. */
import { bodyOf } from '../../sip/body.ts';
import { DIALOG_INFO } from '../../sip/dialog-info.ts';
import { dialogIdOf } from '../../sip/dialog/dialog.ts';
import type { FinalOutcome } from '../../sip/endpoint.ts';
import { cseq, parseCSeq } from '../../sip/fields/cseq.ts';
import { eventOf } from '../../sip/fields/event-package.ts';
import { formatReplaces } from '../../sip/fields/replaces.ts';
import { callId as callIdOf, fromTag, toTag } from '../../sip/fields/tags.ts';
import { topVia } from '../../sip/fields/via.ts';
import { parseSubscriptionState } from '../../sip/fields/subscription-state.ts';
import { header } from '../../sip/message/headers.ts';
import { EMPTY_BODY, type SipRequest } from '../../sip/message/message.ts';
import { decodeText } from '../../sip/message/octets.ts';
import { newCallId } from '../../sip/token.ts';
import type { Party, PoolName } from '../../suite/cell.ts';
import { Deadline } from '../deadline.ts';
import { isSuccess, replyOf } from '../reply-of.ts';
import { bracketed } from '../refer-to.ts';
import { Refresh } from '../refresh.ts';
import { ATTEMPT, type RegisterRequest, registerAtFirst } from '../registration.ts';
import { unsendable } from '../unsendable.ts';
import type { SipAddress } from '../../candidate/sip-address.ts';
import type { Leg, Phone, PhoneOptions, PollResult, ReferResult, Reply } from '../phone.ts';
import { followRefer } from './follow-refer.ts';
import { IncomingCalls } from './incoming-calls.ts';
import { OutgoingCalls } from './outgoing-calls.ts';
import { referOutcome } from './refer-outcome.ts';
import { SILENCE, type SippCall, type SippLine } from './sipp-call.ts';
import { FOLLOWED } from '../call-limits.ts';
import { SippCore } from './sipp-core.ts';
import type { SippLeg } from './sipp-leg.ts';
import type { Seen } from './wire.ts';

type DialOptions = Parameters<Phone['dial']>[0];
type Dialled = Awaited<ReturnType<Phone['dial']>>;

/** An answer to a REGISTER may take this long, in ms, where nobody gives it up earlier (RFC 3261's timer F). */
const REGISTER_WITHIN = 32_000;

export class SippPhone implements Phone {
  readonly party: Party;
  readonly aor: string;
  whenCalled: Phone['whenCalled'] = 'answer';
  readonly #core: SippCore;
  readonly #refresh = new Refresh();
  readonly #outgoing: OutgoingCalls;
  readonly #incoming: IncomingCalls;
  /** Requests that were dealt with: what comes again is answered by SIPp. */
  readonly #handled = new Set<string>();
  #home: PoolName | undefined;
  #followed = 0;

  constructor(options: PhoneOptions, line: SippLine) {
    this.#core = new SippCore(options, line);
    this.#outgoing = new OutgoingCalls(this.#core);
    this.#incoming = new IncomingCalls(this.#core);
    this.party = options.party;
    this.aor = this.#core.aor;
    const { phone: sipp, wire } = line;
    wire.onSeen = (seen) => this.#see(seen);
    sipp.onCall((steered) => this.#core.call(steered.id).adopt(steered));
    sipp.onEvent(({ id }, { name, fields }) => {
      const number = parseCSeq(fields['cseq'] ?? '');
      const what = fields['method'] ?? fields['status'] ?? '';
      this.#core.call(id).tell(`${name} ${what} ${number?.seq} ${number?.method}`);
    });
    void this.#watch(line);
  }

  get address(): SipAddress {
    return this.#core.line.wire.address;
  }

  get contact(): string {
    const { host, port } = this.address;
    return `sip:${this.#core.options.user.name}@${host}:${port}`;
  }

  get home(): PoolName | undefined {
    return this.#home;
  }

  async register(order: readonly PoolName[], { within }: { within: number }): Promise<Reply> {
    const agent = { contact: this.contact, register: (request: RegisterRequest) => this.#register(request) };
    const { reply, home, kept } = await registerAtFirst(agent, this.#core.options, order, within, ATTEMPT);
    if (home !== undefined && !this.#core.closing) this.#refresh.start(kept);
    this.#home = home ?? this.#home;
    return reply;
  }

  dial({ replaces, ...call }: DialOptions): Promise<Dialled> {
    return this.#outgoing.dial({ ...call, replaces: replaces && formatReplaces(replaces) });
  }

  async refer(options: Parameters<Phone['refer']>[0]): Promise<ReferResult> {
    const { callId, uri, next, referTo, referredBy, within } = options;
    const bad = unsendable(uri, referTo);
    if (bad !== undefined) return bad;
    const deadline = new Deadline(within);
    const fields = {
      Uri: uri,
      Remote: `<${uri}>`,
      'Refer-To': bracketed(referTo),
      'Referred-By': bracketed(referredBy),
    };
    const call = this.#core.call(callId);
    const result = await referOutcome(
      call,
      await this.#core.open(call, 'refer', { fields, next }, within),
      deadline,
      0,
    );
    if (result.kind !== 'accepted' || result.final === undefined) await call.forget();
    return result;
  }

  async poll({ callId, uri, next, event, within }: Parameters<Phone['poll']>[0]): Promise<PollResult> {
    const bad = unsendable(uri);
    if (bad !== undefined) return bad;
    const deadline = new Deadline(within);
    const call = this.#core.call(callId);
    const reply = replyOf(
      await this.#core.open(
        call,
        'subscribe',
        { fields: { Uri: uri, Remote: `<${uri}>`, Event: event }, next },
        within,
      ),
    );
    const notify = isSuccess(reply)
      ? ((await call.wait((seen) => toldBy(seen, event), deadline.left)) ??
        (await call.wait((seen) => notifiedBy(seen, event), 0)))
      : undefined;
    if (notify !== undefined) await call.noticed(notify);
    await call.forget();
    if (!isSuccess(reply)) return reply;
    if (notify === undefined) return { kind: 'no-notify', status: reply.status };
    return {
      kind: 'notified',
      contentType: header(notify, 'Content-Type'),
      body: decodeText(bodyOf(notify, DIALOG_INFO) ?? EMPTY_BODY),
    };
  }

  legs(): readonly Leg[] {
    return this.#core.legs.filter((leg) => leg.live);
  }

  leg(callId: string): Leg | undefined {
    return this.#core.legs.findLast((leg) => leg.callId === callId);
  }

  sample(): void {
    for (const leg of this.#core.legs) if (leg.live) leg.sample();
  }

  async close({ within }: { within: number }): Promise<void> {
    this.#core.closing = true;
    this.#refresh.stop();
    // A party that cannot be hung up any more is not waited for.
    await Promise.allSettled(this.legs().map((leg) => leg.hangUp({ within })));
    await this.#core.close();
  }

  async #register({ registrarUri, next, expires, signal }: RegisterRequest): Promise<FinalOutcome> {
    const call = this.#core.call(newCallId(this.address.host));
    const fields = { Uri: registrarUri, Remote: `<${this.aor}>`, State: String(expires) };
    const given = new Promise<FinalOutcome>((resolve) => {
      signal?.addEventListener('abort', () => resolve(SILENCE), { once: true });
    });
    const outcome = await Promise.race([this.#core.open(call, 'register', { fields, next }, REGISTER_WITHIN), given]);
    await call.forget();
    return outcome;
  }

  /** A SIPp that ends by itself has broken. */
  async #watch({ phone }: SippLine): Promise<void> {
    const why = await phone.closed;
    if (!this.#core.closing) this.#core.options.taps.trouble('its SIPp has ended', why);
  }

  #see(seen: Seen): void {
    const id = callIdOf(seen.message);
    if (id === undefined) return;
    const call = this.#core.call(id);
    call.see(seen);
    if (seen.direction === 'in') void this.#deal(call, seen);
  }

  /** Whatever goes wrong with a message is the phone's own trouble. */
  async #deal(call: SippCall, { message, peer }: Seen): Promise<void> {
    try {
      if (message.kind === 'request') await this.#take(call, message, peer);
      else await this.#outgoing.late(call, message, peer);
    } catch (error) {
      const what = message.kind === 'request' ? `a ${message.method}` : `an answer ${message.status}`;
      if (!this.#core.closing) this.#core.options.taps.trouble(`it could not deal with ${what}`, error);
    }
  }

  async #take(call: SippCall, request: SipRequest, peer: SipAddress): Promise<void> {
    const key = `${wayOf(request)} ${cseq(request)?.seq} ${request.method} ${call.id}`;
    if (this.#handled.has(key)) return;
    this.#handled.add(key);
    const leg = this.#core.legs.findLast((each) => each.is(dialogIdOf(request)));
    switch (request.method) {
      case 'INVITE':
        await call.noticed(request);
        if (toTag(request) === undefined) await this.#incoming.welcome(call, request, peer, this.whenCalled);
        else if (this.#incoming.rings(call)) return;
        else if (leg?.live === true) await leg.takeInvite(request, peer);
        else if (this.#outgoing.calls(call)) await call.send('refuse-491', { next: peer });
        else await call.send('refuse-481', { next: peer });
        return;
      case 'ACK':
        leg?.takeAck(request);
        return;
      case 'BYE':
        leg?.finish();
        return;
      case 'CANCEL':
        await call.noticed(request);
        await this.#incoming.cancelled(call, peer);
        return;
      case 'REFER':
        if (leg === undefined) return;
        await call.noticed(request);
        await this.#follow(leg, request);
        return;
    }
  }

  async #follow(leg: SippLeg, request: SipRequest): Promise<void> {
    if (this.#followed >= FOLLOWED.most) {
      this.#core.excesses.count(FOLLOWED);
      return leg.notify('refer', 603, 'SIP/2.0 603 Decline\r\n');
    }
    this.#followed += 1;
    const home = this.#home === undefined ? undefined : this.#core.options.pools[this.#home];
    try {
      await followRefer(leg, request, home, (call) =>
        this.#outgoing.dial({ ...call, callId: newCallId(this.address.host) }),
      );
    } finally {
      this.#followed -= 1;
    }
  }
}

/** Outside of a dialog the same request may come on several ways, with a branch each (RFC 3261 8.2.2.2). */
function wayOf(request: SipRequest): string | undefined {
  const isNew = toTag(request) === undefined && request.method !== 'CANCEL';
  return isNew ? fromTag(request) : topVia(request)?.params.get('branch');
}

function notifiedBy({ direction, message }: Seen, event: string): SipRequest | undefined {
  if (direction !== 'in' || message.kind !== 'request' || message.method !== 'NOTIFY') return undefined;
  return eventOf(message).name === event && bodyOf(message, DIALOG_INFO) !== undefined ? message : undefined;
}

/** An empty NOTIFY may be followed by one that tells something, unless it ends the subscription (RFC 6665 4.2.1.2). */
function toldBy(seen: Seen, event: string): SipRequest | undefined {
  const notify = notifiedBy(seen, event);
  if (notify === undefined || notify.body.length > 0) return notify;
  const state = parseSubscriptionState(header(notify, 'Subscription-State') ?? '');
  return state?.state === 'terminated' ? notify : undefined;
}
