import { EVENT_ID, type Event, getScalarValue } from 'js-yaml';

/** Keys and indices from the root of a document to a node. */
export type Path = readonly PropertyKey[];

interface Offsets {
  readonly key: number;
  readonly value: number;
}

/** Where each node of a document begins, by JSON pointer. */
export class YamlIndex {
  readonly repeated: Array<{ readonly name: string; readonly offset: number }> = [];
  readonly aliases: number[] = [];
  secondDocument = 0;
  readonly #events: readonly Event[];
  readonly #text: string;
  readonly #offsets = new Map<string, Offsets>();
  #next = 0;

  constructor(events: readonly Event[], text: string) {
    this.#events = events;
    this.#text = text;
    this.#next = 1;
    this.#node('', undefined);
    // After the first document's root comes its POP; a second document follows with its own root.
    const second = events.findIndex((event, at) => at > 0 && event.type === EVENT_ID.DOCUMENT);
    if (second > 0) this.secondDocument = startOf(events[second + 1], text.length);
  }

  offsetOf(path: Path, which: 'key' | 'value'): number {
    for (let length = path.length; length >= 0; length--) {
      const found = this.#offsets.get(pointer(path.slice(0, length)));
      if (found !== undefined) return length === path.length ? found[which] : found.value;
    }
    return 0;
  }

  /** Walks the node that the next event opens; `key` is where its key stands, an item of a list has none. */
  #node(at: string, key: number | undefined): void {
    const event = this.#events[this.#next++];
    const value = startOf(event, key ?? 0);
    this.#offsets.set(at, { key: key ?? value, value });
    if (event?.type === EVENT_ID.ALIAS) this.aliases.push(value);
    if (event?.type === EVENT_ID.SEQUENCE) this.#items(at);
    if (event?.type === EVENT_ID.MAPPING) this.#entries(at);
  }

  #items(at: string): void {
    for (let item = 0; this.#more(); item++) this.#node(`${at}/${item}`, undefined);
    this.#next++;
  }

  #entries(at: string): void {
    const names = new Set<string>();
    while (this.#more()) {
      const event = this.#events[this.#next];
      const offset = startOf(event, 0);
      const name = event?.type === EVENT_ID.SCALAR ? getScalarValue(this.#text, event) : `?${offset}`;
      if (names.has(name)) this.repeated.push({ name, offset });
      names.add(name);
      if (event?.type === EVENT_ID.SCALAR) this.#next++;
      else this.#node(`${at}/?${offset}`, undefined);
      this.#node(`${at}/${escaped(name)}`, offset);
    }
    this.#next++;
  }

  #more(): boolean {
    const event = this.#events[this.#next];
    return event !== undefined && event.type !== EVENT_ID.POP;
  }
}

function startOf(event: Event | undefined, otherwise: number): number {
  if (event === undefined) return otherwise;
  if (event.type === EVENT_ID.SCALAR) return event.valueStart >= 0 ? event.valueStart : otherwise;
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart;
  return event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE ? event.start : otherwise;
}

function pointer(path: Path): string {
  return path.map((part) => `/${escaped(String(part))}`).join('');
}

function escaped(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}
