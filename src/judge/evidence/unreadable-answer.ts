/** A final answer that came in and that nobody here could read. It ends no transaction, and yet the request was answered. */
import type { HistoryEvent, SipEvent } from '../../history/event.ts';
import { parseCSeq } from '../../sip/fields/cseq.ts';
import type { Refused } from '../../sip/message/parse.ts';
import type { Party } from '../../suite/cell.ts';

export interface UnreadableAnswer {
  /** Number of its event. */
  readonly n: number;
  readonly t: number;
  readonly tap: Party;
  readonly callId: string;
  readonly seq: number;
  readonly method: string;
  /** Why it could not be read. */
  readonly reason: string;
}

/** Undefined when it is no final answer, or when it does not tell what it answers. */
export function unreadableAnswer(event: HistoryEvent & SipEvent, refused: Refused): UnreadableAnswer | undefined {
  const [, status = ''] = /^[\r\n]*SIP\/\S*[ \t]*(\S*)/i.exec(event.text) ?? [];
  if (event.direction === 'out' || status === '' || /^1[0-9]{2}$/.test(status)) return undefined;
  const valueOf = (name: string) => refused.fields.find((field) => field.name === name)?.value;
  const callId = valueOf('Call-ID');
  const sequence = parseCSeq(valueOf('CSeq') ?? '');
  if (callId === undefined || sequence === undefined) return undefined;
  const { n, t, tap } = event;
  return { n, t, tap, callId, ...sequence, reason: refused.reason };
}
