import type { Attribute } from '../element.ts';
import type { XmlElement } from './read-xml.ts';
import { ScenarioSyntaxError } from './syntax-error.ts';

/** The attributes of an element, each of which has to be asked for. */
export class Fields {
  readonly element: XmlElement;
  private readonly decodes: boolean;
  private readonly asked = new Set<string>();

  /** @param decodes Whether SIPp decodes entities everywhere, as it does from 3.7.8 on. */
  constructor(element: XmlElement, decodes: boolean) {
    this.element = element;
    this.decodes = decodes;
  }

  has(name: string): boolean {
    return this.element.attributes.has(name);
  }

  text(name: string, reads: Attribute['reads'] = 'raw'): string | undefined {
    this.asked.add(name);
    const attribute = this.element.attributes.get(name);
    if (attribute === undefined) return undefined;
    if (!this.decodes && attribute.raw.includes('<')) {
      throw new ScenarioSyntaxError(
        attribute,
        `${name} has a "<", behind which SIPp before 3.7.8 loses attributes`,
        'Write &lt; where SIPp decodes it, otherwise \\x3C.',
      );
    }
    const plain = unescape(attribute.raw);
    if (reads === 'text' || this.decodes) return shown(decode(plain), reads);
    if (ENTITY.test(plain)) {
      throw new ScenarioSyntaxError(
        attribute,
        `${name} has an entity, which SIPp before 3.7.8 does not decode here`,
        'Write the character as it is or as \\x26, or say by `version` for which SIPp the file is.',
      );
    }
    return shown(plain, reads);
  }

  needed(name: string, reads?: Attribute['reads']): string {
    return this.text(name, reads) ?? this.fail(`<${this.element.name}> lacks ${name}`, `Write ${name}="...".`);
  }

  number(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text.trim() === '' || Number.isNaN(value))
      this.failAt(name, `${name}="${text}" is no number`, 'Write a number.');
    return value;
  }

  neededNumber(name: string): number {
    return this.number(name) ?? this.fail(`<${this.element.name}> lacks ${name}`, `Write ${name}="..." with a number.`);
  }

  boolean(name: string): boolean | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (/^true$/i.test(text) || /^[+-]?0*[1-9]\d*$/.test(text)) return true;
    if (/^false$/i.test(text) || /^0+$/.test(text)) return false;
    return this.failAt(name, `${name}="${text}" is neither true nor false`, 'Write one of them.');
  }

  one<const Choices extends readonly string[]>(name: string, choices: Choices): Choices[number] | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const choice = choices.find((each) => each === text);
    return choice ?? this.failAt(name, `${name}="${text}" is unknown`, `There are ${choices.join(', ')}.`);
  }

  names(name: string): readonly string[] {
    return this.needed(name).split(',');
  }

  /** @throws ScenarioSyntaxError for an attribute that nobody asked for. */
  finish(): void {
    for (const [name, attribute] of this.element.attributes) {
      if (this.asked.has(name)) continue;
      throw new ScenarioSyntaxError(
        attribute,
        `<${this.element.name}> takes no ${name} here`,
        'SIPp overlooks it: look for a slip of the pen, or take it out.',
      );
    }
  }

  fail(what: string, hint: string): never {
    throw new ScenarioSyntaxError(this.element, what, hint);
  }

  failAt(name: string, what: string, hint: string): never {
    throw new ScenarioSyntaxError(this.element.attributes.get(name) ?? this.element, what, hint);
  }
}

const ENTITY = /&(?:amp|lt|gt|quot|apos|#\w+);/;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"' };

function unescape(raw: string): string {
  return raw.replaceAll(/\\(.)/gs, (all, character: string) => ESCAPES[character] ?? all);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

function decode(text: string): string {
  return text.replaceAll(/&(amp|lt|gt|quot);/g, (all, name: string) => ENTITIES[name] ?? all);
}

/** What `writeElement` had to write in hexadecimal digits. */
function shown(text: string, reads: Attribute['reads']): string {
  if (reads !== 'message') return text;
  return text.replaceAll(/\\x(22|26|3C|3E)/gi, (_all, digits: string) =>
    String.fromCodePoint(Number.parseInt(digits, 16)),
  );
}
