/** The calls that come in to a SIPp phone. */
import { dialogFromUas } from '../../sip/dialog/dialog.ts';
import { judgeReplaces, type Replaceable } from '../../sip/dialog/replaced-dialog.ts';
import { requiresReliability } from '../../sip/fields/rack.ts';
import type { SipRequest } from '../../sip/message/message.ts';
import { formatSdp } from '../../sip/sdp.ts';
import { describedIn } from '../../sip/described.ts';
import type { SipAddress } from '../../candidate/sip-address.ts';
import { CALLS } from '../call-limits.ts';
import type { Phone } from '../phone.ts';
import type { Refusal } from './verbs.ts';
import type { SippCall } from './sipp-call.ts';
import type { SippCore } from './sipp-core.ts';
import { SippLeg } from './sipp-leg.ts';

export class IncomingCalls {
  readonly #core: SippCore;
  /** INVITEs that wait for an answer of ours, by Call-ID. */
  readonly #ringing = new Map<string, { cancelled: boolean }>();

  constructor(core: SippCore) {
    this.#core = core;
  }

  /** An INVITE of this call waits for an answer: until then SIPp refuses another one (RFC 3261 14.2). */
  rings(call: SippCall): boolean {
    return this.#ringing.has(call.id);
  }

  /** Answers a new INVITE, or lets it ring, or refuses it. SIPp has taken notice of it. */
  async welcome(call: SippCall, request: SipRequest, peer: SipAddress, wanted: Phone['whenCalled']): Promise<void> {
    const refuse = (status: Refusal, reason?: string): Promise<unknown> => call.refuse(status, peer, reason);
    const replaces = judgeReplaces(request, this.#replaceable());
    if (replaces.kind === 'refuse') return void (await refuse(replaces.status, replaces.reason));
    const described = describedIn(request);
    if (described.kind === 'refuse') return void (await refuse(described.status, described.reason));
    if (this.#core.closing) return void (await refuse(480));
    if (this.#ringing.size + this.#core.legs.filter(({ live }) => live).length >= CALLS.most) {
      this.#core.excesses.count(CALLS);
      return void (await refuse(486));
    }
    const whenCalled = replaces.kind === 'match' ? 'answer' : wanted;
    if (whenCalled === 'decline') return void (await refuse(486));
    const ringing = { cancelled: false };
    this.#ringing.set(call.id, ringing);
    // A 180 would have to be reliable where the caller requires that; a 2xx alone will do, too (RFC 3262 3).
    if (!requiresReliability(request)) await call.send('ring', { next: peer });
    if (whenCalled === 'ring') return;
    const media = await this.#core.openMedia(call.id);
    const offer = described.kind === 'sdp' ? described.sdp : undefined;
    const local = offer === undefined ? media.offer('sendrecv') : media.answer(offer);
    if (local === undefined || ringing.cancelled) {
      await this.#core.closeMedia(media);
      if (!ringing.cancelled) await refuse(488);
      return;
    }
    this.#ringing.delete(call.id);
    const answer = await call.send('answer', { next: peer, body: formatSdp(local) });
    if (answer.kind !== 'response') throw new Error(`SIPp answered call ${call.id} with a request`);
    this.#core.legs.push(
      new SippLeg({
        call,
        media,
        origin: replaces.kind === 'match' ? 'replacement' : 'answered',
        aor: this.#core.aor,
        dialog: dialogFromUas(request, answer),
        fallback: peer,
        local,
        remote: offer,
      }),
    );
    // The call that was taken over is ended by whom it was taken from (RFC 3891 3).
    if (replaces.kind === 'match') await replaces.dialog.leg.hangUp({ within: 0 });
  }

  /** The caller has given up; SIPp has answered the CANCEL. */
  async cancelled(call: SippCall, peer: SipAddress): Promise<void> {
    const ringing = this.#ringing.get(call.id);
    if (ringing === undefined) return;
    ringing.cancelled = true;
    this.#ringing.delete(call.id);
    await call.refuse(487, peer);
  }

  #replaceable(): ReadonlyArray<Replaceable & { readonly leg: SippLeg }> {
    return this.#core.legs.map((leg) => ({
      ...leg.dialog,
      usage: 'invite',
      phase: leg.live ? 'confirmed' : 'ended',
      initiator: leg.origin === 'dialled' ? 'local' : 'remote',
      leg,
    }));
  }
}
