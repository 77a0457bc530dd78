/** Questions to a DNS server and its answers, as octets (RFC 1035 section 4). Pure. */
import { numericHost } from '../numeric-host.ts';
import { type AskedType, type DnsRecord, isSameName, RECORD_TYPES, type RecordData } from './dns-record.ts';

export interface Question {
  readonly name: string;
  readonly type: AskedType;
}

export interface DnsAnswer {
  /** 0: no error; 3: there is no such name (RFC 1035 4.1.1). */
  readonly code: number;
  /** The answer did not fit into a datagram. */
  readonly isCut: boolean;
  readonly answers: readonly DnsRecord[];
  readonly authorities: readonly DnsRecord[];
}

const HEADER = 12;
const IN = 1;
const RECURSION_DESIRED = 0x01_00;
const RESPONSE = 0x80_00;
const CUT = 0x02_00;
/** Says that the answer may have 1232 octets (RFC 6891 6.1.2), which pass every network without fragments. */
const ROOM = Buffer.from([0, 0, 41, 1232 >> 8, 1232 & 0xff, 0, 0, 0, 0, 0, 0]);
const MOST_OF_NAME = 253;
/** Pointers that one name may have: more are a loop. */
const MOST_POINTERS = 20;

/**
 * Undefined for a name that no question can have: a label is empty, or longer than 63 octets (RFC 1035 2.3.4).
 *
 * @param id  0 to 65535; the answer has the same one
 */
export function encodeQuestion(id: number, { name, type }: Question): Buffer | undefined {
  const labels = name.split('.').map((label) => Buffer.from(label, 'latin1'));
  if (name.length > MOST_OF_NAME || labels.some(({ length }) => length === 0 || length > 63)) return undefined;
  const header = Buffer.alloc(HEADER);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE(RECURSION_DESIRED, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(1, 10);
  const tail = Buffer.from([0, 0, RECORD_TYPES[type], 0, IN]);
  return Buffer.concat([header, ...labels.flatMap((label) => [Buffer.from([label.length]), label]), tail, ROOM]);
}

/** Undefined for octets that are no answer to this question. */
export function decodeAnswer(octets: Buffer, id: number, question: Question): DnsAnswer | undefined {
  try {
    return new AnswerReader(octets).answer(id, question);
  } catch {
    // It ends too early, or a name in it goes in a circle.
    return undefined;
  }
}

class AnswerReader {
  readonly #octets: Buffer;
  #at = HEADER;

  constructor(octets: Buffer) {
    this.#octets = octets;
  }

  answer(id: number, question: Question): DnsAnswer | undefined {
    const [ownId = 0, flags = 0, questions = 0, answers = 0, authorities = 0] = [0, 2, 4, 6, 8].map((at) =>
      this.#octets.readUInt16BE(at),
    );
    if (ownId !== id || (flags & RESPONSE) === 0 || questions !== 1) return undefined;
    const name = this.#name();
    if (this.#word() !== RECORD_TYPES[question.type] || this.#word() !== IN) return undefined;
    if (!isSameName(name, question.name)) return undefined;
    const isCut = (flags & CUT) !== 0;
    // What was cut off is asked for by nobody here.
    if (isCut) return { code: flags & 0xf, isCut, answers: [], authorities: [] };
    return { code: flags & 0xf, isCut, answers: this.#records(answers), authorities: this.#records(authorities) };
  }

  #records(count: number): readonly DnsRecord[] {
    return Array.from({ length: count }, () => this.#record()).filter((record) => record !== undefined);
  }

  /** Undefined for one of a type that is not asked for. */
  #record(): DnsRecord | undefined {
    const name = this.#name();
    const [type, group] = [this.#word(), this.#word()];
    const ttl = this.#octets.readUInt32BE(this.#at);
    this.#at += 4;
    const length = this.#word();
    const end = this.#at + length;
    if (end > this.#octets.length) throw new RangeError('a record is longer than the message');
    const data = group === IN ? this.#data(type, length) : undefined;
    this.#at = end;
    return data && { name, ttl: ttl > 0x7f_ff_ff_ff ? 0 : ttl, ...data };
  }

  #data(type: number, length: number): RecordData | undefined {
    switch (type) {
      case RECORD_TYPES.A:
        return { type: 'A', address: [...this.#octets.subarray(this.#at, this.#at + 4)].join('.') };
      case RECORD_TYPES.AAAA: {
        const groups = Array.from({ length: 8 }, () => this.#word().toString(16)).join(':');
        return { type: 'AAAA', address: numericHost(groups) ?? groups };
      }
      case RECORD_TYPES.CNAME:
        return { type: 'CNAME', target: this.#name() };
      case RECORD_TYPES.SOA:
        return { type: 'SOA', minimum: this.#octets.readUInt32BE(this.#at + length - 4) };
      case RECORD_TYPES.SRV: {
        const [priority, weight, port] = [this.#word(), this.#word(), this.#word()];
        return { type: 'SRV', priority, weight, port, target: this.#name() };
      }
      case RECORD_TYPES.NAPTR: {
        const [order, preference] = [this.#word(), this.#word()];
        const [flags, service, regexp] = [this.#text(), this.#text(), this.#text()];
        return { type: 'NAPTR', order, preference, flags, service, regexp, replacement: this.#name() };
      }
      default:
        return undefined;
    }
  }

  #word(): number {
    const value = this.#octets.readUInt16BE(this.#at);
    this.#at += 2;
    return value;
  }

  #text(): string {
    const length = this.#octets.readUInt8(this.#at);
    const text = this.#octets.toString('latin1', this.#at + 1, this.#at + 1 + length);
    this.#at += 1 + length;
    return text;
  }

  /** Its rest may stand earlier in the message (RFC 1035 4.1.4). */
  #name(): string {
    const labels: string[] = [];
    let [at, pointers, after] = [this.#at, 0, 0];
    for (;;) {
      const length = this.#octets.readUInt8(at);
      if (length >= 0xc0) {
        if ((pointers += 1) > MOST_POINTERS) throw new RangeError('the pointers of a name go in a circle');
        after ||= at + 2;
        at = this.#octets.readUInt16BE(at) & 0x3f_ff;
      } else {
        at += 1;
        if (length === 0) break;
        labels.push(this.#octets.toString('latin1', at, at + length));
        at += length;
      }
    }
    this.#at = after || at;
    return labels.join('.');
  }
}
