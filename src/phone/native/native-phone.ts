import type { Endpoint, FinalOutcome } from '../../sip/endpoint.ts';
import { type EndpointOptions, openEndpoint } from '../../sip/endpoint.ts';
import { excessText } from '../../sip/excess.ts';
import { formatReplaces } from '../../sip/fields/replaces.ts';
import type { SipRequest } from '../../sip/message/message.ts';
import { encodeText } from '../../sip/message/octets.ts';
import { newCallId } from '../../sip/token.ts';
import { allowEvents } from '../../sip/ua/identity.ts';
import type { ReferOptions } from '../../sip/ua/outgoing-refer.ts';
import { reply as sendReply } from '../../sip/ua/send-response.ts';
import { UserAgent } from '../../sip/ua/user-agent.ts';
import type { Party, PoolName } from '../../suite/cell.ts';
import { atFreePort } from '../../free-port.ts';
import type { SipAddress } from '../../candidate/sip-address.ts';
import { aorOf } from '../../candidate/users.ts';
import type { Body, Lapse, Leg, Phone, PhoneOptions, PollResult, ReferResult, Reply, Watched } from '../phone.ts';
import { Deadline } from '../deadline.ts';
import { isSuccess, replyOf } from '../reply-of.ts';
import { NativeCalls } from './native-calls.ts';
import { NativeSubscriptions } from './native-subscriptions.ts';
import { PreloadedRoute } from './preloaded-route.ts';
import { referResult } from './refer-result.ts';
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
import { StrayAnswers } from './stray-answer.ts';
import { tlsOfPhone } from './tls-of-phone.ts';
import { unsendable } from '../unsendable.ts';
import { mishapTold, outsideTold, tapped, unsentTold } from '../wire-tap.ts';

type DialOptions = Parameters<Phone['dial']>[0];
type Dialled = Awaited<ReturnType<Phone['dial']>>;
type HeaderList = ReadonlyArray<readonly [name: string, value: string]>;

/** Opens a phone of parkspec's own SIP kernel, in this process. Rejects when it gets no port. */
export async function openNativePhone(options: PhoneOptions): Promise<Phone> {
  const { party, transport, host, tls, taps, access } = options;
  const base = {
    host,
    transport,
    // Whichever of these the pools speak: a peer may ask for the other one, and what is too large for a datagram needs TCP. What
    // is to be secret goes over TLS alone.
    transports: transport === 'tls' ? ['tls'] : ['udp', 'tcp'],
    tls: tls && tlsOfPhone(tls),
    link: access?.link('sip', (mishap) => taps.network(mishapTold(party, mishap))),
    tap: (record) => taps.sip(tapped(party, record), record.now),
    admits: options.reach?.admits,
    onOutside: (outside) => taps.astray?.(outsideTold(party, outside)),
    onUnsent: (unsent) => taps.unsent?.(unsentTold(unsent)),
    onExcess: (excess) => taps.flooded?.(excessText(excess)),
    onTrouble: (error) => taps.trouble('its SIP endpoint failed', error),
  } satisfies EndpointOptions;
  const endpoint = await atFreePort(options.ports, (port) => openEndpoint({ ...base, port }));
  return new NativePhone(options, endpoint);
}

class NativePhone implements Phone {
  readonly party: Party;
  readonly aor: string;
  whenCalled: Phone['whenCalled'] = 'answer';
  asks: PoolName | undefined;
  readonly #options: PhoneOptions;
  readonly #endpoint: Endpoint;
  readonly #agent: UserAgent;
  readonly #lines: Lines;
  readonly #putOff = new PutOff();
  readonly #route: PreloadedRoute;
  readonly #calls: NativeCalls;
  readonly #subscriptions: NativeSubscriptions;

  constructor(options: PhoneOptions, endpoint: Endpoint) {
    this.party = options.party;
    this.aor = aorOf(options.user);
    this.#options = options;
    this.#lines = new Lines(options);
    this.#endpoint = endpoint;
    this.#route = new PreloadedRoute(options);
    this.#agent = new UserAgent({
      endpoint,
      aor: this.aor,
      displayName: options.user.displayName,
      contactUser: options.user.name,
      username: options.user.authName,
      password: options.user.password,
      userAgent: 'parkspec',
      minSessionExpires: options.minSessionExpires && options.minSessionExpires / 1_000,
    });
    this.#subscriptions = new NativeSubscriptions(this.#agent);
    this.#calls = new NativeCalls({
      options,
      aor: this.aor,
      endpoint,
      agent: this.#agent,
      route: this.#route,
      home: () => this.#lines.home,
      asks: () => this.asks ?? this.#lines.home,
      whenCalled: () => this.whenCalled,
    });
    this.#agent.onInvite = (invite) => this.#calls.welcome(invite);
    // A phone calls somebody only on the word of the party it talks to.
    this.#agent.onRefer = (refer) => refer.reject(603);
    this.#agent.onSubscribe = (subscribe) => subscribe.reject(489, undefined, [allowEvents]);
    endpoint.onRequest = (incoming) => {
      if (isNews(incoming.request, options, this.#agent)) sendReply(incoming, 200);
      else this.#agent.receive(incoming);
    };
    const strays = new StrayAnswers(endpoint, this.#agent);
    endpoint.onStrayResponse = (response, from) => strays.receive(response, from);
  }

  get address(): SipAddress {
    return this.#endpoint.address;
  }

  get contact(): string {
    return this.#agent.contact;
  }

  get home(): PoolName | undefined {
    return this.#lines.home;
  }

  registeredAt(pool: PoolName): number | undefined {
    return this.#lines.since(pool);
  }

  async register(order: readonly PoolName[], { within }: { within: number }): Promise<Reply> {
    // On a bad network a pool may be there although its first answer is not: it is asked again before the other one.
    const attempt = ATTEMPT + (this.#options.access?.patience ?? 0) / 2;
    const { reply, home, kept } = await registerAtFirst(this.#registrant, this.#options, order, within, attempt);
    if (home !== undefined) this.#lines.accepted(home, kept);
    return reply;
  }

  lapse(pool: PoolName, { within }: { within: number }): Promise<Lapse> {
    this.#lines.leave(pool);
    return lapseAt(this.#registrant, this.#options, pool, within);
  }

  withdraw(pool: PoolName, { within }: { within: number }): Promise<Reply> {
    this.#lines.stop();
    return withdrawAt(this.#registrant, this.#options, pool, within);
  }

  get #registrant(): Registrant {
    return { contact: this.contact, putOff: this.#putOff, register: (request) => this.#register(request) };
  }

  dial({ replaces, body, ...call }: DialOptions): Promise<Dialled> {
    const takeover: HeaderList =
      replaces === undefined
        ? []
        : [
            ['Require', 'replaces'],
            ['Replaces', formatReplaces(replaces)],
          ];
    return this.#calls.dial({ ...call, headers: takeover }, body);
  }

  async refer(options: Parameters<Phone['refer']>[0]): Promise<ReferResult> {
    const { callId, uri, next, referTo, referredBy, body, until, within } = options;
    const bad = unsendable(uri, referTo);
    if (bad !== undefined) return bad;
    const said = body === undefined ? { referTo: bracketed(referTo) } : contentOf(body, this.address.host);
    const route = this.#route.towards(next, this.#lines.home);
    const refer = this.#agent.refer({ callId, uri, next, route, referredBy: bracketed(referredBy), ...said });
    return referResult(refer, new Deadline(within), until);
  }

  poll(options: Parameters<Phone['poll']>[0]): Promise<PollResult> {
    return this.#subscriptions.poll(options, this.#route.towards(options.next, this.#lines.home));
  }

  heldCallId(resource: Watched): string | undefined {
    return this.#subscriptions.heldCallId(resource);
  }

  turned(wanted: (uri: string, body: string) => boolean, { within }: { within: number }): Promise<string | undefined> {
    return this.#subscriptions.turned(wanted, within);
  }

  legs(): readonly Leg[] {
    return this.#calls.live;
  }

  leg(callId: string): Leg | undefined {
    return this.#calls.legs.findLast((leg) => leg.callId === callId);
  }

  sample(): void {
    for (const leg of this.#calls.live) leg.sample();
  }

  async close({ within }: { within: number }): Promise<void> {
    this.#lines.close();
    await Promise.all([this.#subscriptions.close(within), this.#calls.hangUp(within)]);
    await this.#agent.close();
    await this.#endpoint.close();
    await this.#calls.closeMedia();
  }

  async #register(request: RegisterRequest): Promise<FinalOutcome> {
    const outcome = await this.#agent.register({ ...request, route: this.#route.toRegistrar(request.next) });
    const response = outcome.kind === 'response' ? outcome.response : undefined;
    if (isSuccess(replyOf(outcome)) && response !== undefined) this.#route.registered(request.next, response);
    return outcome;
  }
}

/** A REFER whose body is what it refers to (RFC 2392): Cisco's phones send such ones. */
function contentOf({ type, text }: Body, host: string): Pick<ReferOptions, 'referTo' | 'headers' | 'body'> {
  const id = newCallId(host);
  const headers: HeaderList = [
    ['Content-ID', `<${id}>`],
    ['Content-Type', type],
  ];
  return { referTo: `<cid:${id}>`, headers, body: encodeText(text) };
}

/** What comes outside every dialog of the phone, of the methods that it takes for news. */
function isNews(request: SipRequest, { news = [] }: PhoneOptions, agent: UserAgent): boolean {
  return news.includes(request.method) && !agent.owns(request);
}
