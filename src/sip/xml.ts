/**
 * A small XML reader for documents that come from the network: elements, attributes and text. No document type, no
 * entities but the five of XML itself and character references, no processing instructions but the declaration; size,
 * depth and number of elements are bounded, so that a document cannot grow while it is read.
 */

export interface XmlElement {
  /** Without the namespace prefix. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The text directly in this element, without white space at the ends. */
  readonly text: string;
}

const LIMITS = { characters: 262_144, depth: 32, elements: 10_000 };

/**
 * What may come between two pieces of text; the alternatives are told apart by their first characters. The name of an
 * element must end where it ends: without that, a long one that nothing closes would be tried at each of its characters.
 */
const MARKUP =
  /<!--[^]*?-->|<!\[CDATA\[([^]*?)\]\]>|<\/([^\s<>/]+)[ \t\r\n]*>|<([^\s<>/!?=]+)(?=[\s/>])([^<>]*?)(\/?)>/y;
const ATTRIBUTE = /[ \t\r\n]+([^\s<>/=]+)[ \t\r\n]*=[ \t\r\n]*(?:"([^"<]*)"|'([^'<]*)')/y;
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

interface OpenElement {
  readonly name: string;
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

/** The root element, or undefined when the document is malformed, too large, or uses what is not supported. */
export function parseXml(document: string): XmlElement | undefined {
  if (document.length > LIMITS.characters) return undefined;
  const start = /^\ufeff?(?:<\?xml[ \t\r\n][^<>]*\?>)?/.exec(document)?.[0].length ?? 0;
  return readTree(document, start);
}

/** Escapes text for the content of an element or a quoted attribute. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&${NAMES[char]};`);
}

const NAMES: Readonly<Record<string, string>> = { '<': 'lt', '>': 'gt', '&': 'amp', '"': 'quot', "'": 'apos' };

function readTree(document: string, start: number): XmlElement | undefined {
  const root: OpenElement = { name: '', tag: '', attributes: new Map(), children: [], text: '' };
  const open: OpenElement[] = [root];
  let elements = 0;
  let at = start;
  while (at < document.length) {
    const current = open.at(-1) ?? root;
    const markup = document.indexOf('<', at);
    const text = decodeEntities(document.slice(at, markup < 0 ? document.length : markup));
    if (text === undefined) return undefined;
    current.text += text;
    if (markup < 0) break;
    MARKUP.lastIndex = markup;
    const match = MARKUP.exec(document);
    if (match === null) return undefined;
    at = MARKUP.lastIndex;
    const [, data, closed, tag, attributeText = '', selfClosing] = match;
    if (data !== undefined) current.text += data;
    else if (closed !== undefined) {
      if (open.length === 1 || current.tag !== closed) return undefined;
      closeElement(open);
    } else if (tag !== undefined) {
      const attributes = readAttributes(attributeText);
      elements += 1;
      if (attributes === undefined || elements > LIMITS.elements || open.length > LIMITS.depth) return undefined;
      open.push({ name: localName(tag), tag, attributes, children: [], text: '' });
      if (selfClosing === '/') closeElement(open);
    }
  }
  return open.length === 1 && root.children.length === 1 && root.text.trim() === '' ? root.children[0] : undefined;
}

function closeElement(open: OpenElement[]): void {
  const done = open.pop();
  if (done === undefined) return;
  const { name, attributes, children } = done;
  open.at(-1)?.children.push({ name, attributes, children, text: done.text.trim() });
}

function readAttributes(text: string): ReadonlyMap<string, string> | undefined {
  const attributes = new Map<string, string>();
  let at = 0;
  ATTRIBUTE.lastIndex = 0;
  for (let match = ATTRIBUTE.exec(text); match !== null; match = ATTRIBUTE.exec(text)) {
    const [, name = '', double, single] = match;
    const value = decodeEntities(double ?? single ?? '');
    if (value === undefined || attributes.has(name)) return undefined;
    attributes.set(name, value);
    at = ATTRIBUTE.lastIndex;
  }
  return text.slice(at).trim() === '' ? attributes : undefined;
}

function decodeEntities(text: string): string | undefined {
  if (!text.includes('&')) return text;
  let sound = true;
  const decoded = text.replace(
    /&(#x[0-9A-Fa-f]{1,6}|#[0-9]{1,7}|[A-Za-z]+)?(;?)/g,
    (_, reference?: string, end?: string) => {
      const char = reference !== undefined && end === ';' ? decodeReference(reference) : undefined;
      sound &&= char !== undefined;
      return char ?? '';
    },
  );
  return sound ? decoded : undefined;
}

function decodeReference(reference: string): string | undefined {
  if (!reference.startsWith('#')) return NAMED[reference];
  const code = reference[1] === 'x' ? Number.parseInt(reference.slice(2), 16) : Number(reference.slice(1));
  const surrogate = code >= 0xd800 && code <= 0xdfff;
  return code > 0 && code <= 0x10ffff && !surrogate ? String.fromCodePoint(code) : undefined;
}

function localName(tag: string): string {
  return tag.slice(tag.indexOf(':') + 1);
}
