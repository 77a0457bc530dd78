import { trim } from '../message/basic-rules.ts';

/** Retry-After (RFC 3261 20.33): `18000 (in a meeting);duration=3600`. */
export interface RetryAfter {
  /** seconds, below 2^32 */
  readonly seconds: number;
  /** How long the callee can then be reached, seconds. */
  readonly duration?: number;
}

export function parseRetryAfter(value: string): RetryAfter | undefined {
  const [number = ''] = /^[0-9]+/.exec(trim(value)) ?? [];
  const params = afterComment(trim(trim(value).slice(number.length)));
  const seconds = Number(number);
  if (number === '' || !/^(?:;|$)/.test(params) || seconds >= 2 ** 32) return undefined;
  const duration = /;[ \t]*duration[ \t]*=[ \t]*([0-9]{1,10})[ \t]*(?:;|$)/i.exec(params)?.[1];
  return duration === undefined ? { seconds } : { seconds, duration: Number(duration) };
}

/** Without the comment that it begins with. Comments may be nested (25.1); one that does not end stays. */
function afterComment(text: string): string {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '\\') at += 1;
    else if (char === '(') depth += 1;
    else if (char === ')') depth -= 1;
    if (depth === 0) return char === ')' ? trim(text.slice(at + 1)) : text;
  }
  return text;
}
