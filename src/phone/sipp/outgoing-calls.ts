/** The calls that a SIPp phone makes. */
import { dialogFromUac } from '../../sip/dialog/dialog.ts';
import { cseq } from '../../sip/fields/cseq.ts';
import { toTag } from '../../sip/fields/tags.ts';
import { header } from '../../sip/message/headers.ts';
import type { SipRequest, SipResponse } from '../../sip/message/message.ts';
import { formatSdp, type Sdp } from '../../sip/sdp.ts';
import { answerIn } from '../../sip/described.ts';
import { answeredBy, isSuccess, replyOf } from '../reply-of.ts';
import type { LegMedia } from '../leg-media.ts';
import { unsendable } from '../unsendable.ts';
import type { SipAddress } from '../../candidate/sip-address.ts';
import type { Phone } from '../phone.ts';
import type { Inviting } from './verbs.ts';
import type { SippCall } from './sipp-call.ts';
import type { SippCore } from './sipp-core.ts';
import { hopOf, SippLeg } from './sipp-leg.ts';
import type { Seen } from './wire.ts';

type Dialled = Awaited<ReturnType<Phone['dial']>>;

/** How long a caller who gave up waits for the answer to its CANCEL, in ms. */
const CANCEL_WITHIN = 1_000;

export interface Outgoing {
  readonly callId: string;
  readonly uri: string;
  readonly next: SipAddress;
  readonly replaces?: string | undefined;
  readonly referredBy?: string | undefined;
  readonly within: number;
}

export class OutgoingCalls {
  readonly #core: SippCore;
  /** INVITEs that were given up before anybody answered, by Call-ID. */
  readonly #givenUp = new Set<string>();

  /** INVITEs that wait for their answer, by Call-ID. */
  readonly #calling = new Set<string>();

  constructor(core: SippCore) {
    this.#core = core;
  }

  async dial({ callId, uri, next, replaces, referredBy, within }: Outgoing): Promise<Dialled> {
    const bad = unsendable(uri, replaces ?? '', referredBy ?? '');
    if (bad !== undefined) return bad;
    const call = this.#core.call(callId);
    const media = await this.#core.openMedia(callId);
    const offer = media.offer('sendrecv');
    const said = { Replaces: replaces ?? '', 'Referred-By': referredBy ?? '' };
    const order = { fields: { Uri: uri, Remote: `<${uri}>`, ...said }, body: formatSdp(offer), next };
    this.#calling.add(callId);
    const outcome = await this.#core.open(call, inviting(replaces, referredBy), order, within);
    this.#calling.delete(callId);
    if (outcome.kind === 'response' && isSuccess(replyOf(outcome))) {
      return { kind: 'connected', leg: await this.#established(call, outcome.response, { media, offer, next }) };
    }
    await this.#core.closeMedia(media);
    if (outcome.kind === 'response') return answeredBy(outcome.response);
    if (outcome.kind === 'transport') return { kind: 'unreachable', why: outcome.why };
    await this.#giveUp(call, next);
    return { kind: 'silent' };
  }

  /** An offer of ours waits for its answer: the peer may make none (RFC 3261 14.2). */
  calls({ id }: SippCall): boolean {
    return this.#calling.has(id);
  }

  /** An answer has come: perhaps to a call that was given up. */
  async late(call: SippCall, response: SipResponse, peer: SipAddress): Promise<void> {
    if (!this.#givenUp.has(call.id) || cseq(response)?.method !== 'INVITE') return;
    await this.#endStray(call, response, peer);
  }

  async #established(
    call: SippCall,
    response: SipResponse,
    { media, offer, next }: { media: LegMedia; offer: Sdp; next: SipAddress },
  ): Promise<SippLeg> {
    const invite = await call.wait((seen) => inviteOf(seen, response), 0);
    if (invite === undefined) throw new Error(`nobody saw the INVITE of call ${call.id}`);
    const dialog = dialogFromUac(invite, response);
    const leg = new SippLeg({
      call,
      media,
      origin: 'dialled',
      aor: this.#core.aor,
      dialog,
      fallback: next,
      local: offer,
      remote: answerIn(response) ?? (await call.wait((seen) => earlyAnswer(seen, response), 0)),
    });
    this.#core.legs.push(leg);
    await call.acknowledge(response, leg.next);
    return leg;
  }

  /** A caller who waits no longer: CANCEL where somebody has answered at all (RFC 3261 9.1), else a BYE to a late answer. */
  async #giveUp(call: SippCall, next: SipAddress): Promise<void> {
    const provisional = await call.wait((seen) => provisionalToInvite(seen), 0);
    if (provisional === undefined) {
      this.#givenUp.add(call.id);
      return;
    }
    const { mark } = call;
    await call.send('cancel', { next });
    const final = await call.wait((seen) => finalToInvite(seen), CANCEL_WITHIN, mark);
    if (final !== undefined) await this.#endStray(call, final, next);
  }

  /** A call that was answered after it had been given up gets its ACK and a BYE (RFC 3261 13.2.2.4). */
  async #endStray(call: SippCall, response: SipResponse, from: SipAddress): Promise<void> {
    if (response.status < 200 || response.status > 299) return;
    this.#givenUp.delete(call.id);
    await call.noticed(response);
    const invite = await call.wait((seen) => inviteOf(seen, response), 0);
    if (invite === undefined) return;
    const next = hopOf(dialogFromUac(invite, response), from);
    await call.acknowledge(response, next);
    await call.send('bye', { next });
  }
}

function inviting(replaces: string | undefined, referredBy: string | undefined): Inviting {
  if (replaces === undefined) return referredBy === undefined ? 'invite' : 'invite-referred';
  return referredBy === undefined ? 'invite-replacing' : 'invite-replacing-referred';
}

/** The INVITE of ours that `response` answers. */
function inviteOf({ direction, message }: Seen, response: SipResponse): SipRequest | undefined {
  if (direction !== 'out' || message.kind !== 'request' || message.method !== 'INVITE') return undefined;
  return cseq(message)?.seq === cseq(response)?.seq ? message : undefined;
}

function provisionalToInvite({ direction, message }: Seen): SipResponse | undefined {
  if (direction !== 'in' || message.kind !== 'response' || cseq(message)?.method !== 'INVITE') return undefined;
  return message.status < 200 ? message : undefined;
}

/** The answer that the fork which `response` is of gave before it, in a provisional response (RFC 3261 13.2.1). */
function earlyAnswer({ direction, message }: Seen, response: SipResponse): Sdp | undefined {
  if (direction !== 'in' || message.kind !== 'response' || message.status <= 100 || message.status >= 200)
    return undefined;
  if (header(message, 'CSeq') !== header(response, 'CSeq') || toTag(message) !== toTag(response)) return undefined;
  return answerIn(message);
}

function finalToInvite({ direction, message }: Seen): SipResponse | undefined {
  if (direction !== 'in' || message.kind !== 'response' || cseq(message)?.method !== 'INVITE') return undefined;
  return message.status >= 200 ? message : undefined;
}
