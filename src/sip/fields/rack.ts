/** RSeq and RAck: the number of a reliable provisional response, and what acknowledges it (RFC 3262 7.1, 7.2). */
import { header, headerValues } from '../message/headers.ts';
import type { SipMessage, SipRequest, SipResponse } from '../message/message.ts';
import { type CSeq, parseCSeq } from './cseq.ts';

export interface RAck {
  /** 1 to 2^32 - 1 */
  readonly rseq: number;
  /** Of the request that was answered. */
  readonly cseq: CSeq;
}

/** True when the message says `Require: 100rel`. */
export function requiresReliability(message: SipMessage): boolean {
  return headerValues(message, 'Require').some((tag) => tag.trim().toLowerCase() === '100rel');
}

/** The number of a provisional response that wants a PRACK; undefined for every other response. */
export function reliableNumber(response: SipResponse): number | undefined {
  if (response.status <= 100 || response.status >= 200 || !requiresReliability(response)) return undefined;
  return rseqIn(header(response, 'RSeq'));
}

export function rackOf(prack: SipRequest): RAck | undefined {
  const [first = '', ...rest] = (header(prack, 'RAck') ?? '').trim().split(/[ \t]+/);
  const rseq = rseqIn(first);
  const cseq = parseCSeq(rest.join(' '));
  return rseq === undefined || cseq === undefined ? undefined : { rseq, cseq };
}

export function formatRAck({ rseq, cseq }: RAck): string {
  return `${rseq} ${cseq.seq} ${cseq.method}`;
}

function rseqIn(text = ''): number | undefined {
  const rseq = /^[0-9]{1,10}$/.test(text.trim()) ? Number(text) : 0;
  return rseq > 0 && rseq < 2 ** 32 ? rseq : undefined;
}
