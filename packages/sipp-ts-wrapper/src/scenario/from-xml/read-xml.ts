import { type Position, ScenarioSyntaxError } from './syntax-error.ts';

/** An element as it was found in a file. */
export interface XmlElement extends Position {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, XmlAttribute>;
  readonly children: readonly XmlElement[];
  /** What is in its first CDATA, which is the one that SIPp reads. */
  readonly cdata?: string;
}

export interface XmlAttribute extends Position {
  /** What is between the quotes. */
  readonly raw: string;
}

/**
 * Reads the XML that SIPp reads: elements, attributes in double quotes with backslashes, CDATA and comments.
 *
 * An XML parser does not fit here, because SIPp's own reader is none. A backslash hides a quotation mark in its attributes,
 * which ends the value for XML; before 3.7.8 it decodes no entity there, and XML always does; it reads only the first CDATA
 * of an element, and XML joins all; it takes octets as they are, whatever encoding the file names. A file that means one
 * thing to XML and another to SIPp has to be read as SIPp reads it, or refused with its place.
 * @throws ScenarioSyntaxError at the first thing that is none of these.
 */
export function readXml(text: string): XmlElement {
  const cursor = new Cursor(text.replaceAll('\r', ''));
  if (!cursor.skip('<?xml')) cursor.fail('It does not begin with <?xml', 'SIPp wants <?xml version="1.0"?> first.');
  cursor.through('?>');
  aside(cursor);
  const root = element(cursor);
  aside(cursor);
  if (!cursor.done) cursor.fail('Something comes behind the last element', 'A file holds one scenario.');
  return root;
}

class Cursor {
  private readonly text: string;
  private at = 0;
  private line = 1;
  private start = 0;

  constructor(text: string) {
    this.text = text;
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  /** The cursor only goes on, so it counts from where it last looked. */
  get position(): Position {
    for (
      let end = this.text.indexOf('\n', this.start);
      end >= 0 && end < this.at;
      end = this.text.indexOf('\n', this.start)
    ) {
      this.start = end + 1;
      this.line += 1;
    }
    return { line: this.line, column: this.at - this.start + 1 };
  }

  starts(word: string): boolean {
    return this.text.startsWith(word, this.at);
  }

  skip(word: string): boolean {
    const there = this.starts(word);
    if (there) this.at += word.length;
    return there;
  }

  /** Takes what a pattern that begins with `^` and is sticky matches here. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  /** Takes all up to a word, and the word. */
  through(word: string): string {
    const end = this.text.indexOf(word, this.at);
    if (end < 0) this.fail(`${word} is missing`, 'Close what begins here.');
    const inner = this.text.slice(this.at, end);
    this.at = end + word.length;
    return inner;
  }

  fail(what: string, hint: string, at: Position = this.position): never {
    throw new ScenarioSyntaxError(at, what, hint);
  }
}

const SPACE = /\s*/y;
const NAME = /[A-Za-z_][\w.-]*/y;
/** A backslash hides the quote behind it. */
const QUOTED = /"(?:[^"\\]|\\.)*"/sy;

/** Skips white space, comments and declarations. */
function aside(cursor: Cursor): void {
  for (;;) {
    cursor.match(SPACE);
    if (cursor.skip('<!--')) cursor.through('-->');
    else if (cursor.skip('<!DOCTYPE') || cursor.skip('<?xml-model')) cursor.through('>');
    else return;
  }
}

/** SIPp's own files go four deep. */
const DEEPEST = 32;

function element(cursor: Cursor, depth = 0): XmlElement {
  const position = cursor.position;
  if (depth > DEEPEST)
    cursor.fail('Elements are nested too deep', 'A scenario holds steps, a step actions, and that is all.');
  if (!cursor.skip('<'))
    cursor.fail('This is no element', 'Texts stand in <![CDATA[...]]> only: SIPp overlooks all others.');
  const name =
    cursor.match(NAME) ?? cursor.fail('An element has no name', 'A "<" that begins no element is written &lt;.');
  const attributes = new Map<string, XmlAttribute>();
  for (;;) {
    const space = cursor.match(SPACE);
    if (cursor.skip('/>')) return { ...position, name, attributes, children: [] };
    if (cursor.skip('>')) break;
    if (space === '') cursor.fail(`A space is missing in <${name}>`, 'SIPp overlooks the attribute that follows.');
    const [key, attribute] = attributeAt(cursor, name);
    if (attributes.has(key)) cursor.fail(`${key} is there twice in <${name}>`, 'Leave one.', attribute);
    attributes.set(key, attribute);
  }
  return { ...position, name, attributes, ...content(cursor, name, position, depth) };
}

function attributeAt(cursor: Cursor, owner: string): readonly [string, XmlAttribute] {
  const position = cursor.position;
  const key = cursor.match(NAME) ?? cursor.fail(`<${owner}> is not closed`, 'Write > or /> behind its attributes.');
  cursor.match(SPACE);
  if (!cursor.skip('=')) cursor.fail(`${key} of <${owner}> has no value`, `Write ${key}="...".`, position);
  cursor.match(SPACE);
  const quoted = cursor.match(QUOTED);
  if (quoted === undefined) {
    cursor.fail(
      `The value of ${key} is not in double quotes`,
      'SIPp before 3.7.8 knows no others, and takes what follows for the value.',
    );
  }
  return [key, { ...position, raw: quoted.slice(1, -1) }];
}

function content(cursor: Cursor, name: string, start: Position, depth: number): Pick<XmlElement, 'children' | 'cdata'> {
  const children: XmlElement[] = [];
  let cdata: string | undefined;
  for (;;) {
    aside(cursor);
    const position = cursor.position;
    if (cursor.done) cursor.fail(`<${name}> is not closed`, `Write </${name}>.`, start);
    if (cursor.skip('<![CDATA[')) {
      if (cdata !== undefined) cursor.fail('There is a second CDATA', 'SIPp reads only the first.', position);
      cdata = cursor.through(']]>');
    } else if (cursor.skip('</')) {
      const closed = cursor.match(NAME);
      if (closed !== name) cursor.fail(`</${closed ?? ''}> closes <${name}>`, `Write </${name}>.`, position);
      cursor.match(SPACE);
      if (!cursor.skip('>')) cursor.fail(`</${name} is not closed`, 'Write > behind it.');
      return { children, ...(cdata === undefined ? {} : { cdata }) };
    } else {
      children.push(element(cursor, depth + 1));
    }
  }
}
