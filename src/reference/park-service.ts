import { parseReplaces } from '../sip/fields/replaces.ts';
import type { ContactPlace } from '../sip/ua/identity.ts';
import type { IncomingRefer, InviteResult, ReferNotifier, Session, UserAgent } from '../sip/ua/user-agent.ts';
import type { ParkEnd } from './behaviour.ts';
import { Consultations } from './consultations.ts';
import { describeDialog } from './describe-dialog.ts';
import { giveCall } from './give-call.ts';
import { JoinedCall, type Side } from './joined-call.ts';
import { type Music, openMusic } from './music-source.ts';
import type { ShownCall } from './orbit-document.ts';
import type { Orbits } from './orbit-numbers.ts';
import type { OwnDescriptions } from './own-descriptions.ts';
import { type ParkRequest, readParkRequest } from './park-request.ts';
import { parkByInfo } from './park-by-info.ts';
import { parkByKeys } from './park-by-keys.ts';
import { type JoinedParkee, takeBack } from './park-in-dialog.ts';
import { ParkedCall, type ParkedCallOptions } from './parked-call.ts';
import { type Header, type PoolContext, sessionTimer, uriAt, warning } from './pool-context.ts';
import { Watchers } from './watchers.ts';

/** How long a parkee's phone may take to answer the INVITE that takes its call over, in ms. It does not ring. */
const TAKEOVER_TIMEOUT = 3_000;

/** Reports the progress of a park. */
export type ParkNotifier = Pick<ReferNotifier, 'trying' | 'notify'>;

/** Call Park as RFC 5359 2.15 shows it: a REFER comes in, a call with Replaces goes out, an orbit tells where it is. */
export class ParkService {
  readonly watchers: Watchers;
  readonly orbits: Orbits;
  /** Called when a call has come to its orbit, before the parker is told. */
  onParked?: (call: ParkedCall) => Promise<void>;
  /** Called when a call has left its orbit. */
  onLeft?: (call: ParkedCall, end: ParkEnd) => void;
  /** Called when two parties have been joined, and when their call has changed. */
  onJoined?: (call: JoinedCall) => void;
  /** Called when a call of two parties is over or has been taken apart. */
  onApart?: (call: JoinedCall) => void;
  readonly pool: PoolContext;
  /** Calls that have left their orbit and still lead through the pool. */
  readonly joined = new Set<JoinedCall>();
  readonly consultations = new Consultations();
  readonly agent: UserAgent;
  readonly #calls = new Map<number, ParkedCall>();
  /** Calls that are being taken over now. */
  readonly #underWay = new Set<string>();

  constructor(pool: PoolContext, agent: UserAgent, orbits: Orbits) {
    this.pool = pool;
    this.agent = agent;
    this.orbits = orbits;
    this.watchers = new Watchers(() => this.shown());
  }

  at(orbit: number): ParkedCall | undefined {
    return this.#calls.get(orbit);
  }

  /** The call of two parties that a session of ours is a part of. */
  joinedBy(session: Session): JoinedCall | undefined {
    return [...this.joined].find((call) => call.has(session));
  }

  /** Joins two parties; the pool stays the other end of both. */
  join(sides: readonly [Side, Side], onOver?: () => void, id?: string): JoinedCall {
    const { behaviour, settings } = this.pool;
    const call = new JoinedCall(sides, id);
    this.joined.add(call);
    call.onOver = () => {
      this.joined.delete(call);
      this.onApart?.(call);
      onOver?.();
    };
    call.passesOn = (offer) => behaviour.passesOn(offer, this.pool);
    if (settings.calls === 'b2bua')
      call.onRefer = (incoming, from) => behaviour.refer(incoming, { joined: call, from }, this);
    if (settings.dialect === 'dtmf') parkByKeys(call, this);
    if (settings.dialect === 'body') parkByInfo(call, this);
    call.onChange = () => {
      if (this.joined.has(call)) this.onJoined?.(call);
    };
    call.onChange();
    // A party may have hung up while the other one was described to it.
    if (sides.some(({ session }) => session.state === 'ended')) call.end();
    return call;
  }

  /** Our own address, for session descriptions. */
  get host(): string {
    return this.pool.endpoint.address.host;
  }

  /** Where the parties of a call that is not parked reach us. */
  placeOfCall(contactUser?: string): ContactPlace {
    return { contactUser, contactAddress: this.pool.callAddress() };
  }

  /** Where a retriever calls the party with this contact. */
  addressOf(contact: string): string {
    return this.pool.behaviour.addressOfParkee(contact, this.pool);
  }

  parked(): readonly number[] {
    return [...this.#calls.keys()];
  }

  shown(): readonly ShownCall[] {
    const { behaviour, mode } = this.pool;
    return behaviour.shows(
      [...this.#calls.values()].map((call) => this.show(call)),
      mode(),
    );
  }

  refer(incoming: IncomingRefer): void {
    const { behaviour, mode } = this.pool;
    const asked = readParkRequest(incoming);
    const admission = behaviour.park(mode());
    if (admission.kind === 'refuse') {
      const { status, why } = admission;
      const park = asked && {
        parkee: asked.parkee,
        carryOut: (accept: () => ParkNotifier) => void this.#begin(asked, accept),
      };
      behaviour.refusePark(incoming, { status, headers: [warning(this.pool, why)] }, this, park);
      if (park !== undefined) behaviour.afterRefusing(park, this);
      return;
    }
    if (asked === undefined) {
      return incoming.reject(400, 'No Call In Refer-To', [
        warning(this.pool, 'Refer-To names no call that can be parked'),
      ]);
    }
    const obstacle = this.#begin(asked, () => incoming.accept());
    if (obstacle === undefined) return;
    const { status, why } = obstacle;
    if (status !== 503) return this.#refuse(incoming, status, why);
    behaviour.refuseForFullRange(incoming, { status, headers: [warning(this.pool, why)] });
  }

  /** Starts to take a call over, admitted or not, and reports it; returns the obstacle when that is not possible. */
  #begin(
    asked: ParkRequest,
    accept: () => ParkNotifier,
  ): { readonly status: number; readonly why: string } | undefined {
    const { behaviour, mode, peerStatus } = this.pool;
    if (!behaviour.isFree(asked, this.#underWay.has(asked.call)))
      return { status: 486, why: 'double park: this call is being parked' };
    const orbit = behaviour.takeOrbit(this, mode(), peerStatus()?.orbits);
    if (orbit === undefined) return { status: 503, why: 'every orbit is in use' };
    const notifier = accept();
    notifier.trying();
    this.#underWay.add(asked.call);
    void this.#carryOut(asked, orbit, notifier);
    return undefined;
  }

  /** Hangs up on every parkee; resolves when all have answered that, or will not. */
  async dropAll(): Promise<void> {
    await Promise.all([...this.#calls.values()].map((call) => call.drop('dropped')));
  }

  async #carryOut(asked: ParkRequest, orbit: number, notifier: ParkNotifier): Promise<void> {
    try {
      await this.#park(asked, orbit, notifier);
    } catch (error) {
      this.pool.trouble('a park failed', error);
      if (!this.#calls.has(orbit)) this.orbits.free(orbit);
      notifier.notify(500);
    } finally {
      this.#underWay.delete(asked.call);
    }
  }

  async #park(asked: ParkRequest, orbit: number, notifier: ParkNotifier): Promise<void> {
    const from = this.#joinedCallOf(asked);
    const music = await this.openMusic(from?.parkee.descriptions);
    const result =
      music && (await (from === undefined ? this.#takeOver(asked, orbit, music) : takeBack(from, orbit, music)));
    if (music === undefined || result?.kind !== 'established') {
      music?.stop();
      if (from === undefined) music?.descriptions.end();
      this.orbits.free(orbit);
      const [status, reason] = failure(result);
      return notifier.notify(status, reason);
    }
    const { session } = result;
    if (this.pool.behaviour.endsLegOfParker()) void from?.parker.bye();
    await this.keep({ orbit, session, music, parker: asked.parker });
    const { pool } = this;
    const told = pool.behaviour.tellsOrbit(orbit);
    return notifier.notify(200, 'OK', [
      ['From', `<${pool.settings.scheme ?? 'sip'}:park@${pool.settings.domain}>;tag=${session.localTag}`],
      ['To', `<${asked.parkee}>;tag=${session.remoteTag}`],
      ['Call-ID', session.callId],
      ...(told === undefined ? [] : [['Contact', `<${this.#orbitUri(told)}>`] as const]),
    ]);
  }

  /** A call has come to its orbit, which is taken for it. */
  async keep(kept: Pick<ParkedCall, 'orbit' | 'session' | 'music' | 'parker'>): Promise<void> {
    const give: ParkedCallOptions['give'] = (call, to, ring) => giveCall(call, to, ring, this);
    const onEnd = (call: ParkedCall, end: ParkEnd): void => this.#left(call, end);
    kept.music.descriptions.endWith(kept.session.over);
    const call = new ParkedCall({ pool: this.pool, ...kept, give, onEnd });
    this.#calls.set(kept.orbit, call);
    this.watchers.changed(kept.orbit);
    await this.onParked?.(call);
  }

  /** The call that a parker means, where it has retrieved it through us: there is nobody else to take it over from. */
  #joinedCallOf({ replaces }: ParkRequest): JoinedParkee | undefined {
    const named = parseReplaces(replaces);
    const parker = named && this.agent.findDialog(named.callId, named.toTag, named.fromTag);
    const joined = parker && this.joinedBy(parker);
    return joined && { joined, parker, parkee: joined.otherThan(parker) };
  }

  /** The music that a parked call hears; undefined where there is none, which has been told as trouble. */
  async openMusic(descriptions?: OwnDescriptions): Promise<Music | undefined> {
    const { behaviour, settings, endpoint, peerStatus, trouble } = this.pool;
    const source = behaviour.parkSettings(settings, peerStatus()?.policy).music;
    const own = descriptions ?? (await describeDialog(this.pool));
    try {
      return await openMusic(endpoint.address.host, source, own, settings.srtp);
    } catch (error) {
      if (descriptions === undefined) own.end();
      trouble('no music', error);
      return undefined;
    }
  }

  async #takeOver(
    { parkee, next, replaces, referredBy }: ParkRequest,
    orbit: number,
    music: Music,
  ): Promise<InviteResult> {
    const taken = this.pool.behaviour.takesOver(replaces);
    const headers: readonly Header[] = [
      ...(taken === undefined ? [] : [['Require', 'replaces'] as const, ['Replaces', taken] as const]),
      ...(referredBy === undefined ? [] : [['Referred-By', referredBy] as const]),
    ];
    const call = this.agent.invite({
      uri: parkee,
      next,
      sdp: music.offer,
      headers,
      sessionExpires: sessionTimer(this.pool),
      contactUser: String(orbit),
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<InviteResult>((resolve) => {
      timer = setTimeout(() => resolve({ kind: 'timeout', why: 'no answer' }), TAKEOVER_TIMEOUT);
    });
    const result = await Promise.race([call.result, late]);
    clearTimeout(timer);
    // Nothing after a final answer; one that comes yet is acknowledged and hung up.
    call.cancel();
    return result;
  }

  #left(call: ParkedCall, end: ParkEnd): void {
    const shown = this.show(call);
    this.#calls.delete(call.orbit);
    if (this.pool.behaviour.freesOrbit(end)) this.orbits.free(call.orbit);
    this.onLeft?.(call, end);
    this.watchers.changed(call.orbit, { ...shown, ended: end === 'left' ? 'remote-bye' : 'local-bye' });
  }

  show({ orbit, session }: ParkedCall): ShownCall {
    const { callId, localTag, remoteTag } = session;
    const [localTarget, remoteTarget] = [this.#orbitUri(orbit), this.addressOf(session.remoteTarget)];
    return { orbit, callId, localTag, remoteTag, localTarget, remoteTarget };
  }

  #orbitUri(orbit: number): string {
    return uriAt(this.pool.endpoint.address, String(orbit), this.pool.settings.scheme);
  }

  #refuse(incoming: IncomingRefer, status: number, why: string): void {
    incoming.reject(status, undefined, [warning(this.pool, why)]);
  }
}

/** The report to a parker whose parkee did not come: its own refusal, or the status that RFC 3261 16.9 gives silence. */
export function failure(result: InviteResult | undefined): [status: number, reason?: string] {
  if (result === undefined) return [500];
  if (result.kind === 'rejected') return [result.response.status, result.response.reason];
  return result.kind === 'timeout' ? [408] : [503];
}
