/** The calls of a native phone: those that it makes, those that come in, and those that a peer refers it to. */
import { callId as callIdOf } from '../../sip/fields/tags.ts';
import type { Endpoint } from '../../sip/endpoint.ts';
import { encodeText } from '../../sip/message/octets.ts';
import { newCallId } from '../../sip/token.ts';
import type { IncomingInvite } from '../../sip/ua/incoming-invite.ts';
import type { IncomingRefer } from '../../sip/ua/incoming-refer.ts';
import type { InviteResult } from '../../sip/ua/outgoing-invite.ts';
import type { Session } from '../../sip/ua/session.ts';
import type { UserAgent } from '../../sip/ua/user-agent.ts';
import type { PoolName } from '../../suite/cell.ts';
import { CALLS, FOLLOWED } from '../call-limits.ts';
import { Deadline } from '../deadline.ts';
import { settledWithin } from '../../settled-within.ts';
import { LegMedia } from '../leg-media.ts';
import type { Body, Leg, Phone, PhoneOptions } from '../phone.ts';
import { follow, type ReferredCall } from '../referral.ts';
import { answeredBy } from '../reply-of.ts';
import { unsendable } from '../unsendable.ts';
import { NativeLeg } from './native-leg.ts';
import type { PreloadedRoute } from './preloaded-route.ts';

type Dialled = Awaited<ReturnType<Phone['dial']>>;

/** What the calls of a phone need of it. */
interface Caller {
  readonly options: PhoneOptions;
  readonly aor: string;
  readonly endpoint: Endpoint;
  readonly agent: UserAgent;
  readonly route: PreloadedRoute;
  readonly home: () => PoolName | undefined;
  /** The pool that is asked for a call to which a peer refers it. */
  readonly asks: () => PoolName | undefined;
  readonly whenCalled: () => Phone['whenCalled'];
}

export class NativeCalls {
  /** All that there were, oldest first. */
  readonly legs: NativeLeg[] = [];
  readonly #phone: Caller;
  readonly #media = new Set<LegMedia>();
  /** Calls that ring or are being answered. */
  #incoming = 0;
  #followed = 0;
  #closing = false;

  constructor(phone: Caller) {
    this.#phone = phone;
  }

  get live(): readonly NativeLeg[] {
    return this.legs.filter((leg) => leg.live);
  }

  async dial(call: ReferredCall & { readonly callId: string }, body?: Body): Promise<Dialled> {
    const { callId, uri, next, headers, within } = call;
    const bad = unsendable(uri, ...headers.map(([, value]) => value));
    if (bad !== undefined) return bad;
    const deadline = new Deadline(within);
    const media = await this.#openMedia(callId);
    const route = this.#phone.route.towards(next, this.#phone.home());
    const beside = body && { type: body.type, body: encodeText(body.text) };
    const invite = this.#phone.agent.invite({
      uri,
      next,
      route,
      callId,
      headers,
      sdp: media.offer('sendrecv'),
      beside,
    });
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

  welcome(invite: IncomingInvite): void {
    if (this.#closing) return invite.reject(480);
    if (this.#incoming + this.live.length >= CALLS.most) {
      this.#phone.endpoint.excesses.count(CALLS);
      return invite.reject(486);
    }
    const takesOver = invite.replaces !== undefined || invite.replacesEarly;
    switch (takesOver ? 'answer' : this.#phone.whenCalled()) {
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
            this.#phone.options.taps.trouble('it could not answer a call', error);
            invite.reject(500);
          })
          .finally(() => {
            this.#incoming -= 1;
          });
    }
  }

  /** Takes no more calls, and hangs up those that are up. */
  async hangUp(within: number): Promise<void> {
    this.#closing = true;
    await Promise.all(this.live.map((leg) => leg.hangUp({ within })));
  }

  async closeMedia(): Promise<void> {
    await Promise.all([...this.#media].map((media) => media.close()));
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
    const leg: NativeLeg = new NativeLeg({
      session,
      media,
      origin,
      aor: this.#phone.aor,
      onRefer: (refer) => this.#follow(refer, leg),
    });
    this.legs.push(leg);
    return leg;
  }

  #follow(refer: IncomingRefer, leg: NativeLeg): void {
    if (this.#followed >= FOLLOWED.most) {
      this.#phone.endpoint.excesses.count(FOLLOWED);
      return refer.reject(603);
    }
    this.#followed += 1;
    const pool = this.#phone.asks();
    const home = pool === undefined ? undefined : this.#phone.options.pools[pool];
    const dial = async (call: ReferredCall): Promise<Dialled> => {
      const dialled = await this.dial({ ...call, callId: newCallId(this.#phone.endpoint.address.host) });
      if (dialled.kind === 'connected') leg.succeededBy(dialled.leg);
      return dialled;
    };
    follow(refer, home, dial)
      .catch((error: unknown) => {
        this.#phone.options.taps.trouble('it could not follow a REFER', error);
      })
      .finally(() => {
        this.#followed -= 1;
      });
  }

  async #openMedia(callId: string): Promise<LegMedia> {
    const media = await LegMedia.open(this.#phone.options, callId);
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
    case 'rejected':
      return answeredBy(result.response);
    case 'timeout':
      return { kind: 'silent' };
    case 'transport':
      return { kind: 'unreachable', why: result.why };
  }
}
