/**
 * XML documents that come from the network, as a tree of elements with their namespaces. The parser is saxes: it is
 * strict, knows namespaces, and expands no entity but the five of XML itself and character references. Size, depth and
 * number of elements are bounded here, and a document type is refused (RFC 4235 needs none).
 */
import { SaxesParser, type SaxesTagNS } from 'saxes';
import { decodeXml } from './xml-encoding.ts';

export interface XmlElement {
  /** URI; empty for an element in no namespace. */
  readonly namespace: string;
  /** Without the namespace prefix. */
  readonly name: string;
  /** The attributes without a prefix: those of the element's own vocabulary. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The text directly in this element, without white space at the ends. */
  readonly text: string;
}

const LIMITS = { characters: 262_144, depth: 32, elements: 10_000 };

/** Ends the reading of a document at the first thing that is malformed, too large or not supported. */
class Unreadable extends Error {}

/** The root element, or undefined when the document is malformed, too large, or has a document type. */
export function parseXml(document: string | Uint8Array): XmlElement | undefined {
  const text = typeof document === 'string' ? document : decodeXml(document);
  if (text.length > LIMITS.characters) return undefined;
  try {
    return readTree(text);
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

/** Escapes text for the content of an element or a quoted attribute; line ends and tabs keep their value there too. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"'\t\r\n]/g, (char) => ESCAPES[char] ?? char);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

interface OpenElement {
  readonly namespace: string;
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

function readTree(document: string): XmlElement | undefined {
  const open: OpenElement[] = [];
  let elements = 0;
  let root: XmlElement | undefined;
  const append = (text: string): void => {
    const current = open.at(-1);
    if (current !== undefined) current.text += text;
  };
  const parser = new SaxesParser({ xmlns: true, position: false, resolvePrefix: undeclared });
  parser.on('error', (error) => refuse(error.message));
  parser.on('doctype', () => refuse('document type'));
  parser.on('text', append);
  parser.on('cdata', append);
  parser.on('opentag', (tag) => {
    elements += 1;
    if (elements > LIMITS.elements) refuse('number of elements');
    if (open.length >= LIMITS.depth) refuse('depth');
    open.push({ namespace: tag.uri, name: tag.local, attributes: attributesOf(tag), children: [], text: '' });
  });
  parser.on('closetag', () => {
    const done = open.pop();
    if (done === undefined) return;
    const element = { ...done, text: done.text.trim() };
    const parent = open.at(-1);
    if (parent === undefined) root = element;
    else parent.children.push(element);
  });
  parser.write(document).close();
  return root;
}

/** A prefix that nothing declares belongs to no vocabulary that is read here. The rest of the document is read. */
function undeclared(prefix: string): string {
  return prefix === '' ? '' : `undeclared:${prefix}`;
}

function refuse(why: string): never {
  throw new Unreadable(why);
}

function attributesOf(tag: SaxesTagNS): ReadonlyMap<string, string> {
  const own = Object.values(tag.attributes).filter(({ prefix, name }) => prefix === '' && name !== 'xmlns');
  return new Map(own.map(({ name, value }) => [name, value]));
}
