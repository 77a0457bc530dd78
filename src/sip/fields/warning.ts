/** Warning (RFC 3261 20.43): `399 host:port "text"`. */
import { quote, quotedEnd, trim, unquote } from '../message/basic-rules.ts';

export interface Warning {
  /** 300-399 */
  readonly code: number;
  readonly agent: string;
  readonly text: string;
}

export function formatWarning(warning: Warning): string {
  return `${warning.code} ${warning.agent} ${quote(warning.text)}`;
}

/** One member of the list. */
export function parseWarning(value: string): Warning | undefined {
  const match = /^([1-9][0-9]{2})[ \t]+([^\s"]+)[ \t]+"/.exec(trim(value));
  if (match === null) return undefined;
  const quoted = trim(value).slice(match[0].length - 1);
  if (quotedEnd(quoted, 0) !== quoted.length) return undefined;
  return { code: Number(match[1]), agent: match[2] ?? '', text: unquote(quoted) };
}
