import { bodyOf } from '../../sip/body.ts';
import { DIALOG_INFO } from '../../sip/dialog-info.ts';
import type { Endpoint } from '../../sip/endpoint.ts';
import { openEndpoint } from '../../sip/endpoint.ts';
import { excessText } from '../../sip/excess.ts';
import { redirectUris } from '../../sip/fields/contact.ts';
import { formatReplaces } from '../../sip/fields/replaces.ts';
import { callId as callIdOf } from '../../sip/fields/tags.ts';
import { header } from '../../sip/message/headers.ts';
import { EMPTY_BODY } from '../../sip/message/message.ts';
import { decodeText } from '../../sip/message/octets.ts';
import { newCallId } from '../../sip/token.ts';
import { allowEvents } from '../../sip/ua/identity.ts';
import type { IncomingInvite } from '../../sip/ua/incoming-invite.ts';
import type { IncomingRefer } from '../../sip/ua/incoming-refer.ts';
import type { InviteResult } from '../../sip/ua/outgoing-invite.ts';
import type { Session } from '../../sip/ua/session.ts';
import { UserAgent } from '../../sip/ua/user-agent.ts';
import type { Party, PoolName } from '../../suite/cell.ts';
import type { SipAddress } from '../../candidate/sip-address.ts';
import { aorOf } from '../../candidate/users.ts';
import type { Leg, Phone, PhoneOptions, PollResult, ReferResult, Reply } from '../phone.ts';
import { CALLS, FOLLOWED } from '../call-limits.ts';
import { Deadline, settledWithin } from '../deadline.ts';
import { isSuccess, replyOf } from '../reply-of.ts';
import { LegMedia } from '../leg-media.ts';
import { NativeLeg } from './native-leg.ts';
import { referResult } from './refer-result.ts';
import { bracketed } from '../refer-to.ts';
import { follow, type ReferredCall } from '../referral.ts';
import { Refresh } from '../refresh.ts';
import { ATTEMPT, registerAtFirst } from '../registration.ts';
import { StrayAnswers } from './stray-answer.ts';
import { unsendable } from '../unsendable.ts';
import { mishapTold, tapped } from '../wire-tap.ts';

type DialOptions = Parameters<Phone['dial']>[0];
type Dialled = Awaited<ReturnType<Phone['dial']>>;
type HeaderList = ReadonlyArray<readonly [name: string, value: string]>;

/** Opens a phone of parkspec's own SIP kernel, in this process. Rejects when it gets no port. */
export async function openNativePhone(options: PhoneOptions): Promise<Phone> {
  const { party, pools, transport, host, taps, access } = options;
  const endpoint = await openEndpoint({
    host,
    transport,
    transports: [...new Set([transport, pools.primary.transport, pools.backup.transport])],
    link: access?.link('sip', (mishap) => taps.network(mishapTold(party, mishap))),
    tap: (record) => taps.sip(tapped(party, record), record.now),
    onExcess: (excess) => taps.flooded?.(excessText(excess)),
    onTrouble: (error) => taps.trouble('its SIP endpoint failed', error),
  });
  return new NativePhone(options, endpoint);
}

class NativePhone implements Phone {
  readonly party: Party;
  readonly aor: string;
  whenCalled: Phone['whenCalled'] = 'answer';
  readonly #options: PhoneOptions;
  readonly #endpoint: Endpoint;
  readonly #agent: UserAgent;
  readonly #media = new Set<LegMedia>();
  readonly #legs: NativeLeg[] = [];
  readonly #refresh = new Refresh();
  #home: PoolName | undefined;
  /** Calls that ring or are being answered. */
  #incoming = 0;
  #followed = 0;
  #closing = false;

  constructor(options: PhoneOptions, endpoint: Endpoint) {
    this.party = options.party;
    this.aor = aorOf(options.user);
    this.#options = options;
    this.#endpoint = endpoint;
    this.#agent = new UserAgent({
      endpoint,
      aor: this.aor,
      displayName: options.user.displayName,
      contactUser: options.user.name,
      username: options.user.authName,
      password: options.user.password,
      userAgent: 'parkspec',
    });
    this.#agent.onInvite = (invite) => this.#welcome(invite);
    // A phone calls somebody only on the word of the party it talks to.
    this.#agent.onRefer = (refer) => refer.reject(603);
    this.#agent.onSubscribe = (subscribe) => subscribe.reject(489, undefined, [allowEvents]);
    endpoint.onRequest = (incoming) => void this.#agent.receive(incoming);
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
    return this.#home;
  }

  async register(order: readonly PoolName[], { within }: { within: number }): Promise<Reply> {
    // On a bad network a pool may be there although its first answer is not: it is asked again before the other one.
    const attempt = ATTEMPT + (this.#options.access?.patience ?? 0) / 2;
    const { reply, home, kept } = await registerAtFirst(this.#agent, this.#options, order, within, attempt);
    this.#home = home ?? this.#home;
    if (home !== undefined && !this.#closing) this.#refresh.start(kept);
    return reply;
  }

  dial({ replaces, ...call }: DialOptions): Promise<Dialled> {
    const takeover: HeaderList =
      replaces === undefined
        ? []
        : [
            ['Require', 'replaces'],
            ['Replaces', formatReplaces(replaces)],
          ];
    return this.#call({ ...call, headers: takeover });
  }

  async refer(options: Parameters<Phone['refer']>[0]): Promise<ReferResult> {
    const { callId, uri, next, referTo, referredBy, within } = options;
    const bad = unsendable(uri, referTo);
    if (bad !== undefined) return bad;
    const headers = { referTo: bracketed(referTo), referredBy: bracketed(referredBy) };
    return referResult(this.#agent.refer({ callId, uri, next, ...headers }), new Deadline(within));
  }

  async poll({ callId, uri, next, event, within }: Parameters<Phone['poll']>[0]): Promise<PollResult> {
    const bad = unsendable(uri);
    if (bad !== undefined) return bad;
    const deadline = new Deadline(within);
    const subscription = this.#agent.subscribe({ callId, uri, next, event, expires: 0, accept: DIALOG_INFO });
    const reply = replyOf(await settledWithin(subscription.accepted, deadline.left));
    if (isSuccess(reply)) await settledWithin(subscription.told, deadline.left);
    // What was told by now has to do.
    subscription.abandon();
    if (!isSuccess(reply)) return reply;
    const notify = await subscription.told;
    if (notify === undefined) return { kind: 'no-notify', status: reply.status };
    return {
      kind: 'notified',
      contentType: header(notify, 'Content-Type'),
      body: decodeText(bodyOf(notify, DIALOG_INFO) ?? EMPTY_BODY),
    };
  }

  legs(): readonly Leg[] {
    return this.#legs.filter((leg) => leg.live);
  }

  leg(callId: string): Leg | undefined {
    return this.#legs.findLast((leg) => leg.callId === callId);
  }

  sample(): void {
    for (const leg of this.#legs) if (leg.live) leg.sample();
  }

  async close({ within }: { within: number }): Promise<void> {
    this.#closing = true;
    this.#refresh.stop();
    await Promise.all(this.legs().map((leg) => leg.hangUp({ within })));
    await this.#agent.close();
    await this.#endpoint.close();
    await Promise.all([...this.#media].map((media) => media.close()));
  }

  async #call(call: ReferredCall & { readonly callId: string }): Promise<Dialled> {
    const { callId, uri, next, headers, within } = call;
    const bad = unsendable(uri, ...headers.map(([, value]) => value));
    if (bad !== undefined) return bad;
    const deadline = new Deadline(within);
    const media = await this.#openMedia(callId);
    const invite = this.#agent.invite({ uri, next, callId, headers, sdp: media.offer('sendrecv') });
    let answering = false;
    invite.onProvisional = () => {
      answering = true;
    };
    const result = await settledWithin(invite.result, deadline.left);
    if (result?.kind === 'established') {
      return { kind: 'connected', leg: this.#addLeg(result.session, media, 'dialled') };
    }
    await this.#closeMedia(media);
    if (result !== undefined) return failure(result);
    // Nobody to cancel at: to go on asking would call a party that comes up there later.
    if (answering) invite.cancel();
    else invite.abandon();
    return { kind: 'silent' };
  }

  #welcome(invite: IncomingInvite): void {
    if (this.#closing) return invite.reject(480);
    if (this.#incoming + this.legs().length >= CALLS.most) {
      this.#endpoint.excesses.count(CALLS);
      return invite.reject(486);
    }
    const takesOver = invite.replaces !== undefined || invite.replacesEarly;
    switch (takesOver ? 'answer' : this.whenCalled) {
      case 'decline':
        return invite.reject(486);
      case 'ring':
        this.#incoming += 1;
        invite.onCancelled = () => {
          this.#incoming -= 1;
        };
        return invite.ring();
      case 'answer':
        invite.ring();
        this.#incoming += 1;
        this.#answer(invite)
          .catch((error: unknown) => {
            this.#options.taps.trouble('it could not answer a call', error);
            invite.reject(500);
          })
          .finally(() => {
            this.#incoming -= 1;
          });
    }
  }

  async #answer(invite: IncomingInvite): Promise<void> {
    const media = await this.#openMedia(callIdOf(invite.request) ?? '');
    const sdp = invite.offer === undefined ? media.offer('sendrecv') : media.answer(invite.offer);
    if (sdp === undefined || !invite.pending) {
      invite.reject(488);
      await this.#closeMedia(media);
      return;
    }
    const origin = invite.replaces !== undefined || invite.replacesEarly ? 'replacement' : 'answered';
    this.#addLeg(invite.accept({ sdp }), media, origin);
  }

  #addLeg(session: Session, media: LegMedia, origin: Leg['origin']): NativeLeg {
    const leg = new NativeLeg({
      session,
      media,
      origin,
      aor: this.aor,
      onRefer: (refer) => this.#follow(refer),
    });
    this.#legs.push(leg);
    return leg;
  }

  #follow(refer: IncomingRefer): void {
    if (this.#followed >= FOLLOWED.most) {
      this.#endpoint.excesses.count(FOLLOWED);
      return refer.reject(603);
    }
    this.#followed += 1;
    const home = this.#home === undefined ? undefined : this.#options.pools[this.#home];
    const dial = (call: ReferredCall): Promise<Dialled> =>
      this.#call({ ...call, callId: newCallId(this.#endpoint.address.host) });
    follow(refer, home, dial)
      .catch((error: unknown) => {
        this.#options.taps.trouble('it could not follow a REFER', error);
      })
      .finally(() => {
        this.#followed -= 1;
      });
  }

  async #openMedia(callId: string): Promise<LegMedia> {
    const media = await LegMedia.open(this.#options, callId);
    this.#media.add(media);
    return media;
  }

  async #closeMedia(media: LegMedia): Promise<void> {
    this.#media.delete(media);
    await media.close();
  }
}

function failure(result: Exclude<InviteResult, { kind: 'established' }>): Dialled {
  switch (result.kind) {
    case 'rejected': {
      const { status, reason } = result.response;
      const [contact] = status < 400 ? redirectUris(result.response) : [];
      return { kind: 'answered', status, reason, ...(contact === undefined ? {} : { contact }) };
    }
    case 'timeout':
      return { kind: 'silent' };
    case 'transport':
      return { kind: 'unreachable', why: result.why };
  }
}
