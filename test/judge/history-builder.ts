/**
 * Hand-written histories: cells, a candidate, and a builder that plays what phones and pools do in real SIP messages.
 * Each method writes what the driver and the taps would have recorded; options break one thing at a time.
 */
import type { Candidate, TransitionAction } from '../../src/candidate/candidate.ts';
import type { ActionEvent, EndEvent, EventBody, HistoryEvent, VoiceName } from '../../src/history/event.ts';
import {
  type Cell,
  type Deed,
  type Expectation,
  PARTIES,
  type Party,
  PHASES,
  type Phase,
  type PoolName,
  type Step,
} from '../../src/spec/cell.ts';
import {
  addressOf,
  contactOf,
  dialogInfo,
  type End,
  request,
  type RequestParts,
  response,
  type ResponseParts,
  sdp,
  type ShownDialog,
  sipfrag,
} from './sip-text.ts';

const AT = { file: '/specs/sample.yaml', line: 1, column: 1 };

export function act(deed: Deed): Step {
  return { kind: 'act', deed, at: AT };
}

/** A check whose cell is filled in by `cellOf`. */
export function check(name: string, expect: Expectation): Step {
  return { kind: 'check', id: name, expect, at: AT };
}

export function cellOf(
  id: string,
  scenario: Partial<Record<Phase, readonly Step[]>>,
  more: Partial<Pick<Cell, 'demands' | 'parties'>> = {},
): Cell {
  const last = Math.max(...Object.keys(scenario).map((phase) => PHASES.findIndex((each) => each === phase)));
  const named = (step: Step): Step => (step.kind === 'check' ? { ...step, id: `${id}/${step.id}` } : step);
  return {
    id,
    title: 'a sample',
    state: 'service',
    phase: 'normal',
    requirement: 'a sample',
    source: 'a sample',
    demands: [],
    at: AT,
    parties: ['alice', 'bob', 'carol', 'dave'],
    ...more,
    scenario: PHASES.slice(0, last + 1).map((phase) => ({ phase, steps: (scenario[phase] ?? []).map(named) })),
  };
}

const KILL: TransitionAction = { kind: 'kill', pool: 'primary' };
const nothing = { actions: [], proofs: [], within: 1000 };

export const CANDIDATE: Candidate = {
  name: 'Sample park server',
  version: '1.0',
  file: '/candidates/sample/candidate.yaml',
  runtime: 'process',
  dialect: 'rfc5359',
  domain: 'park.example',
  password: undefined,
  parkUser: 'park',
  retrieve: 'replaces',
  process: undefined,
  pools: {
    primary: { name: 'primary', transport: 'udp', port: 'auto', http: undefined, orbits: { first: 100, last: 199 } },
    backup: { name: 'backup', transport: 'udp', port: 'auto', http: undefined, orbits: { first: 200, last: 299 } },
  },
  transitions: {
    outage: { ...nothing, actions: [KILL] },
    failover: nothing,
    'failed-over': nothing,
    failback: nothing,
    restored: nothing,
  },
  homes: {
    normal: 'primary',
    outage: 'primary',
    failover: 'backup',
    'failed-over': 'backup',
    failback: 'primary',
    restored: 'primary',
  },
  capabilities: [
    'hold',
    'blind-transfer',
    'attended-transfer',
    'music-on-hold',
    'ringback',
    'orbit-status',
    'resiliency-announcement',
  ],
  settings: {
    primary: { pickupTimeout: 6000, pickupAttempts: 2, timeoutTarget: 'carol', musicOnHold: 1750 },
    backup: { pickupTimeout: 4000, pickupAttempts: 1, timeoutTarget: 'dave', musicOnHold: 2050 },
  },
  bounds: { park: 1000, disconnect: 2000, gap: 300, setup: 2000, probe: 500, cell: 30_000 },
};

/** One side of a dialog, as its phone holds it. */
export interface Side {
  readonly party: Party;
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  readonly peer: End;
}

/** What an action says; the keys that are undefined are left out. */
type Asked = {
  readonly [K in Exclude<keyof ActionEvent, 'kind' | 'id' | 'state' | 'verb'>]?: ActionEvent[K] | undefined;
} & Pick<ActionEvent, 'verb'>;

interface Of {
  readonly of?: string | undefined;
}

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
  readonly music?: VoiceName | 'none';
  /** ms until the pool's answer */
  readonly after?: number;
  readonly why?: string;
}

export class HistoryBuilder {
  readonly events: HistoryEvent[] = [];
  readonly cell: Cell;
  readonly candidate: Candidate;
  readonly sides = new Map<string, Side[]>();
  readonly orbits = new Map<string, ShownDialog>();
  t = 0;
  home: PoolName = 'primary';
  #up: readonly PoolName[] = ['primary', 'backup'];
  #ids = 0;
  readonly #heard = new Map<string, { tap: Party; leg: string; voice: VoiceName }>();

  constructor(cell: Cell, candidate: Candidate) {
    this.cell = cell;
    this.candidate = candidate;
    const pools = { primary: addressOf('primary'), backup: addressOf('backup') };
    const about = { parkspec: '0.1.0', started: '2026-11-23T00:00:00.000Z', phones: 'native', pools } as const;
    this.add({ kind: 'run', schema: 1, ...about, cell, candidate });
  }

  // Building blocks

  add(body: EventBody): number {
    this.t += 1;
    const n = this.events.length + 1;
    this.events.push({ n, t: this.t, ...body });
    return n;
  }

  wait(ms: number): this {
    this.t += ms;
    return this;
  }

  /** A message as it passes the taps of those who have one. */
  deliver(from: End, to: End, text: string): number {
    let n = 0;
    if (isParty(from)) n = this.sip(from, 'out', to, text);
    if (isParty(to)) n = this.sip(to, 'in', from, text);
    return n;
  }

  sip(tap: Party, direction: 'in' | 'out', peer: End, text: string): number {
    return this.add({ kind: 'sip', tap, direction, local: addressOf(tap), remote: addressOf(peer), text });
  }

  /** A request and its answer between two that speak directly; the text of the request. */
  ask(from: End, to: End, parts: RequestParts, status: number | 'none' = 200, answer: ResponseParts = {}): string {
    const text = request(parts);
    this.deliver(from, to, text);
    if (status !== 'none') this.deliver(to, from, response(text, status, answer));
    return text;
  }

  asked(body: Asked): { id: string; end: (why?: string, orbit?: string) => void } {
    const id = `a${(this.#ids += 1)}`;
    const base = clean({ kind: 'action', id, ...body }) as Omit<ActionEvent, 'state'>;
    this.add({ ...base, state: 'asked' });
    const end = (why?: string, orbit?: string): void => {
      const more = orbit === undefined ? {} : { orbit };
      this.add(why === undefined ? { ...base, ...more, state: 'done' } : { ...base, state: 'failed', why });
    };
    return { id, end };
  }

  hear(tap: Party, leg: string, voice: VoiceName): this {
    this.add({ kind: 'media', tap, leg, event: 'starts', voice, at: this.t });
    this.#heard.set(`${tap} ${leg} ${voice}`, { tap, leg, voice });
    return this;
  }

  unhear(tap: Party, leg: string, voice?: VoiceName, gapMs = 20): this {
    for (const [key, each] of this.#heard) {
      if (each.tap !== tap || each.leg !== leg || (voice !== undefined && each.voice !== voice)) continue;
      this.#heard.delete(key);
      this.add({ kind: 'media', ...each, event: 'stops', at: this.t, gapMs });
    }
    return this;
  }

  sample(gapMs = 20): this {
    for (const each of this.#heard.values()) this.add({ kind: 'media', ...each, event: 'sample', at: this.t, gapMs });
    return this;
  }

  side(call: string, party: Party): Side {
    const side = this.sides.get(call)?.findLast((each) => each.party === party);
    if (side === undefined) throw new Error(`${party} has no side in call ${call}`);
    return side;
  }

  // Phases

  /** Enters a phase and reaches it. In `outage` the primary is killed, in `failback` it comes back. */
  phase(phase: Phase, options: { missed?: string; fault?: 'applied' | 'not-applied' | 'none' } = {}): this {
    this.sample();
    this.add({ kind: 'phase', phase, state: 'entering' });
    if (phase === 'normal') for (const pool of ['primary', 'backup'] as const) this.process(pool, 'ready');
    const { fault = 'applied' } = options;
    if (phase === 'outage' && fault !== 'none') {
      this.add({ kind: 'fault', fault: 'kill', pool: 'primary', state: 'intended' });
      if (fault === 'applied') this.process('primary', 'exited', true);
      this.add({ kind: 'fault', fault: 'kill', pool: 'primary', state: fault, proof: 'OPTIONS is refused' });
    }
    if (phase === 'failback') {
      this.add({ kind: 'fault', fault: 'start', pool: 'primary', state: 'intended' });
      this.process('primary', 'started');
      this.add({ kind: 'fault', fault: 'start', pool: 'primary', state: 'healed', proof: 'primary is up' });
    }
    this.home = this.candidate.homes[phase];
    this.#up = ['outage', 'failover', 'failed-over'].includes(phase) ? ['backup'] : ['primary', 'backup'];
    if (options.missed !== undefined) this.add({ kind: 'phase', phase, state: 'missed', why: options.missed });
    else this.add({ kind: 'phase', phase, state: 'reached' });
    return this;
  }

  phases(...phases: readonly Phase[]): this {
    for (const phase of phases) this.phase(phase);
    return this;
  }

  process(pool: PoolName, event: 'started' | 'ready' | 'exited', wanted = false): this {
    const exit = event === 'exited' ? { code: wanted ? null : 1, signal: wanted ? 'SIGKILL' : null, wanted } : {};
    this.add({ kind: 'process', pool, event, pid: 4711, ...exit });
    return this;
  }

  trouble(text = 'the phone broke'): this {
    this.add({ kind: 'note', level: 'trouble', text, cause: 'EADDRINUSE', hint: 'free the port' });
    return this;
  }

  // Deeds

  call(
    call: string,
    by: Party,
    to: Party,
    options: Of & { status?: number | 'none'; deaf?: Party; b2bua?: boolean; after?: number } = {},
  ): this {
    const { status = 200, deaf, b2bua = false, after = 0 } = options;
    const callId = this.#callId(`${call}.call`);
    const theirs = b2bua ? `${callId}-b` : callId;
    const deed = this.asked({ verb: 'call', by, to, call, callId, pool: this.home, within: 2000, of: options.of });
    const [fromTag, toTag] = [tagOf(by, callId), tagOf(to, callId)];
    const parts = { method: 'INVITE', uri: `sip:${to}@park.example`, from: by, fromTag, to, seq: 1 };
    const body = { type: 'application/sdp', body: sdp() };
    const invite = request({ ...parts, ...body, callId, contact: contactOf(by) });
    this.deliver(by, this.home, invite);
    this.wait(after);
    if (status !== 200) {
      if (status !== 'none') this.deliver(this.home, by, response(invite, status, { toTag: 'pool' }));
      deed.end(status === 'none' ? 'no answer' : `answered ${status}`);
      return this;
    }
    const arriving = b2bua ? request({ ...parts, ...body, callId: theirs, contact: contactOf(this.home) }) : invite;
    this.deliver(this.home, to, arriving);
    this.deliver(to, this.home, response(arriving, 200, { toTag, contact: contactOf(to), ...body }));
    const target = b2bua ? contactOf(this.home) : contactOf(to);
    this.deliver(this.home, by, response(invite, 200, { toTag, contact: target, ...body }));
    this.ack(by, b2bua ? this.home : to, { ...parts, callId, toTag });
    this.sides.set(call, [
      { party: by, callId, localTag: fromTag, remoteTag: toTag, peer: b2bua ? this.home : to },
      { party: to, callId: theirs, localTag: toTag, remoteTag: fromTag, peer: b2bua ? this.home : by },
    ]);
    if (deaf !== by) this.hear(by, callId, to);
    if (deaf !== to) this.hear(to, theirs, by);
    deed.end();
    return this.listen(call, by, to, options);
  }

  park(call: string, by: Party, options: ParkOptions = {}): this {
    const { answer = 200, final = 'SIP/2.0 200 OK', pool = this.home, after = 0 } = options;
    const { takeover = answer !== 'none' && answer < 300 && final.includes(' 200 ') } = options;
    const { parkerFreed = takeover, music = `music:${pool}` as const } = options;
    const orbit = options.orbit ?? String(this.candidate.pools[pool].orbits.first + 1);
    const parker = this.side(call, by);
    const parkee = this.sides.get(call)?.findLast((each) => each.party !== by);
    if (parkee === undefined) throw new Error(`call ${call} has no parkee`);
    const callId = this.#callId(`${call}.park`);
    const asked = { verb: 'park', by, call, callId, pool, within: 1000, of: options.of } as const;
    const deed = this.asked(asked);
    const parts = { uri: 'sip:park@park.example', from: by, fromTag: tagOf(by, callId), to: 'park', callId, seq: 1 };
    const replaces = `${parker.callId}%3Bto-tag%3D${parkee.localTag}%3Bfrom-tag%3D${parkee.remoteTag}`;
    const referTo = `Refer-To: <${contactOf(parkee.party)}?Replaces=${replaces}&Require=replaces>`;
    const refer = request({ ...parts, method: 'REFER', contact: contactOf(by), headers: [referTo] });
    this.deliver(by, pool, refer);
    this.wait(after);
    if (answer !== 'none')
      this.deliver(pool, by, response(refer, answer, { toTag: 'park', contact: contactOf(pool, 'park') }));
    if (answer === 'none' || answer >= 300) {
      deed.end(options.why ?? (answer === 'none' ? 'no answer' : `refused: ${answer}`));
      if (takeover) this.takeOver(call, parker, parkee, { pool, orbit, parkerFreed, music, callId });
      return this;
    }
    this.notify(pool, by, callId, 'SIP/2.0 100 Trying', 1);
    if (takeover) this.takeOver(call, parker, parkee, { pool, orbit, parkerFreed, music, callId });
    const told = orbit === 'none' || !takeover ? [] : [`Contact: <${contactOf(pool, orbit)}>`];
    if (final !== 'none') this.notify(pool, by, callId, final, 2, told);
    deed.end(final.includes(' 200 ') ? undefined : (options.why ?? `refused: ${final}`), orbit);
    if (!takeover) return this;
    this.asked({ verb: 'watch', by, call, callId: parker.callId, within: 1000, of: options.of }).end();
    this.asked({ verb: 'listen', by: parkee.party, call, within: 2000, of: options.of }).end();
    return this;
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
      callId,
    }: { pool: PoolName; orbit: string; parkerFreed: boolean; music: VoiceName | 'none'; callId: string },
  ): void {
    const id = `${callId}.orbit`;
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
    } = {},
  ): this {
    const { status = 200, deaf, parkFreed = true, hears, joined = true } = options;
    const shown = this.shownFor(call);
    this.lookup(by, shown.pool, shown.orbit, { of: options.of });
    const callId = this.#callId(`${call}.retrieve`);
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

  hold(call: string, by: Party, options: Of & { status?: number | 'none'; quiet?: boolean } = {}): this {
    const { status = 200, quiet = status === 200 } = options;
    return this.#reinvite('hold', call, by, { ...options, status }, () => {
      const other = this.other(call, by);
      if (quiet) this.unhear(other.party, other.callId, by);
    });
  }

  resume(call: string, by: Party, options: Of & { status?: number | 'none' } = {}): this {
    const { status = 200 } = options;
    return this.#reinvite('resume', call, by, { ...options, status }, () => {
      const other = this.other(call, by);
      if (status === 200) this.hear(other.party, other.callId, by);
    });
  }

  #reinvite(
    verb: 'hold' | 'resume',
    call: string,
    by: Party,
    options: Of & { status: number | 'none' },
    effect: () => void,
  ): this {
    const side = this.side(call, by);
    const deed = this.asked({ verb, by, call, callId: side.callId, of: options.of });
    const body = sdp(verb === 'hold' ? 'sendonly' : 'sendrecv');
    const answer = { contact: contactOf(side.peer), type: 'application/sdp', body: sdp() };
    this.inDialog(side, 'INVITE', { type: 'application/sdp', body }, options.status, answer);
    effect();
    deed.end(options.status === 200 ? undefined : `answered ${options.status}`);
    return this;
  }

  transfer(
    call: string,
    by: Party,
    to: Party,
    options: Of & { answer?: number | 'none'; final?: string; deaf?: Party; freed?: boolean } = {},
  ): this {
    const { answer = 200, final = 'SIP/2.0 200 OK', deaf, freed = final.includes(' 200 ') } = options;
    const mine = this.side(call, by);
    const theirs = this.other(call, by);
    const deed = this.asked({ verb: 'transfer', by, to, call, callId: mine.callId, within: 2000, of: options.of });
    this.inDialog(mine, 'REFER', { headers: [`Refer-To: <sip:${to}@park.example>`] }, answer, {
      contact: contactOf(theirs.party),
    });
    if (answer === 'none' || answer >= 300) {
      deed.end('refused');
      return this;
    }
    this.inDialog(theirs, 'NOTIFY', referNotify('SIP/2.0 100 Trying'), 200);
    if (final.includes(' 200 ')) this.joinTarget(call, theirs, to, deaf);
    if (final !== 'none') this.inDialog(theirs, 'NOTIFY', referNotify(final), 200);
    if (freed) {
      this.inDialog(mine, 'BYE', {}, 200);
      this.unhear(mine.party, mine.callId);
      this.unhear(theirs.party, theirs.callId);
    }
    deed.end(final.includes(' 200 ') ? undefined : 'refused');
    if (!freed) return this;
    const left = (this.sides.get(call) ?? []).filter((side) => side !== mine && side !== theirs);
    this.sides.set(call, left);
    return this.listen(call, theirs.party, to, options);
  }

  /** The transferee calls the target, as the REFER told it. */
  joinTarget(call: string, theirs: Side, to: Party, deaf?: Party): void {
    const by = theirs.party;
    const callId = this.#callId(`${call}.referred`);
    const [fromTag, toTag] = [tagOf(by, callId), tagOf(to, callId)];
    const parts = { uri: `sip:${to}@park.example`, from: by, fromTag, to, callId, seq: 1, contact: contactOf(by) };
    const invite = request({ ...parts, method: 'INVITE', type: 'application/sdp', body: sdp() });
    this.deliver(by, this.home, invite);
    this.deliver(this.home, to, invite);
    const answer = response(invite, 200, { toTag, contact: contactOf(to), type: 'application/sdp', body: sdp() });
    this.deliver(to, this.home, answer);
    this.deliver(this.home, by, answer);
    this.ack(by, to, { ...parts, toTag });
    this.sides
      .get(call)
      ?.push(
        { party: by, callId, localTag: fromTag, remoteTag: toTag, peer: to },
        { party: to, callId, localTag: toTag, remoteTag: fromTag, peer: by },
      );
    if (deaf !== by) this.hear(by, callId, to);
    if (deaf !== to) this.hear(to, callId, by);
  }

  hangup(call: string, by: Party, options: Of & { status?: number | 'none' } = {}): this {
    const { status = 200 } = options;
    const side = this.side(call, by);
    const deed = this.asked({ verb: 'hangup', by, call, callId: side.callId, of: options.of });
    this.inDialog(side, 'BYE', {}, status);
    for (const each of this.sides.get(call) ?? []) this.unhear(each.party, each.callId);
    this.sides.delete(call);
    this.orbits.forEach((shown, key) => shown.callId === side.callId && this.orbits.delete(key));
    deed.end();
    return this;
  }

  register(
    by: Party,
    options: Of & {
      pool?: PoolName;
      status?: number | 'none';
      contact?: string;
      state?: string;
      redirect?: PoolName;
    } = {},
  ): this {
    const { pool = this.home, status = 200, contact = contactOf(by), state, redirect } = options;
    const deed = this.asked({ verb: 'register', by, pool: this.home, within: 2000, of: options.of });
    const callId = this.#callId(`${by}.register`);
    const parts = { method: 'REGISTER', uri: 'sip:park.example', from: by, fromTag: `${by}-r`, to: by, callId };
    const mine = { ...parts, contact: contactOf(by) };
    if (redirect !== undefined)
      this.ask(by, redirect, { ...mine, seq: 1 }, 302, { contact: contactOf(pool), toTag: 'r' });
    const headers = state === undefined ? [] : [`Presence-State: ${state}`];
    const bound = contact === 'none' ? {} : { contact };
    this.ask(by, pool, { ...mine, seq: 2 }, status, { ...(status === 200 ? { headers, ...bound } : {}), toTag: 'r' });
    deed.end(status === 200 ? undefined : `answered ${status}`);
    return this;
  }

  // What checks stage

  /** A frame around whatever `stage` plays; the sample and the load event belong to it. */
  check(
    name: string,
    stage: (of: string) => void = () => {},
    options: { load?: number; gapMs?: number; failed?: string } = {},
  ): this {
    const frame = this.asked({ verb: 'check', check: `${this.cell.id}/${name}` });
    stage(frame.id);
    this.sample(options.gapMs);
    this.add({ kind: 'load', maxDelayMs: options.load ?? 1 });
    frame.end(options.failed);
    return this;
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
    options: Of & { status?: number | 'none'; shows?: readonly ShownDialog[]; notify?: boolean } = {},
  ): this {
    const here = [...this.orbits.values()].filter(
      (each) => each.pool === pool && (orbit === undefined || each.orbit === orbit),
    );
    const { status = 200, shows = here, notify = status === 200 } = options;
    const callId = this.#callId(`lookup.${orbit ?? 'all'}`);
    const deed = this.asked({ verb: 'lookup', by, pool, orbit, callId, within: 500, of: options.of });
    const to = orbit ?? 'park';
    const parts = { uri: `sip:${to}@park.example`, from: by, fromTag: `${by}-l`, to, callId };
    const headers = ['Event: dialog', 'Expires: 0', 'Accept: application/dialog-info+xml'];
    this.ask(by, pool, { ...parts, method: 'SUBSCRIBE', seq: 1, contact: contactOf(by), headers }, status, {
      toTag: 'l',
    });
    if (notify) {
      const body = { type: 'application/dialog-info+xml', body: dialogInfo(shows) };
      const from = { uri: contactOf(by), from: to, fromTag: 'l', to: by, toTag: `${by}-l`, callId, seq: 1 };
      const state = ['Event: dialog', 'Subscription-State: terminated;reason=timeout'];
      this.ask(pool, by, { ...from, ...body, method: 'NOTIFY', headers: state });
    }
    deed.end(status === 200 && notify ? undefined : 'no answer');
    return this;
  }

  /** Dials an orbit to see who is there. */
  dial(
    call: string,
    by: Party,
    pool: PoolName,
    orbit: string,
    options: Of & { status?: number | 'none'; hears?: VoiceName; why?: string } = {},
  ): this {
    const { status = 404, hears } = options;
    const callId = this.#callId(`${call}.dial.${orbit}`);
    const deed = this.asked({ verb: 'dial', by, call, pool, orbit, callId, within: 2000, of: options.of });
    const parts = { uri: `sip:${orbit}@park.example`, from: by, fromTag: `${by}-d`, to: orbit, callId };
    const body = { type: 'application/sdp', body: sdp() };
    const answer = status === 200 ? { ...body, contact: contactOf(pool, orbit) } : {};
    this.ask(by, pool, { ...parts, ...body, method: 'INVITE', seq: 1, contact: contactOf(by) }, status, {
      ...answer,
      toTag: 'd',
    });
    deed.end(status === 200 ? undefined : (options.why ?? `answered ${status}`));
    if (status !== 200) return this;
    this.ack(by, pool, { ...parts, seq: 1, toTag: 'd' });
    const ids = { by, call, callId, of: options.of } as const;
    const listening = this.asked({ verb: 'listen', ...ids });
    if (hears !== undefined) this.hear(by, callId, hears);
    listening.end(hears === undefined ? 'heard nothing' : undefined);
    const hanging = this.asked({ verb: 'hangup', ...ids });
    this.ask(by, pool, { ...parts, method: 'BYE', seq: 2, toTag: 'd' });
    this.unhear(by, callId);
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
  aftermath(stage: (of: string) => void = () => {}, options: { why?: EndEvent['why']; tidy?: boolean } = {}): this {
    const orbits = this.events.flatMap((event) =>
      event.kind === 'action' && event.state === 'done' ? (event.orbit ?? []) : [],
    );
    return this.check('aftermath', (of) => {
      if (options.tidy !== false) {
        for (const call of [...this.sides.keys()])
          this.hangup(call, this.sides.get(call)?.[0]?.party ?? 'alice', { of });
      }
      for (const orbit of new Set(orbits)) for (const pool of this.#up) this.lookup('frank', pool, orbit, { of });
      stage(of);
      this.asked({ verb: 'watch', within: 200, of }).end();
    }).end(options.why);
  }

  end(why: EndEvent['why'] = 'complete'): this {
    this.add({ kind: 'end', why });
    return this;
  }

  // Messages in dialogs

  other(call: string, party: Party): Side {
    const mine = this.side(call, party);
    const side = this.sides.get(call)?.findLast((each) => each !== mine && each.callId === mine.callId);
    if (side === undefined) throw new Error(`nobody is with ${party} in call ${call}`);
    return side;
  }

  ack(from: End, to: End, parts: Omit<RequestParts, 'method'>): void {
    this.deliver(from, to, request({ ...parts, method: 'ACK' }));
  }

  /** A request that a phone sends in a dialog of its own. */
  inDialog(
    side: Side,
    method: string,
    parts: Partial<RequestParts> = {},
    status: number | 'none' = 200,
    answer: ResponseParts = {},
  ): void {
    const { party, callId, localTag, remoteTag, peer } = side;
    const dialog = { from: party, fromTag: localTag, to: peer, toTag: remoteTag, callId };
    const contact = method === 'BYE' ? {} : { contact: contactOf(party) };
    const seq = 10 + this.events.length;
    this.ask(party, peer, { uri: contactOf(peer), ...dialog, ...contact, ...parts, method, seq }, status, answer);
  }

  /** A request that comes in, in a dialog of a phone. */
  fromPeer(side: Side, method: string, parts: Partial<RequestParts> = {}, status: number | 'none' = 200): void {
    const { party, callId, localTag, remoteTag, peer } = side;
    const dialog = { from: peer, fromTag: remoteTag, to: party, toTag: localTag, callId };
    const seq = 10 + this.events.length;
    this.ask(peer, party, { uri: contactOf(party), ...dialog, ...parts, method, seq }, status);
  }

  /** A pool calls a phone. */
  ring(
    pool: PoolName,
    party: Party,
    callId: string,
    options: { status?: number | 'none'; headers?: readonly string[]; hears?: VoiceName; call?: string } = {},
  ): number {
    const { status = 486, headers, hears, call } = options;
    const parts = { uri: contactOf(party), from: 'park', fromTag: tagOf(pool, callId), to: party, callId, seq: 1 };
    const toTag = tagOf(party, callId);
    const body = { type: 'application/sdp', body: sdp() };
    const n = this.events.length + 1;
    const answer = status === 200 ? { ...body, contact: contactOf(party) } : {};
    this.ask(pool, party, { ...parts, ...body, method: 'INVITE', contact: contactOf(pool), headers }, status, {
      ...answer,
      toTag,
    });
    if (status !== 200) return n;
    this.ack(pool, party, { ...parts, toTag });
    const side = { party, callId, localTag: toTag, remoteTag: tagOf(pool, callId), peer: pool };
    if (call !== undefined) this.sides.get(call)?.push(side);
    if (hears !== undefined) this.hear(party, callId, hears);
    return n;
  }

  /** The pool's INVITE with Replaces at the parkee. */
  answerReplacing(
    pool: PoolName,
    parkee: Side,
    to: Pick<Side, 'callId' | 'localTag' | 'remoteTag'>,
    contact: string,
  ): void {
    const { callId, localTag, remoteTag } = to;
    const headers = [
      'Require: replaces',
      `Replaces: ${parkee.callId};to-tag=${parkee.localTag};from-tag=${parkee.remoteTag}`,
    ];
    const parts = {
      uri: contactOf(parkee.party),
      from: 'park',
      fromTag: remoteTag,
      to: parkee.party,
      callId,
      seq: 1,
      contact,
    };
    const body = { type: 'application/sdp', body: sdp() };
    const answer = { toTag: localTag, contact: contactOf(parkee.party), ...body };
    this.ask(pool, parkee.party, { ...parts, ...body, method: 'INVITE', headers }, 200, answer);
    this.ack(pool, parkee.party, { ...parts, toTag: localTag });
  }

  byeBetween(from: Side, to: Side): void {
    const dialog = {
      from: from.party,
      fromTag: from.localTag,
      to: to.party,
      toTag: from.remoteTag,
      callId: from.callId,
    };
    this.ask(from.party, to.party, { uri: contactOf(to.party), ...dialog, method: 'BYE', seq: 77 });
  }

  byeTo(from: Side, to: End): void {
    const dialog = { from: from.party, fromTag: from.localTag, to, toTag: from.remoteTag, callId: from.callId };
    this.ask(from.party, to, { uri: contactOf(to), ...dialog, method: 'BYE', seq: 77 });
  }

  notify(pool: PoolName, party: Party, callId: string, line: string, seq: number, told: readonly string[] = []): void {
    const parts = {
      uri: contactOf(party),
      from: 'park',
      fromTag: 'park',
      to: party,
      toTag: tagOf(party, callId),
      callId,
      seq,
    };
    this.ask(pool, party, { ...parts, ...referNotify(line, told), method: 'NOTIFY' });
  }

  #callId(purpose: string): string {
    return `${this.cell.id}.${purpose}.${(this.#ids += 1)}@parkspec`;
  }
}

/** A tag is a token: it has no @. */
function tagOf(owner: string, callId: string): string {
  return `${owner}-${callId.replace('@', '-')}`;
}

function referNotify(line: string, told: readonly string[] = []): Pick<RequestParts, 'headers' | 'type' | 'body'> {
  const over = !line.includes(' 100 ');
  const state = over ? 'Subscription-State: terminated;reason=noresource' : 'Subscription-State: active;expires=60';
  return { headers: ['Event: refer', state], type: 'message/sipfrag;version=2.0', body: sipfrag(line, told) };
}

function isParty(end: End): end is Party {
  return PARTIES.some((party) => party === end);
}

/** Without the keys that are undefined, as the driver writes them. */
function clean(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));
}

export function history(cell: Cell, candidate: Partial<Candidate> = {}): HistoryBuilder {
  return new HistoryBuilder(cell, { ...CANDIDATE, ...candidate });
}
