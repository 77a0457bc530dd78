/** Parking, retrieving and looking orbits up in a hand-written history. */
import type { VoiceName } from '../../src/history/event.ts';
import type { Party, PoolName } from '../../src/suite/cell.ts';
import { B2buaHistory } from './b2bua-dialogs.ts';
import { type Of, type Side, tagOf } from './recording.ts';
import { contactOf, dialogInfo, request, response, sdp, type ShownDialog } from './sip-text.ts';

export interface ParkOptions extends Of {
  /** Answer to the REFER; `none` for silence. */
  readonly answer?: number | 'none';
  /** Status line of the final NOTIFY; `none` when it never comes. */
  readonly final?: string;
  readonly orbit?: string;
  readonly pool?: PoolName;
  /** The parkee is taken over. */
  readonly takeover?: boolean;
  readonly parkerFreed?: boolean;
  /** With a B2BUA: the end that sends the BYE in the parker's dialog. */
  readonly parkerEndedBy?: 'pool' | 'parker';
  readonly music?: VoiceName | 'none';
  /** ms until the pool's answer */
  readonly after?: number;
  readonly why?: string;
}
export class ParkHistory extends B2buaHistory {
  park(call: string, by: Party, options: ParkOptions = {}): this {
    const { answer = 200, final = 'SIP/2.0 200 OK', pool = this.home, after = 0 } = options;
    const { takeover = answer !== 'none' && answer < 300 && final.includes(' 200 ') } = options;
    const { parkerFreed = takeover, music = `music:${pool}` as const } = options;
    const orbit = options.orbit ?? String(this.candidate.pools[pool].orbits.first + 1);
    const parker = this.side(call, by);
    const parkee = this.sides.get(call)?.findLast((each) => each.party !== by);
    if (parkee === undefined) throw new Error(`call ${call} has no parkee`);
    const take = (): void => {
      const parkerEndedBy = parkerFreed ? (options.parkerEndedBy ?? 'pool') : 'none';
      if (this.isAnchored(call)) this.keep(call, parker, parkee, { pool, orbit, music, parkerEndedBy });
      else this.takeOver(call, parker, parkee, { pool, orbit, parkerFreed, music });
    };
    const callId = this.newCallId(`${call}.park`);
    const asked = { verb: 'park', by, call, callId, pool, within: 1000, of: options.of } as const;
    const deed = this.asked(asked);
    const parts = { uri: 'sip:park@park.example', from: by, fromTag: tagOf(by, callId), to: 'park', callId, seq: 1 };
    // The dialog as the other end sees it, which is the parkee or, with a B2BUA, the pool.
    const replaces = `${parker.callId}%3Bto-tag%3D${parker.remoteTag}%3Bfrom-tag%3D${parker.localTag}`;
    const referTo = `Refer-To: <${contactOf(parker.peer)}?Replaces=${replaces}&Require=replaces>`;
    const refer = request({ ...parts, method: 'REFER', contact: contactOf(by), headers: [referTo] });
    this.deliver(by, pool, refer);
    this.wait(after);
    if (answer !== 'none')
      this.deliver(pool, by, response(refer, answer, { toTag: 'park', contact: contactOf(pool, 'park') }));
    if (answer === 'none' || answer >= 300) {
      if (answer === 'none' && options.why === undefined) this.wait(this.silence(asked.within - after));
      deed.end(options.why ?? (answer === 'none' ? 'no answer' : `refused: ${answer}`));
      if (takeover) take();
      return this;
    }
    this.notify(pool, by, callId, 'SIP/2.0 100 Trying', 1);
    if (takeover) take();
    const told = orbit === 'none' || !takeover ? [] : [`Contact: <${contactOf(pool, orbit)}>`];
    if (final !== 'none') this.notify(pool, by, callId, final, 2, told);
    deed.end(final.includes(' 200 ') ? undefined : (options.why ?? `refused: ${final}`), orbit);
    if (!takeover) return this;
    this.asked({ verb: 'watch', by, call, callId: parker.callId, within: 1000, of: options.of }).end();
    this.asked({ verb: 'listen', by: parkee.party, call, within: 2000, of: options.of }).end();
    return this;
  }

  /** Where no pool is up, silence is waited for as long as the driver does. */
  private silence(within: number): number {
    return this.up.includes(this.home) ? 0 : Math.max(0, within);
  }

  /** The pool takes the parkee's leg over; the parkee lets go of the parker. */
  takeOver(
    call: string,
    parker: Side,
    parkee: Side,
    {
      pool,
      orbit,
      parkerFreed,
      music,
    }: { pool: PoolName; orbit: string; parkerFreed: boolean; music: VoiceName | 'none' },
  ): void {
    const id = this.strangeCallId();
    const tags = { localTag: tagOf(parkee.party, id), remoteTag: tagOf(pool, id) };
    this.answerReplacing(pool, parkee, { callId: id, ...tags }, contactOf(pool, orbit));
    if (parkerFreed) this.byeBetween(parkee, parker);
    this.unhear(parkee.party, parkee.callId);
    if (parkerFreed) this.unhear(parker.party, parker.callId);
    const side = { party: parkee.party, callId: id, ...tags, peer: pool };
    const others = (this.sides.get(call) ?? []).filter((each) => each !== parkee && each !== parker);
    this.sides.set(call, [...others, ...(parkerFreed ? [] : [parker]), side]);
    if (music !== 'none') this.hear(parkee.party, id, music);
    const shown = { callId: id, localTag: tags.remoteTag, remoteTag: tags.localTag, parkee: parkee.party };
    this.orbits.set(`${pool} ${orbit}`, { orbit, pool, ...shown });
  }

  retrieve(
    call: string,
    by: Party,
    options: Of & {
      status?: number | 'none';
      deaf?: Party;
      parkFreed?: boolean;
      hears?: VoiceName;
      joined?: boolean;
      /** With a B2BUA: the parkee goes on hearing music. */
      stillPlayed?: boolean;
    } = {},
  ): this {
    const { status = 200, deaf, parkFreed = true, hears, joined = true } = options;
    const shown = this.shownFor(call);
    if (this.isAnchored(call)) {
      this.retrieveByDial(call, by, { ...shown, parkee: this.side(call, shown.parkee) }, options);
      return status === 200 ? this.listen(call, by, shown.parkee, options) : this;
    }
    this.lookup(by, shown.pool, shown.orbit, { of: options.of });
    const callId = this.newCallId(`${call}.retrieve`);
    const where = { orbit: shown.orbit, pool: shown.pool };
    const deed = this.asked({ verb: 'retrieve', by, call, callId, within: 2000, ...where, of: options.of });
    const parkee = this.side(call, shown.parkee);
    const [fromTag, toTag] = [tagOf(by, callId), tagOf(parkee.party, callId)];
    const headers = [
      'Require: replaces',
      `Replaces: ${parkee.callId};to-tag=${parkee.localTag};from-tag=${parkee.remoteTag}`,
    ];
    const to = {
      uri: contactOf(parkee.party),
      from: by,
      fromTag,
      to: parkee.party,
      callId,
      seq: 1,
      contact: contactOf(by),
    };
    const invite = request({ ...to, method: 'INVITE', headers, type: 'application/sdp', body: sdp() });
    this.deliver(by, joined ? parkee.party : shown.pool, invite);
    if (status !== 200) {
      if (status !== 'none') this.deliver(parkee.party, by, response(invite, status, { toTag }));
      deed.end(status === 'none' ? 'no answer' : `answered ${status}`);
      return this;
    }
    const peer = joined ? parkee.party : shown.pool;
    const answer = { toTag, contact: contactOf(peer), type: 'application/sdp', body: sdp() };
    this.deliver(peer, by, response(invite, 200, answer));
    this.ack(by, peer, { ...to, toTag });
    deed.end();
    if (!joined) {
      this.sides.get(call)?.push({ party: by, callId, localTag: fromTag, remoteTag: toTag, peer });
      if (hears !== undefined) this.hear(by, callId, hears);
      return this.listen(call, by, parkee.party, options);
    }
    if (parkFreed) {
      this.byeTo(parkee, shown.pool);
      this.unhear(parkee.party, parkee.callId);
      this.orbits.delete(`${shown.pool} ${shown.orbit}`);
    }
    this.sides.set(call, [
      { party: by, callId, localTag: fromTag, remoteTag: toTag, peer: parkee.party },
      { party: parkee.party, callId, localTag: toTag, remoteTag: fromTag, peer: by },
    ]);
    if (deaf !== by) this.hear(by, callId, hears ?? parkee.party);
    if (deaf !== parkee.party) this.hear(parkee.party, callId, by);
    return this.listen(call, by, parkee.party, options);
  }

  /** The parked dialog of a call, as its pool shows it. */
  shownFor(call: string): ShownDialog {
    const sides = this.sides.get(call) ?? [];
    const shown = [...this.orbits.values()].find(({ callId }) => sides.some((side) => side.callId === callId));
    if (shown === undefined) throw new Error(`call ${call} is parked nowhere`);
    return shown;
  }

  listen(call: string, a: Party, b: Party, { of }: Of = {}): this {
    for (const [by, to] of [
      [a, b],
      [b, a],
    ] as const)
      this.asked({ verb: 'listen', by, to, call, of }).end();
    return this;
  }

  lookup(
    by: Party,
    pool: PoolName,
    orbit: string | undefined,
    options: Of & { status?: number | 'none'; shows?: readonly ShownDialog[]; notify?: boolean | 'empty' } = {},
  ): this {
    const here = [...this.orbits.values()].filter(
      (each) => each.pool === pool && (orbit === undefined || each.orbit === orbit),
    );
    const { status = 200, shows = here, notify = status === 200 } = options;
    const callId = this.newCallId(`lookup.${orbit ?? 'all'}`);
    const deed = this.asked({ verb: 'lookup', by, pool, orbit, callId, within: 500, of: options.of });
    const to = orbit ?? 'park';
    const parts = { uri: `sip:${to}@park.example`, from: by, fromTag: `${by}-l`, to, callId };
    const headers = ['Event: dialog', 'Expires: 0', 'Accept: application/dialog-info+xml'];
    this.ask(by, pool, { ...parts, method: 'SUBSCRIBE', seq: 1, contact: contactOf(by), headers }, status, {
      toTag: 'l',
    });
    if (notify !== false) {
      const body = notify === 'empty' ? {} : { type: 'application/dialog-info+xml', body: dialogInfo(shows) };
      const from = { uri: contactOf(by), from: to, fromTag: 'l', to: by, toTag: `${by}-l`, callId, seq: 1 };
      const state = ['Event: dialog', 'Subscription-State: terminated;reason=timeout'];
      this.ask(pool, by, { ...from, ...body, method: 'NOTIFY', headers: state });
    }
    deed.end(status === 200 && notify !== false ? undefined : 'no answer');
    return this;
  }
}
