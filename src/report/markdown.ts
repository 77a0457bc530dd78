/** Foreign text in Markdown, as GitHub reads it: it is shown, and makes no link, image, heading, table, mention or formula. Pure. */
import { safeText } from '../safe-text.ts';

/**
 * What GitHub makes a link, a mention, a reference or a picture of by itself, however it is escaped: it stays itself only as
 * code. Addresses, `@user`, `#12`, `GH-12`, `:tada:`.
 */
const LINKED = /:\/\/|www\.|@|#\d|\bGH-\d|:[\w+-]+:|\bmailto:|\bxmpp:/i;
/** All that means something within a line. */
const SPECIAL = /[\\`*_[\]<>|~$^#]/g;
/** What means something where a line begins: headings, lists, numbers of lists, rules. */
const LEADING = /^(?:([-+=:])|(\d{1,9})([.)]))/;

/** In one line. */
export function markdown(raw: string): string {
  const line = safeText(raw.replace(/[\s\p{Cc}]+/gu, ' ')).trim();
  return line.split(' ').map(word).join(' ').replace(LEADING, escapedBeginning);
}

/** The punctuation around an address is none of it. */
const AROUND = /^([("'<[]*)(.*?)([)\]>"',.;:!?]*)$/s;

function word(text: string): string {
  if (!LINKED.test(text)) return escaped(text);
  const [, before = '', address = text, after = ''] = AROUND.exec(text) ?? [];
  return LINKED.test(address) ? `${escaped(before)}${code(address)}${escaped(after)}` : code(text);
}

/** No code can be ended from within it; a bar would end a cell of a table there, too. */
function code(text: string): string {
  return `\`${text.replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replace(SPECIAL, '\\$&');
}

function escapedBeginning(_: string, mark: string | undefined, digits = '', after = ''): string {
  return mark === undefined ? `${digits}\\${after}` : `\\${mark}`;
}
