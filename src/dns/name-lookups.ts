/** Look-ups that are remembered until their time to live is over, and no longer: a name may lead elsewhere by then. */
import type { AskedName } from '../history/event.ts';
import { askServers, type DnsServer } from './dns-client.ts';
import type { DnsAnswer, Question } from './dns-message.ts';
import { type AskedType, type DnsRecord, isSameName, recordText } from './dns-record.ts';

export type Looked<Type extends AskedType> =
  | { readonly kind: 'records'; readonly records: ReadonlyArray<Extract<DnsRecord, { readonly type: Type }>> }
  | { readonly kind: 'failed'; readonly why: string };

interface Kept {
  readonly records: readonly DnsRecord[];
  /** On the clock. */
  readonly until: number;
}

export class NameLookups {
  readonly #servers: readonly DnsServer[];
  readonly #clock: () => number;
  readonly #kept = new Map<string, Kept>();
  readonly #asked: AskedName[] = [];

  /** @param clock  in ms; never goes back */
  constructor(servers: readonly DnsServer[], clock: () => number = () => performance.now()) {
    this.#servers = servers;
    this.#clock = clock;
  }

  async ask<Type extends AskedType>(type: Type, name: string): Promise<Looked<Type>> {
    const question = `${type} ${name}`;
    const known = this.#kept.get(question);
    if (known !== undefined && known.until > this.#clock()) return looked(type, known.records);
    const before = this.#clock();
    const reply = await askServers(this.#servers, { type, name });
    if (reply.kind === 'failed') {
      this.#asked.push({ question, records: [], ttl: 0, failure: reply.why });
      return { kind: 'failed', why: `${question}: ${reply.why}` };
    }
    const { records, ttl } = usable(reply.answer, { type, name });
    this.#kept.set(question, { records, until: before + ttl * 1_000 });
    this.#asked.push({ question, server: reply.server, records: records.map(recordText), ttl });
    return looked(type, records);
  }

  /** What servers were asked since the last call. */
  taken(): readonly AskedName[] {
    return this.#asked.splice(0);
  }
}

function looked<Type extends AskedType>(type: Type, records: readonly DnsRecord[]): Looked<Type> {
  const isOfType = (record: DnsRecord): record is Extract<DnsRecord, { readonly type: Type }> => record.type === type;
  return { kind: 'records', records: records.filter(isOfType) };
}

/** The records of the name, or of the one that it is an alias of; the shortest time to live of all that led there. */
function usable(
  { answers, authorities }: DnsAnswer,
  { name, type }: Question,
): { readonly records: readonly DnsRecord[]; readonly ttl: number } {
  let owner = name;
  let ttl = Number.POSITIVE_INFINITY;
  // An answer has no more aliases than records, so that a circle ends too.
  for (let step = 0; step <= answers.length; step += 1) {
    const records = answers.filter((one) => one.type === type && isSameName(one.name, owner));
    if (records.length > 0) return { records, ttl: Math.min(ttl, ...records.map((one) => one.ttl)) };
    const alias = answers.find((one) => one.type === 'CNAME' && isSameName(one.name, owner));
    if (alias?.type !== 'CNAME') break;
    owner = alias.target;
    ttl = Math.min(ttl, alias.ttl);
  }
  // That there is none is remembered only as long as the zone says (RFC 2308 section 5).
  const zone = authorities.find((one) => one.type === 'SOA');
  return { records: [], ttl: zone?.type === 'SOA' ? Math.min(ttl, zone.ttl, zone.minimum) : 0 };
}
