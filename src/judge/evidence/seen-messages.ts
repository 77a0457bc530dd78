/** The SIP messages of a history, parsed. Those that cannot be parsed are kept apart. */
import type { HistoryEvent, SipEvent } from '../../history/event.ts';
import { placeOf, poolPlaces } from '../../history/place.ts';
import { callId, fromTag, toTag } from '../../sip/fields/tags.ts';
import { cseq } from '../../sip/fields/cseq.ts';
import type { SipMessage, SipRequest, SipResponse } from '../../sip/message/message.ts';
import { parseMessage } from '../../sip/message/parse.ts';
import type { Party } from '../../suite/cell.ts';
import { behindEdge } from './behind-edge.ts';
import { during, listOf } from './fold.ts';
import type { Range } from './hearing.ts';
import { type UnreadableMessage, unreadableMessage } from './unreadable-message.ts';
import { WORDS } from '../sentences/field-words.ts';

/** A message as it passed the tap of a phone. */
export interface Seen<M extends SipMessage = SipMessage> {
  /** Number of its event. */
  readonly n: number;
  readonly t: number;
  readonly tap: Party;
  readonly direction: 'in' | 'out';
  /**
   * The address of the other side; that of a pool as the run names it, whatever transport or proxy the message took. What came
   * by way of an edge has that of the pool which it tells, and that of the edge where it tells none.
   */
  readonly remote: string;
  readonly message: M;
  readonly callId: string;
  /** CSeq. */
  readonly seq: number;
  /** Of the request that this is or answers. */
  readonly method: string;
  readonly fromTag: string | undefined;
  readonly toTag: string | undefined;
}

/** All that came and went, in the order of the events. */
export interface Wire {
  readonly all: readonly Seen[];
  readonly unreadable: readonly UnreadableMessage[];
}

const REFUSED: ReadonlySet<number> = new Set([400, 415, 489, 500]);

export class Messages implements Wire {
  readonly #all: Seen[] = [];
  readonly #exchanges = new Map<string, Exchange>();
  readonly #responses = new Map<string, Array<Seen<SipResponse>>>();
  readonly #refers: Array<Seen<SipRequest>> = [];
  readonly #unreadable: UnreadableMessage[] = [];

  constructor(all: readonly Seen[] = []) {
    for (const seen of all) this.take(seen);
  }

  /** In the order of their events. */
  get all(): readonly Seen[] {
    return this.#all;
  }

  get unreadable(): readonly UnreadableMessage[] {
    return this.#unreadable;
  }

  /** REFERs that came in. */
  get receivedRefers(): ReadonlyArray<Seen<SipRequest>> {
    return this.#refers;
  }

  /** The next message of the history. */
  take(seen: Seen): void {
    this.#all.push(seen);
    const key = keyOf(seen.tap, seen.callId);
    const exchange = this.#exchanges.get(key) ?? new Exchange();
    this.#exchanges.set(key, exchange);
    exchange.take(seen);
    if (seen.direction === 'out') return;
    if (isResponse(seen)) listOf(this.#responses, seen.remote).push(seen);
    else if (isRequest(seen) && seen.method === 'REFER') this.#refers.push(seen);
  }

  /** The next message of the history that cannot be read. */
  takeUnreadable(message: UnreadableMessage): void {
    this.#unreadable.push(message);
  }

  /** All messages of a Call-ID at a tap, in order. */
  of(tap: Party, id: string): readonly Seen[] {
    return this.#exchanges.get(keyOf(tap, id))?.all ?? [];
  }

  /** All messages of a range. */
  during(range: Range): readonly Seen[] {
    return during(this.#all, range);
  }

  /** Responses that came in from an address in a range. */
  responsesFrom(remote: string, range: Range): ReadonlyArray<Seen<SipResponse>> {
    return during(this.#responses.get(remote) ?? [], range);
  }

  /** Requests of a Call-ID at a tap; each once, however often it was sent. */
  requests(tap: Party, id: string, method: string, direction: 'in' | 'out'): ReadonlyArray<Seen<SipRequest>> {
    return this.#exchanges.get(keyOf(tap, id))?.requests(method, direction) ?? [];
  }

  /** The copies of the request that a response answers, as far as they were seen before it. */
  answeredBy(response: Seen): ReadonlyArray<Seen<SipRequest>> {
    const { requests } = this.#transaction(response);
    return requests.filter((seen) => seen.n < response.n && seen.direction !== response.direction);
  }

  answers(request: Seen): ReadonlyArray<Seen<SipResponse>> {
    const { responses } = this.#transaction(request);
    return responses.filter((seen) => seen.n > request.n && seen.direction !== request.direction);
  }

  /** The first final answer to a request. */
  final(request: Seen): Seen<SipResponse> | undefined {
    return this.answers(request).find((seen) => seen.message.status >= 200);
  }

  /**
   * False for a request that a phone refused as malformed or out of turn: it did nothing because of it. A 481 does not count,
   * since a phone that has given up waiting says it to what comes late.
   */
  isTaken(request: Seen<SipRequest>): boolean {
    return !REFUSED.has(this.final(request)?.message.status ?? 200);
  }

  /** Why nobody took a request that came in; undefined where it was taken. */
  refusedAs(request: Seen<SipRequest>): string | undefined {
    const answer = this.final(request);
    return answer === undefined || this.isTaken(request) ? undefined : WORDS.refusedByPhone(statusLine(answer));
  }

  /** A final answer to a request of ours that came and could not be read. */
  unreadableTo({ n, tap, direction, callId: id, seq, method }: Seen): UnreadableMessage | undefined {
    if (direction === 'in') return undefined;
    const all = this.#unreadableOf(tap, id, 'answer', method);
    return all.find((each) => each.n > n && each.seq === seq);
  }

  /** The first request of a Call-ID that came in after an event and could not be read. */
  unreadableRequest(tap: Party, id: string, method: string, after: number): UnreadableMessage | undefined {
    return this.#unreadableOf(tap, id, 'request', method).find(({ n }) => n > after);
  }

  #unreadableOf(tap: Party, id: string, kind: UnreadableMessage['kind'], method: string): readonly UnreadableMessage[] {
    return this.#unreadable.filter(
      (each) => each.kind === kind && each.tap === tap && each.callId === id && each.method === method,
    );
  }

  #transaction({ tap, callId: id, seq, method }: Seen): Transaction {
    return this.#exchanges.get(keyOf(tap, id))?.transaction(seq, method) ?? { requests: [], responses: [] };
  }
}

interface Transaction {
  readonly requests: ReadonlyArray<Seen<SipRequest>>;
  readonly responses: ReadonlyArray<Seen<SipResponse>>;
}

/** The messages of one Call-ID at one tap. */
class Exchange {
  readonly all: Seen[] = [];
  readonly #requests = new Map<string, Map<string, Seen<SipRequest>>>();
  readonly #transactions = new Map<
    string,
    { requests: Array<Seen<SipRequest>>; responses: Array<Seen<SipResponse>> }
  >();

  take(seen: Seen): void {
    this.all.push(seen);
    const key = `${seen.seq} ${seen.method}`;
    const transaction = this.#transactions.get(key) ?? { requests: [], responses: [] };
    this.#transactions.set(key, transaction);
    if (isResponse(seen)) transaction.responses.push(seen);
    if (!isRequest(seen)) return;
    transaction.requests.push(seen);
    const kind = `${seen.method} ${seen.direction}`;
    const first = this.#requests.get(kind) ?? new Map<string, Seen<SipRequest>>();
    this.#requests.set(kind, first);
    const id = `${seen.seq} ${seen.fromTag}`;
    if (!first.has(id)) first.set(id, seen);
  }

  requests(method: string, direction: 'in' | 'out'): ReadonlyArray<Seen<SipRequest>> {
    return [...(this.#requests.get(`${method} ${direction}`)?.values() ?? [])];
  }

  transaction(seq: number, method: string): Transaction | undefined {
    return this.#transactions.get(`${seq} ${method}`);
  }
}

export function readMessages(events: readonly HistoryEvent[]): readonly Seen[] {
  return readWire(events).all;
}

export function readWire(events: readonly HistoryEvent[]): Wire {
  const all: Seen[] = [];
  const unreadable: UnreadableMessage[] = [];
  const pools = new Map<string, string>();
  for (const event of events) {
    if (event.kind === 'run') for (const [place, pool] of poolPlaces(event)) pools.set(place, pool);
    if (event.kind !== 'sip') continue;
    const outcome = parseMessage(new Uint8Array(Buffer.from(event.text, event.encoding ?? 'utf8')));
    const seen = outcome.ok ? seenAt(event, outcome.message, pools) : undefined;
    const strange = outcome.ok ? undefined : unreadableMessage(event, outcome);
    if (seen !== undefined) all.push(seen);
    if (strange !== undefined) unreadable.push(strange);
  }
  const run = events.find((event) => event.kind === 'run');
  return { all: run?.edge === undefined ? all : behindEdge(all, { ...run, edge: run.edge }), unreadable };
}

export function isRequest(seen: Seen): seen is Seen<SipRequest> {
  return seen.message.kind === 'request';
}

export function isResponse(seen: Seen): seen is Seen<SipResponse> {
  return seen.message.kind === 'response';
}

export function isSuccess(seen: Seen<SipResponse> | undefined): boolean {
  return seen !== undefined && seen.message.status >= 200 && seen.message.status < 300;
}

/** `503 Service Unavailable` */
export function statusLine(seen: Seen<SipResponse>): string {
  return `${seen.message.status} ${seen.message.reason}`.trim();
}

function keyOf(tap: Party, id: string): string {
  return `${tap} ${id}`;
}

function seenAt(
  event: HistoryEvent & SipEvent,
  message: SipMessage,
  pools: ReadonlyMap<string, string>,
): Seen | undefined {
  const id = callId(message);
  const sequence = cseq(message);
  if (id === undefined || sequence === undefined) return undefined;
  const { n, t, tap, direction } = event;
  const remote = pools.get(placeOf(event.remote)) ?? event.remote;
  const tags = { fromTag: fromTag(message), toTag: toTag(message) };
  return { n, t, tap, direction, remote, message, callId: id, seq: sequence.seq, method: sequence.method, ...tags };
}
