/** The events of a hand-written history: actions, messages at their taps, sounds, phases. */
import type { Candidate } from '../../src/candidate/candidate.ts';
import type { ActionEvent, EndEvent, EventBody, HistoryEvent, VoiceName } from '../../src/history/event.ts';
import { failureTold } from '../../src/history/upgrade.ts';
import { type Cell, PARTIES, type Party, type Phase, type PoolName } from '../../src/suite/cell.ts';
import {
  addressOf,
  type End,
  request,
  type RequestParts,
  response,
  type ResponseParts,
  type ShownDialog,
  sipfrag,
} from './sip-text.ts';

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

export interface Of {
  readonly of?: string | undefined;
}
/** How long a phone has heard nothing of a voice when it says that it stopped, in ms. */
const SILENCE = 120;

export class Recording {
  readonly events: HistoryEvent[] = [];
  readonly cell: Cell;
  readonly candidate: Candidate;
  readonly sides = new Map<string, Side[]>();
  readonly orbits = new Map<string, ShownDialog>();
  /** The calls that go through a B2BUA. */
  readonly anchored = new Set<string>();
  t = 0;
  home: PoolName = 'primary';
  up: readonly PoolName[] = ['primary', 'backup'];
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

  /** An INVITE that is not answered until the phone gives it up, after so many ms. */
  giveUp(from: End, to: End, invite: RequestParts, after: number): void {
    const text = this.ask(from, to, invite, 'none');
    this.wait(after).ask(from, to, { ...invite, method: 'CANCEL' });
    this.deliver(to, from, response(text, 487, { toTag: 'given-up' }));
  }

  asked(body: Asked): { id: string; end: (why?: string, orbit?: string) => void } {
    const id = `a${(this.#ids += 1)}`;
    const base = clean({ kind: 'action', id, ...body }) as Omit<ActionEvent, 'state'>;
    this.add({ ...base, state: 'asked' });
    const end = (why?: string, orbit?: string): void => {
      const more = orbit === undefined ? {} : { orbit };
      const failure = failureTold(why ?? '') ?? 'not-seen';
      this.add(why === undefined ? { ...base, ...more, state: 'done' } : { ...base, state: 'failed', failure, why });
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
      this.add({ kind: 'media', ...each, event: 'stops', at: this.t - SILENCE, gapMs });
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
    this.up = ['outage', 'failover', 'failed-over'].includes(phase) ? ['backup'] : ['primary', 'backup'];
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

  /** A Call-ID that a phone or the candidate chose itself: it tells nothing. */
  strangeCallId(): string {
    const id = ((this.#ids += 1) * 2_654_435_761) % 4_294_967_296;
    return `${id.toString(16).padStart(8, '0')}@198.51.100.7`;
  }

  /** A Call-ID that the driver chose. */
  newCallId(purpose: string): string {
    return `${this.cell.id}.${purpose}.${(this.#ids += 1)}@parkspec`;
  }

  end(why: EndEvent['why'] = 'complete'): this {
    this.add({ kind: 'end', why });
    return this;
  }
}

/** A tag is a token: it has no @. */
export function tagOf(owner: string, callId: string): string {
  return `${owner}-${callId.replace('@', '-')}`;
}

export function referNotify(
  line: string,
  told: readonly string[] = [],
): Pick<RequestParts, 'headers' | 'type' | 'body'> {
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
