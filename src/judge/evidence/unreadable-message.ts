/** Messages that came in and that nobody here could read, as far as they tell what they answer or ask. */
import type { HistoryEvent, SipEvent } from '../../history/event.ts';
import { parseCSeq } from '../../sip/fields/cseq.ts';
import type { Refused } from '../../sip/message/parse.ts';
import type { Party } from '../../suite/cell.ts';

/** A message that came and could not be read, or whose content could not. */
export interface Unread {
  /** Number of its event. */
  readonly n: number;
  /** Why. */
  readonly reason: string;
}

export interface UnreadableMessage extends Unread {
  /** A final answer ends no transaction when it cannot be read, and yet the request was answered. */
  readonly kind: 'answer' | 'request';
  readonly t: number;
  readonly tap: Party;
  readonly callId: string;
  /** CSeq. */
  readonly seq: number;
  readonly method: string;
}

/** Undefined for a provisional answer, and for a message without Call-ID or CSeq. */
export function unreadableMessage(event: HistoryEvent & SipEvent, refused: Refused): UnreadableMessage | undefined {
  const [, status] = /^[\r\n]*SIP\/\S*[ \t]*(\S*)/i.exec(event.text) ?? [];
  if (event.direction === 'out' || /^1[0-9]{2}$/.test(status ?? '')) return undefined;
  const valueOf = (name: string) => refused.fields.find((field) => field.name === name)?.value;
  const callId = valueOf('Call-ID');
  const sequence = parseCSeq(valueOf('CSeq') ?? '');
  if (callId === undefined || sequence === undefined) return undefined;
  const kind = status === undefined ? 'request' : 'answer';
  const { n, t, tap } = event;
  return { kind, n, t, tap, callId, ...sequence, reason: refused.reason };
}
