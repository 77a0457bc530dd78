/** An element of SIPp's XML. */
export interface Element {
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly cdata?: string;
  readonly children?: readonly Element[];
}

export interface Attribute {
  readonly name: string;
  readonly value: string;
  /**
   * How SIPp reads the value. `text`: with entities. `raw`: as it stands, up to 3.7.8. `message`: raw as well, then as it
   * reads a message, with `\xHH` for any character.
   */
  readonly reads: 'text' | 'raw' | 'message';
}

/** The attributes that are there, in the order given. */
export function attributes(
  reads: Attribute['reads'],
  values: Readonly<Record<string, string | number | boolean | undefined>>,
): readonly Attribute[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value: String(value), reads }],
  );
}

/** The XML of an element, indented by so many levels. */
export function writeElement({ name, attributes: all, cdata, children = [] }: Element, level = 0): string {
  const indent = '  '.repeat(level);
  const start = `${indent}<${name}${all.map((attribute) => ` ${attribute.name}="${quoted(attribute)}"`).join('')}`;
  if (cdata === undefined && children.length === 0) return `${start}/>\n`;
  const message = cdata === undefined ? '' : `<![CDATA[\n${inCdata(cdata)}]]>`;
  const inner = children.map((child) => writeElement(child, level + 1)).join('');
  return `${start}>${message}${inner === '' ? '' : `\n${inner}${indent}`}</${name}>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** SIPp reads backslashes in attributes as C does, whatever comes of the rest. */
function quoted({ value, reads }: Attribute): string {
  const escaped = value
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r');
  if (reads === 'text') return escaped.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
  if (reads === 'message') return escaped.replaceAll(/[&<>"]/g, hex);
  return escaped;
}

/** What would end the CDATA, written so that SIPp makes the same of it. */
function inCdata(text: string): string {
  return text.replaceAll(']]>', `]]${hex('>')}`);
}

function hex(character: string): string {
  return `\\x${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}`;
}
