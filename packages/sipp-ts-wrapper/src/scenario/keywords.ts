/** What stands in brackets in a message or in the text of an action. */
export type Found =
  | {
      readonly kind: 'keyword';
      /** Without brackets and offset. */
      readonly name: string;
      /** The variable that it is about. */
      readonly variable?: string;
    }
  | { readonly kind: 'broken'; readonly line: string };

/**
 * Finds the keywords of a text as SIPp does: quotes within a keyword hide brackets. A bracket in a keyword is broken: of
 * "[[call_id]]" SIPp 3.6.1 makes something with what was in its memory.
 */
export function keywordsOf(text: string): readonly Found[] {
  const found: Found[] = [];
  let at = text.indexOf('[');
  while (at >= 0) {
    const end = unquoted(text, ']', at + 1);
    const nested = unquoted(text, '[', at + 1);
    const inner = text.slice(at + 1, end);
    if (end < 0 || (nested >= 0 && nested < end) || inner === '' || inner.length > LONGEST) {
      found.push({ kind: 'broken', line: lineAt(text, at) });
      return found;
    }
    found.push(...keyword(inner));
    at = text.indexOf('[', end + 1);
  }
  return found;
}

/** SIPp's KEYWORD_SIZE. */
const LONGEST = 256;

function unquoted(text: string, wanted: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === wanted) return at;
    if (text[at] !== '"') continue;
    const close = text.indexOf('"', at + 1);
    if (close < 0) return -1;
    at = close;
  }
  return -1;
}

function keyword(inner: string): readonly Found[] {
  const hasOffset = !/^(?:authentication|tdmmap)/.test(inner);
  const name = hasOffset ? inner.replace(/[+-]\d.*$/s, '') : inner;
  if (name.startsWith('$')) return [{ kind: 'keyword', name, variable: name.slice(1) }];
  if (name.startsWith('fill')) {
    const variable = parameter(name, 'variable');
    return [{ kind: 'keyword', name: 'fill', ...(variable === '' ? {} : { variable }) }];
  }
  if (name.startsWith('authentication')) return [{ kind: 'keyword', name: 'authentication' }];
  return [{ kind: 'keyword', name }];
}

function parameter(text: string, name: string): string {
  const match = new RegExp(`${name}=(?:"([^"]*)"|([^\\s\\]]*))`).exec(text);
  return match?.[1] ?? match?.[2] ?? '';
}

function lineAt(text: string, at: number): string {
  const start = text.lastIndexOf('\n', at) + 1;
  const end = text.indexOf('\n', at);
  return text.slice(start, end < 0 ? undefined : end);
}
