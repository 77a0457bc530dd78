import { header } from '../message/headers.ts';
import { isBlank, isToken, trim } from '../message/basic-rules.ts';
import type { SipMessage } from '../message/message.ts';

export interface CSeq {
  /** 0 to 2^31 - 1 */
  readonly seq: number;
  readonly method: string;
}

/** RFC 3261 8.1.1.5: the number is below 2^31. */
export function parseCSeq(text: string): CSeq | undefined {
  let at = 0;
  while (at < text.length && !isBlank(text.charCodeAt(at))) at += 1;
  const digits = text.slice(0, at);
  const method = trim(text.slice(at));
  if (!/^[0-9]+$/.test(digits) || !isToken(method)) return undefined;
  const seq = Number(digits);
  return seq < 2 ** 31 ? { seq, method } : undefined;
}

export function cseq(message: SipMessage): CSeq | undefined {
  const value = header(message, 'CSeq');
  return value === undefined ? undefined : parseCSeq(value);
}
