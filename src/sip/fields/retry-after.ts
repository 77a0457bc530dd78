import { trim } from '../message/basic-rules.ts';

/** Retry-After (RFC 3261 20.33): `18000 (in a meeting);duration=3600`. */
export interface RetryAfter {
  /** seconds, below 2^32 */
  readonly seconds: number;
  /** How long the callee can then be reached, seconds. */
  readonly duration?: number;
}

export function parseRetryAfter(value: string): RetryAfter | undefined {
  const match = /^([0-9]+)[ \t]*(?:\((?:[^()\\]|\\.)*\)[ \t]*)?((?:;.*)?)$/.exec(trim(value));
  if (match === null) return undefined;
  const seconds = Number(match[1]);
  if (seconds >= 2 ** 32) return undefined;
  const duration = /;[ \t]*duration[ \t]*=[ \t]*([0-9]{1,10})[ \t]*(?:;|$)/i.exec(match[2] ?? '')?.[1];
  return duration === undefined ? { seconds } : { seconds, duration: Number(duration) };
}
