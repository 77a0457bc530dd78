import { trim, unquote } from '../message/basic-rules.ts';
import { soundParams } from './params.ts';

export interface ContentType {
  /** Lower case, `application`. */
  readonly type: string;
  /** Lower case, `sdp`. */
  readonly subtype: string;
  /** Names in lower case, values without quotation marks. */
  readonly params: ReadonlyMap<string, string>;
}

const TYPE = /^[ \t]*([A-Za-z0-9\-.!%*_+`'~]+)[ \t]*\/[ \t]*([A-Za-z0-9\-.!%*_+`'~]+)/;

/** Parameters that cannot be read are left out. */
export function parseContentType(text: string): ContentType | undefined {
  const match = TYPE.exec(text);
  if (match === null) return undefined;
  const rest = trim(text.slice(match[0].length));
  if (rest !== '' && !rest.startsWith(';')) return undefined;
  const values = [...soundParams(rest)].map(([name, value]) => [name, unquote(value ?? '')] as const);
  return { type: lower(match[1]), subtype: lower(match[2]), params: new Map(values) };
}

function lower(text: string | undefined): string {
  return (text ?? '').toLowerCase();
}
