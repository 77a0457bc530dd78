/** Hand-written histories: what a driver stages in checks, on top of deeds, dialogs and plain events. */
import { END_WATCHED, REFUSAL_WATCHED } from '../../src/candidate/bounds.ts';
import type { Candidate } from '../../src/candidate/candidate.ts';
import type { EndEvent, LoadEvent, VoiceName } from '../../src/history/event.ts';
import type { Cell, Party, PoolName } from '../../src/suite/cell.ts';
import { plannedAtEnd } from '../../src/suite/planned-steps.ts';
import { CANDIDATE } from './cells.ts';
import { DeedHistory } from './deeds.ts';
import type { Of, Side } from './recording.ts';
import { contactOf, sdp } from './sip-text.ts';

export { act, cellOf, check } from './cells.ts';

export class HistoryBuilder extends DeedHistory {
  /** The action of a check around what `stage` adds; the sample and the load event belong to it. */
  check(
    name: string,
    stage: (of: string) => void = () => {},
    options: { load?: number | Omit<LoadEvent, 'kind'>; gapMs?: number; failed?: string; watched?: false } = {},
  ): this {
    const action = this.asked({ verb: 'check', check: `${this.cell.id}/${name}` });
    if (options.watched !== false) this.watchCall(name, action.id);
    stage(action.id);
    if (options.watched !== false) this.watchRefusal(name, action.id);
    this.sample(options.gapMs);
    const { load = 1 } = options;
    this.add({ kind: 'load', ...(typeof load === 'number' ? { maxDelayMs: load } : load) });
    action.end(options.failed);
    return this;
  }

  /** A call that should stay is watched until its phase has lasted for `bounds.disconnect`. */
  private watchCall(name: string, of: string): void {
    const step = this.cell.scenario
      .flatMap(({ steps }) => steps)
      .find((each) => each.kind === 'check' && each.id === `${this.cell.id}/${name}`);
    const expect = step?.kind === 'check' ? step.expect : undefined;
    const entering = this.events.findLast((event) => event.kind === 'phase' && event.state === 'entering');
    const stays = expect?.kind === 'is' && (expect.outcome === 'connected' || expect.outcome === 'parked');
    if (!stays || entering?.kind !== 'phase' || entering.phase === 'normal') return;
    const within = entering.t + this.candidate.bounds.disconnect - this.t;
    if (within <= 0) return;
    const watching = this.asked({ verb: 'watch', call: expect.call, within, of });
    this.wait(within);
    watching.end();
  }

  /** What was refused may be done late. */
  private watchRefusal(name: string, of: string): void {
    const step = this.cell.scenario
      .flatMap(({ phase, steps }) => steps.map((each) => ({ phase, each })))
      .find(({ each }) => each.kind === 'check' && each.id === `${this.cell.id}/${name}`);
    const expect = step?.each.kind === 'check' ? step.each.expect : undefined;
    if (
      expect?.kind !== 'cannot' ||
      expect.deed.verb === 'call' ||
      !('call' in expect.deed) ||
      step?.phase === 'outage'
    )
      return;
    const watching = this.asked({ verb: 'watch', call: expect.deed.call, within: REFUSAL_WATCHED, of });
    this.wait(REFUSAL_WATCHED);
    watching.end();
  }

  /** Dials an orbit to see who is there. */
  dial(
    call: string,
    by: Party,
    pool: PoolName,
    orbit: string,
    options: Of & {
      status?: number | 'none' | 'given-up';
      hears?: VoiceName;
      /** How long nobody is heard, in ms. */
      listens?: number;
      why?: string;
      contact?: string;
      heardBy?: { party: Party; leg: string };
      /** Before the phone hangs up. */
      meanwhile?: (told: HistoryBuilder, side: Side) => void;
    } = {},
  ): this {
    const { status = 404, hears, contact, heardBy } = options;
    const callId = this.newCallId(`${call}.dial.${orbit}`);
    const deed = this.asked({ verb: 'dial', by, call, pool, orbit, callId, within: 2000, of: options.of });
    const parts = { uri: `sip:${orbit}@park.example`, from: by, fromTag: `${by}-d`, to: orbit, callId };
    const body = { type: 'application/sdp', body: sdp() };
    const told = contact === undefined ? {} : { contact };
    const answer = status === 200 ? { ...body, contact: contactOf(pool, orbit) } : told;
    const invite = { ...parts, ...body, method: 'INVITE', seq: 1, contact: contactOf(by) };
    if (status === 'given-up') this.giveUp(by, pool, invite, 2000);
    else this.ask(by, pool, invite, status, { ...answer, toTag: 'd' });
    deed.end(status === 200 ? undefined : (options.why ?? `answered ${status}`));
    if (status !== 200) return this;
    this.ack(by, pool, { ...parts, seq: 1, toTag: 'd' });
    const ids = { by, call, callId, of: options.of } as const;
    const listening = this.asked({ verb: 'listen', ...ids });
    if (hears !== undefined) this.hear(by, callId, hears);
    if (heardBy !== undefined) this.hear(heardBy.party, heardBy.leg, by);
    if (hears === undefined || hears === 'other') this.wait(options.listens ?? 2000);
    listening.end(hears === undefined ? 'heard nothing' : undefined);
    options.meanwhile?.(this, { party: by, callId, localTag: `${by}-d`, remoteTag: 'd', peer: pool });
    const hanging = this.asked({ verb: 'hangup', ...ids });
    this.ask(by, pool, { ...parts, method: 'BYE', seq: 2, toTag: 'd' });
    this.unhear(by, callId);
    if (heardBy !== undefined) this.unhear(heardBy.party, heardBy.leg, by);
    hanging.end();
    return this;
  }

  probe(call: string, by: Party, options: Of & { status?: number | 'none'; why?: string } = {}): this {
    const { status = 200 } = options;
    const side = this.side(call, by);
    const deed = this.asked({ verb: 'probe', by, call, callId: side.callId, within: 500, of: options.of });
    this.inDialog(side, 'INVITE', { type: 'application/sdp', body: sdp() }, status, { contact: contactOf(side.peer) });
    if (status === 'none') this.wait(500);
    deed.end(options.why ?? (status === 'none' ? 'no answer' : undefined));
    return this;
  }

  /** Hangs everything up, looks every orbit up, and ends the history. */
  aftermath(
    stage: (of: string) => void = () => {},
    options: { why?: EndEvent['why']; tidy?: boolean; watched?: false } = {},
  ): this {
    const orbits = this.events.flatMap((event) =>
      event.kind === 'action' && event.state === 'done' ? (event.orbit ?? []) : [],
    );
    return this.check('aftermath', (of) => {
      const stands = [...plannedAtEnd(this.cell)].some(
        ([call, { state }]) => state === 'connected' && (this.sides.get(call)?.length ?? 0) > 1,
      );
      if (options.watched !== false && stands) {
        const watching = this.asked({ verb: 'watch', within: this.candidate.bounds.disconnect, of });
        this.wait(this.candidate.bounds.disconnect);
        watching.end();
      }
      if (options.tidy !== false) {
        for (const call of this.sides.keys()) this.hangup(call, this.sides.get(call)?.[0]?.party ?? 'alice', { of });
      }
      for (const orbit of new Set(orbits)) for (const pool of this.up) this.lookup('frank', pool, orbit, { of });
      stage(of);
      const watching = this.asked({ verb: 'watch', within: END_WATCHED, of });
      if (options.watched !== false) this.wait(END_WATCHED);
      watching.end();
    }).end(options.why);
  }
}

export function history(cell: Cell, candidate: Partial<Candidate> = {}): HistoryBuilder {
  return new HistoryBuilder(cell, { ...CANDIDATE, ...candidate });
}
