/** A phone whose SIP is SIPp's: it does as this is told, call by call, and is judged by the wire alone. */
import { dialogIdOf } from '../../sip/dialog/dialog.ts';
import type { FinalOutcome } from '../../sip/endpoint.ts';
import { cseq, parseCSeq } from '../../sip/fields/cseq.ts';
import { formatReplaces } from '../../sip/fields/replaces.ts';
import { callId as callIdOf, fromTag, toTag } from '../../sip/fields/tags.ts';
import { topVia } from '../../sip/fields/via.ts';
import { header } from '../../sip/message/headers.ts';
import type { SipRequest } from '../../sip/message/message.ts';
import { newCallId } from '../../sip/token.ts';
import type { Party, PoolName } from '../../suite/cell.ts';
import { Deadline } from '../deadline.ts';
import { isSuccess, replyOf } from '../reply-of.ts';
import { bracketed } from '../refer-to.ts';
import { PutOff } from '../put-off.ts';
import { Lines } from '../lines.ts';
import {
  ATTEMPT,
  lapseAt,
  withdrawAt,
  type RegisterRequest,
  type Registrant,
  registerAtFirst,
} from '../registration.ts';
import { unsendable } from '../unsendable.ts';
import type { SipAddress } from '../../candidate/sip-address.ts';
import type { Body, Lapse, Leg, Phone, PhoneOptions, PollResult, ReferResult, Reply, Watched } from '../phone.ts';
import { followRefer } from './follow-refer.ts';
import { IncomingCalls } from './incoming-calls.ts';
import { OutgoingCalls } from './outgoing-calls.ts';
import { referOutcome } from './refer-outcome.ts';
import { SILENCE, type SippCall, type SippLine } from './sipp-call.ts';
import { FOLLOWED } from '../call-limits.ts';
import { SippCore } from './sipp-core.ts';
import { SippSubscriptions } from './sipp-subscriptions.ts';
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
  asks: PoolName | undefined;
  readonly #core: SippCore;
  readonly #lines: Lines;
  readonly #putOff = new PutOff();
  readonly #outgoing: OutgoingCalls;
  readonly #incoming: IncomingCalls;
  readonly #subscriptions: SippSubscriptions;
  /** Requests that were dealt with: what comes again is answered by SIPp. */
  readonly #handled = new Set<string>();
  #followed = 0;

  constructor(options: PhoneOptions, line: SippLine) {
    this.#core = new SippCore(options, line);
    this.#lines = new Lines(options);
    this.#outgoing = new OutgoingCalls(this.#core);
    this.#incoming = new IncomingCalls(this.#core);
    this.#subscriptions = new SippSubscriptions(this.#core);
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
    return this.#lines.home;
  }

  registeredAt(pool: PoolName): number | undefined {
    return this.#lines.since(pool);
  }

  async register(order: readonly PoolName[], { within }: { within: number }): Promise<Reply> {
    const { reply, home, kept } = await registerAtFirst(this.#registrant, this.#core.options, order, within, ATTEMPT);
    if (home !== undefined) this.#lines.accepted(home, kept);
    return reply;
  }

  lapse(pool: PoolName, { within }: { within: number }): Promise<Lapse> {
    this.#lines.leave(pool);
    return lapseAt(this.#registrant, this.#core.options, pool, within);
  }

  withdraw(pool: PoolName, { within }: { within: number }): Promise<Reply> {
    this.#lines.stop();
    return withdrawAt(this.#registrant, this.#core.options, pool, within);
  }

  get #registrant(): Registrant {
    return { contact: this.contact, putOff: this.#putOff, register: (request) => this.#register(request) };
  }

  dial({ replaces, body, ...call }: DialOptions): Promise<Dialled> {
    if (body !== undefined) return Promise.resolve(this.#cannotSend('an INVITE', body));
    return this.#outgoing.dial({ ...call, replaces: replaces && formatReplaces(replaces) });
  }

  async refer(options: Parameters<Phone['refer']>[0]): Promise<ReferResult> {
    const { callId, uri, next, referTo, referredBy, body, until, within } = options;
    const bad = unsendable(uri, referTo);
    if (bad !== undefined) return bad;
    if (body !== undefined) return this.#cannotSend('a REFER', body);
    const deadline = new Deadline(within);
    const fields = {
      Uri: uri,
      Remote: `<${uri}>`,
      'Refer-To': bracketed(referTo),
      'Referred-By': bracketed(referredBy),
    };
    const call = this.#core.call(callId);
    const outcome = await this.#core.open(call, 'refer', { fields, next }, within);
    const reply = replyOf(outcome);
    if (until === 'answer' && isSuccess(reply)) return { kind: 'accepted', status: reply.status, final: undefined };
    const result = await referOutcome(call, outcome, deadline, 0);
    if (result.kind !== 'accepted' || result.final === undefined) await call.forget();
    return result;
  }

  poll(options: Parameters<Phone['poll']>[0]): Promise<PollResult> {
    return this.#subscriptions.poll(options);
  }

  heldCallId(resource: Watched): string | undefined {
    return this.#subscriptions.heldCallId(resource);
  }

  turned(wanted: (uri: string, body: string) => boolean, { within }: { within: number }): Promise<string | undefined> {
    return this.#subscriptions.turned(wanted, within);
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
    this.#lines.close();
    // A party that cannot be hung up any more is not waited for.
    await Promise.allSettled([this.#subscriptions.close(within), ...this.legs().map((leg) => leg.hangUp({ within }))]);
    await this.#core.close();
  }

  #cannotSend(what: string, { type }: Body): Reply {
    const hint = 'leave `--phones sipp` out: native phones send it';
    this.#core.options.taps.trouble(`it cannot send ${what} with a body of its own`, type, hint);
    return { kind: 'unreachable', why: `a SIPp phone cannot send ${what} with ${type}` };
  }

  async #register({ registrarUri, next, expires, signal }: RegisterRequest): Promise<FinalOutcome> {
    const call = this.#core.call(newCallId(this.address.host));
    const fields = { Uri: registrarUri, Remote: `<${this.aor}>`, State: String(expires) };
    const given = new Promise<FinalOutcome>((resolve) => {
      signal?.addEventListener('abort', () => resolve(SILENCE), { once: true });
    });
    const outcome = await Promise.race([this.#core.open(call, 'register', { fields, next }, REGISTER_WITHIN), given]);
    await call.forget();
    const service = outcome.kind === 'response' ? header(outcome.response, 'Service-Route') : undefined;
    if (service !== undefined && isSuccess(replyOf(outcome))) {
      const hint = 'leave `--phones sipp` out: native phones follow it';
      this.#core.options.taps.trouble('it cannot follow the Service-Route of its registrar', service, hint);
    }
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
        else if (this.#outgoing.calls(call)) await call.refuse(491, peer);
        else await call.refuse(481, peer);
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
    const pool = this.asks ?? this.#lines.home;
    const home = pool === undefined ? undefined : this.#core.options.pools[pool];
    try {
      await followRefer(leg, request, home, async (call) => {
        const dialled = await this.#outgoing.dial({ ...call, callId: newCallId(this.address.host) });
        if (dialled.kind === 'connected') leg.succeededBy(dialled.leg);
        return dialled;
      });
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
