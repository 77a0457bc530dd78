/** The SIP messages of a history, parsed. What does not parse is no evidence of anything and left out. */
import type { HistoryEvent } from '../../history/event.ts';
import { callId, fromTag, toTag } from '../../sip/fields/tags.ts';
import { cseq } from '../../sip/fields/cseq.ts';
import type { SipMessage, SipRequest, SipResponse } from '../../sip/message/message.ts';
import { parseMessage } from '../../sip/message/parse.ts';
import type { Party } from '../../suite/cell.ts';

/** A message as it passed the tap of a phone. */
export interface Seen<M extends SipMessage = SipMessage> {
  /** Number of its event. */
  readonly n: number;
  readonly t: number;
  readonly tap: Party;
  readonly direction: 'in' | 'out';
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

export class Messages {
  readonly all: readonly Seen[];
  readonly #byCallId = new Map<string, Seen[]>();

  constructor(all: readonly Seen[]) {
    this.all = all;
    for (const seen of all) {
      const key = keyOf(seen.tap, seen.callId);
      const known = this.#byCallId.get(key);
      if (known === undefined) this.#byCallId.set(key, [seen]);
      else known.push(seen);
    }
  }

  /** All messages of a Call-ID at a tap, in order. */
  of(tap: Party, id: string): readonly Seen[] {
    return this.#byCallId.get(keyOf(tap, id)) ?? [];
  }

  /** Requests of a Call-ID at a tap; each once, however often it was sent. */
  requests(tap: Party, id: string, method: string, direction: 'in' | 'out'): ReadonlyArray<Seen<SipRequest>> {
    const found = new Map<string, Seen<SipRequest>>();
    for (const seen of this.of(tap, id)) {
      if (!isRequest(seen) || seen.method !== method || seen.direction !== direction) continue;
      const key = `${seen.seq} ${seen.fromTag}`;
      if (!found.has(key)) found.set(key, seen);
    }
    return [...found.values()];
  }

  answers(request: Seen): ReadonlyArray<Seen<SipResponse>> {
    return this.of(request.tap, request.callId).filter(
      (seen): seen is Seen<SipResponse> =>
        isResponse(seen) &&
        seen.n > request.n &&
        seen.direction !== request.direction &&
        seen.seq === request.seq &&
        seen.method === request.method,
    );
  }

  /** The first final answer to a request. */
  final(request: Seen): Seen<SipResponse> | undefined {
    return this.answers(request).find((seen) => seen.message.status >= 200);
  }
}

export function readMessages(events: readonly HistoryEvent[]): readonly Seen[] {
  return events.flatMap((event) => read(event) ?? []);
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

function read(event: HistoryEvent): Seen | undefined {
  if (event.kind !== 'sip') return undefined;
  const outcome = parseMessage(new Uint8Array(Buffer.from(event.text, event.encoding ?? 'utf8')));
  if (!outcome.ok) return undefined;
  const { message } = outcome;
  const id = callId(message);
  const sequence = cseq(message);
  if (id === undefined || sequence === undefined) return undefined;
  const { n, t, tap, direction, remote } = event;
  const tags = { fromTag: fromTag(message), toTag: toTag(message) };
  return { n, t, tap, direction, remote, message, callId: id, seq: sequence.seq, method: sequence.method, ...tags };
}
