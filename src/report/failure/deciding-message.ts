/** The SIP message that decided a failure, with the lines of it that matter marked. Pure. */
import type { HistoryEvent, SipEvent } from '../../history/event.ts';
import type { CheckVerdict } from '../../judge/verdict.ts';

export interface MessageLine {
  readonly text: string;
  /** Whether a reader should look here. */
  readonly isMarked: boolean;
}

export interface DecidingMessage {
  readonly event: SipEvent & HistoryEvent;
  /** All lines of the message. */
  readonly lines: readonly MessageLine[];
}

/** Header fields that say what a request asks for. */
const ASKING = /^(reason|refer-to|r|replaces|subscription-state)\s*:/i;
/** Header fields that say what is answered, why, and where the answer leads. */
const ANSWERING = /^(cseq|warning|reason|retry-after|presence-state|contact|m|expires)\s*:/i;
/** In a body: the status of a REFER (RFC 3515), the state of an orbit (RFC 4235), the direction of a stream (RFC 3264). */
const IN_BODY =
  /^SIP\/2\.0 \d{3}|^contact\s*:|<state\b|<dialog\b|<target\b|^a=(sendrecv|sendonly|recvonly|inactive)\b/i;
/** Lines of a message that are told; a body may be as long as a datagram. */
const MOST_LINES = 60;

/**
 * The message that a verdict cites: the last one with the status that it names, else the last one. Undefined where it cites
 * none, as with voices or a process that ended.
 */
export function decidingMessage(
  events: readonly HistoryEvent[],
  { evidence, fields = {} }: Pick<CheckVerdict, 'evidence' | 'fields'>,
): DecidingMessage | undefined {
  const cited = events.filter((event): event is SipEvent & HistoryEvent => {
    return event.kind === 'sip' && evidence.includes(event.n);
  });
  const named = statusNamed(String(fields['answer'] ?? fields['reply'] ?? fields['status'] ?? ''));
  const event =
    cited.findLast(({ text }) => named !== undefined && text.startsWith(`SIP/2.0 ${named}`)) ?? cited.at(-1);
  return event === undefined ? undefined : { event, lines: marked(event.text) };
}

/** `503 Service Unavailable` is 503. */
function statusNamed(words: string): string | undefined {
  return /^(?:the answer was )?([1-6]\d\d)\b/.exec(words)?.[1];
}

function marked(text: string): readonly MessageLine[] {
  const lines = text.trim().split(/\r?\n/);
  const end = lines.indexOf('');
  const inHead = text.startsWith('SIP/2.0 ') ? ANSWERING : ASKING;
  const shown = lines.slice(0, MOST_LINES).map((line, at) => {
    const inBody = end >= 0 && at > end;
    return { text: line, isMarked: at === 0 || (inBody ? IN_BODY : inHead).test(line) };
  });
  const rest = lines.length - shown.length;
  return rest <= 0 ? shown : [...shown, { text: `… ${rest} more lines in history.jsonl`, isMarked: false }];
}
